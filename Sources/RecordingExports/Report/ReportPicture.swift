import FleetFiles
import FleetModel
import FleetSession
import RolloutOrchestrator
import SessionRecordings

/// The pictures of a report as SVG. Time runs from left to right; colours come from the page's style.
struct ReportPicture {
  private let facts: ReportFacts
  private static let left = 8
  private static let width = 1_000

  init(_ facts: ReportFacts) { self.facts = facts }

  private func x(_ time: Instant) -> String {
    let hundredths = Int(min(time, facts.end) * Instant(Self.width * 100) / facts.end)
    return "\(Self.left + hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }

  private func width(_ from: Instant, _ to: Instant) -> String {
    let hundredths = max(100, Int((min(to, facts.end) - min(from, facts.end)) * Instant(Self.width * 100) / facts.end))
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }

  private func svg(_ height: Int, _ label: String, _ content: String) -> String {
    "<div class=\"scroll\"><svg viewBox=\"0 0 \(Self.width + 2 * Self.left) \(height)\" role=\"img\" aria-label=\"\(VisibleText.html(label))\">\n\(content)</svg></div>\n"
  }

  private func text(_ content: String, _ x: String, _ y: Int, _ style: String = "") -> String {
    "<text x=\"\(x)\" y=\"\(y)\"\(style.isEmpty ? "" : " class=\"\(style)\"")>\(VisibleText.html(content))</text>\n"
  }

  private func rect(_ x: String, _ y: Int, _ width: String, _ height: Int, _ style: String, _ title: String) -> String {
    "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\" class=\"\(style)\"><title>\(VisibleText.html(title))</title></rect>\n"
  }

  /// Ticks at a handful of round times.
  private func axis(_ y: Int) -> String {
    let steps: [Milliseconds] = [
      Span.second, 10 * Span.second, Span.minute, 5 * Span.minute, 15 * Span.minute, Span.hour, 3 * Span.hour,
      6 * Span.hour, 12 * Span.hour, Span.day, 2 * Span.day, 5 * Span.day, 10 * Span.day, 30 * Span.day, 100 * Span.day,
    ]
    let step = steps.first { facts.end / $0 <= 10 } ?? 365 * Span.day
    var lines = ""
    for time in stride(from: 0, through: facts.end, by: Int(step)) {
      lines += "<line x1=\"\(x(time))\" x2=\"\(x(time))\" y1=\"14\" y2=\"\(y)\" class=\"grid\"/>\n"
      let isLast = time * 100 > facts.end * 96
      lines += text(time == 0 ? "start" : Quantity.text(time), x(time), y + 14, isLast ? "tick end" : "tick")
    }
    return lines
  }

  // MARK: Phases and batches

  private static let laneHeight = 74

  /// Phases, batches, stops, rollbacks and commands.
  var timeline: String {
    let rollouts = facts.session.orchestrator.rollouts
    guard !rollouts.isEmpty else { return "" }
    let bottom = 22 + rollouts.count * Self.laneHeight
    var content = axis(bottom)
    for (number, given) in facts.commands.enumerated().prefix(ReportFacts.shownRows) {
      content +=
        "<line x1=\"\(x(given.time))\" x2=\"\(x(given.time))\" y1=\"14\" y2=\"\(bottom)\" class=\"command\"/>\n"
      content += text("\(number + 1)", x(given.time), 10, "tick middle")
    }
    for (place, rollout) in rollouts.enumerated() { content += lane(rollout, 22 + place * Self.laneHeight) }
    return svg(bottom + 22, "Phases and batches over time", content)
  }

