import FleetModel
import FleetSession
import RolloutOrchestrator
import TextCanvas

/// What happened, newest first: filtered, repeats folded, with a strip of how dense it was.
struct EventsScreen {
  let scene: Scene
  let area: Rect
  let hasFocus: Bool

  /// In a fleet of no more VMs the world's log tells of each of them.
  private static let smallFleet = 500

  /// Below so many columns the world's log leaves out the name of the handler, which the headline bears.
  private static let widthForNames = 110

  /// The last events that matter, as the lower part of the world.
  func drawTail(into canvas: inout Canvas) {
    guard area.height > 0 else { return }
    canvas.put("  WHAT JUST HAPPENED", row: 0, column: 0, style: Style(.dim, .bold), in: area)
    let level: EventLevel = scene.fleet.machineCount <= Self.smallFleet ? .info : .gate
    let rows = EventRows(scene: scene, level: level, filter: Filter("")).rows(from: 0, count: area.height - 1)
    var words = scene.eventWords
    if area.width < Self.widthForNames { words.known = scene.rollout?.handler }
    for (row, entry) in rows.enumerated() { draw(entry, words, row: row + 1, isHere: false, into: &canvas) }
    if rows.isEmpty { canvas.put("  nothing yet", row: 1, column: 0, style: .dim, in: area) }
  }

  func draw(into canvas: inout Canvas) {
    let cursor = scene.view.events
    scene.hits?.add(.events, area)
    let filter = scene.view.filters[Screen.events.rawValue]
    let source = EventRows(scene: scene, level: cursor.level, filter: Filter(filter))
    let showsDensity = area.height >= 14
    let listRows = max(0, area.height - 2 - (showsDensity ? 2 : 0))
    let first = max(0, cursor.row - listRows / 2)
    let rows = source.rows(from: first, count: listRows)
    canvas.putField(
      heading(filter), row: 0, column: 2, width: area.width - 2, style: .dim, ending: scene.glyphs.ellipsis, in: area)
    canvas.put(
      "  \(Figures.padded("TIME", timeWidth))  \(Figures.padded("WHERE", placeWidth)) WHAT", row: 1, column: 0,
      style: Style(.dim, .bold), in: area)
    let words = scene.eventWords
    for (row, entry) in rows.enumerated() {
      scene.hits?.add(.event(first + row), row: row + 2, in: area)
      draw(entry, words, row: row + 2, isHere: hasFocus && first + row == cursor.row, into: &canvas)
    }
    if rows.isEmpty { canvas.put("  \(nothing(filter))", row: 2, column: 0, style: .dim, in: area) }
    if showsDensity { drawDensity(into: &canvas) }
  }

  private func heading(_ filter: String) -> String {
    let cursor = scene.view.events
    let level = "level \(cursor.level.word)"
    let (levels, follow) = (scene.keys.name(.levels), scene.keys.name(.follow))
    let follows = "follow \(cursor.follows ? "on" : "off") (\(follow))"
    let shown = filter.isEmpty ? "no filter" : "filter \(filter)"
    return Headline.fit(
      [
        "\(level) and above (\(levels))   \(follows)   \(shown)   newest first",
        "\(level) and above (\(levels))   \(follows)   \(shown)", "\(level) (\(levels))  \(follows)  \(shown)",
        "\(level) (\(levels))  \(follows)",
      ], area.width - 2)
  }

  private func nothing(_ filter: String) -> String {
    if !filter.isEmpty { return "nothing matches" }
    let level = scene.view.events.level
    guard let lower = EventLevel(rawValue: level.rawValue - 1) else { return "nothing yet" }
    return "nothing of level \(level.word) yet; \(scene.keys.name(.levels)) shows more, from \(lower.word) on too"
  }

  /// As wide as the time is by now.
  private var timeWidth: Int { Figures.clock(scene.now).count + 1 }

  private var placeWidth: Int { area.width >= 100 ? 28 : area.width >= 70 ? 22 : 12 }

  private func draw(_ row: EventRow, _ words: EventWords, row line: Int, isHere: Bool, into canvas: inout Canvas) {
    let text = words.line(row.entry.what)
    var column = canvas.put(scene.pointer(isHere), row: line, column: 0, style: .accent, in: area)
    column = canvas.putField(
      Figures.clock(row.entry.time), row: line, column: column, width: timeWidth, style: .dim, in: area)
    column = canvas.put("\(scene.glyph(text.role)) ", row: line, column: column, style: Style(text.role), in: area)
    column = canvas.putName(
      text.place, row: line, column: column, width: placeWidth, ending: scene.glyphs.ellipsis, in: area)
    let repeats = row.count > 1 ? "x\(row.count) " : ""
    let room = area.width - column - 1
    let what = words.line(row.entry.what, width: room - repeats.count).text
    canvas.putField(
      repeats + scene.drawn(what), row: line, column: column + 1, width: room,
      style: row.entry.level == .trouble ? .failureText : .normal, ending: scene.glyphs.ellipsis, in: area)
    if isHere {
      canvas.restyle(
        Rect(row: area.row + line, column: area.column, height: 1, width: min(14, area.width)), adding: .reverse)
    }
  }

  /// How many events there were over the time that the log covers.
  private func drawDensity(into canvas: inout Canvas) {
    let log = scene.memory.log
    let width = area.width - 24
    guard log.count > 1, width >= 10 else { return }
    let oldest = log.time(fromNewest: log.count - 1)
    let span = max(1, scene.now - oldest)
    var buckets = Array(repeating: 0, count: width)
    for place in 0..<min(log.count, Self.densitySamples) {
      let time = log.time(fromNewest: place)
      buckets[Int((time - oldest) * Instant(width - 1) / span)] += 1
    }
    let most = max(1, buckets.max() ?? 1)
    let levels = scene.glyphs.levels
    let strip = buckets.map { count in
      count == 0 ? " " : scene.symbol(levels[min(levels.count - 1, 1 + count * (levels.count - 2) / most)])
    }.joined()
    let row = area.height - 2
    canvas.put("  density  ", row: row, column: 0, style: .dim, in: area)
    canvas.put(strip, row: row, column: 11, style: .accent, in: area)
    canvas.put("\(Figures.clock(oldest)) to now", row: row + 1, column: 11, style: .dim, in: area)
  }

  /// A frame looks at no more entries than this for the strip.
  private static let densitySamples = 5_000
}