  private func lane(_ rollout: Rollout, _ top: Int) -> String {
    let handler = facts.fleet.handlers[rollout.handler].type
    var content = text(
      "\(rollout.id)  \(handler) \(rollout.targetVersion)  \(rollout.outcome?.rawValue ?? "under way")", "\(Self.left)",
      top + 10,
      "label")
    for phase in facts.phases(rollout) {
      let told =
        "phase \(phase.number) \(phase.name): \(ReportFacts.time(phase.start)) to \(ReportFacts.time(phase.end)), \(phase.state)"
      content += rect(x(phase.start), top + 16, width(phase.start, phase.end), 14, "phase", told)
      if let bake = phase.bakeEnd, bake > phase.end {
        content += rect(
          x(phase.end), top + 16, width(phase.end, bake), 14, "bake",
          "phase \(phase.number) bakes until \(ReportFacts.time(bake))")
      }
      if (phase.bakeEnd ?? phase.end) - phase.start > facts.end / 40 {
        content += text(
          "\(phase.number)", x(phase.start), top + 27,
          phase.end - phase.start > facts.end / 40 ? "inside" : "beside")
      }
    }
    content += batches(rollout, top + 34, 26)
    for stop in facts.stops.prefix(2_000) where stop.rollout == rollout.id {
      content += mark(
        stop.time, top + 64, "stop",
        "\(ReportFacts.time(stop.time)): \(facts.fleet.name(ofGroup: stop.group)): \(facts.reason(stop))")
    }
    for rollback in facts.rollbacks.prefix(2_000) where rollback.handler == rollout.handler {
      guard rollback.first >= rollout.startedAt, rollback.first <= rollout.endedAt ?? .max else { continue }
      content += mark(
        rollback.first, top + 64, "rollback",
        "\(ReportFacts.time(rollback.first)): \(rollback.count) rollbacks in \(facts.fleet.name(ofGroup: rollback.group))"
      )
    }
    return content
  }

  /// VMs in open batches: one bar a column, as high as the busiest column allows.
  private func batches(_ rollout: Rollout, _ top: Int, _ height: Int) -> String {
    guard rollout.id <= facts.inFlight.count else { return "" }
    let counts = facts.inFlight[rollout.id - 1]
    guard let most = counts.max(), most > 0 else { return "" }
    var path = ""
    for (column, count) in counts.enumerated() where count > 0 {
      let bar = max(2, count * height / most)
      let at = Self.left * 10 + column * Self.width * 10 / ReportFacts.columns
      path += "M\(at / 10).\(at % 10) \(top + height)v-\(bar)h2.5v\(bar)z"
    }
    return "<path d=\"\(path)\" class=\"batch\"><title>VMs in open batches, up to \(most)</title></path>\n"
  }

  private func mark(_ time: Instant, _ y: Int, _ style: String, _ told: String) -> String {
    let shape = style == "stop" ? "m-5 8l5 -9l5 9z" : "m0 -2l5 5l-5 5l-5 -5z"
    return "<path d=\"M\(x(time)) \(y)\(shape)\" class=\"\(style)\"><title>\(VisibleText.html(told))</title></path>\n"
  }

  // MARK: Versions

  /// How many VMs ran which version: one band a version, one picture a handler.
  var versions: String {
    facts.changedHandlers.map(spread).joined()
  }

  private func spread(_ handler: HandlerIndex) -> String {
    let columns = facts.spread[handler]
    let versions = facts.fleet.handlers[handler].versions
    let most = max(1, columns.map { $0.reduce(0, +) }.max() ?? 1)
    let height = 120
    var base = Array(repeating: 0, count: columns.count)
    var content = axis(14 + height)
    var legend = ""
    // Low versions lie at the bottom and are the quiet ones.
    let order = versions.indices.filter { version in columns.contains { version < $0.count && $0[version] > 0 } }
      .sorted { versions[$0] < versions[$1] }
    for (place, version) in order.enumerated() {
      let style = "v\((max(0, 6 - order.count) + place) % 6)"
      let tops = columns.enumerated().map { base[$0.offset] + (version < $0.element.count ? $0.element[version] : 0) }
      content +=
        "<path d=\"\(band(base, tops, most, height))\" class=\"\(style)\"><title>\(versions[version])</title></path>\n"
      legend += "<span class=\"key\"><i class=\"\(style)\"></i>\(versions[version])</span> "
      base = tops
    }
    let name = VisibleText.html(facts.fleet.handlers[handler].type)
    return "<h3>\(name)</h3>\n<p class=\"legend\">\(legend)</p>\n"
      + svg(14 + height + 22, "Versions of \(facts.fleet.handlers[handler].type) over time", content)
  }

  private func band(_ low: [Int], _ high: [Int], _ most: Int, _ height: Int) -> String {
    func point(_ column: Int, _ count: Int) -> String {
      let at = Self.left * 10 + column * Self.width * 10 / ReportFacts.columns
      let y = (14 + height) * 10 - count * height * 10 / most
      return "\(at / 10).\(at % 10) \(y / 10).\(y % 10)"
    }
    let up = high.enumerated().map { "\(point($0.offset, $0.element)) \(point($0.offset + 1, $0.element))" }
    let down = low.enumerated().reversed().map { "\(point($0.offset + 1, $0.element)) \(point($0.offset, $0.element))" }
    return "M" + (up + down).joined(separator: "L") + "Z"
  }
}
