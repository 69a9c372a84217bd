import FleetSession
import FleetModel
import RolloutOrchestrator
import TextCanvas

/// The extensions: their versions, the VMs on each, their rollouts.
struct CatalogueScreen {
  let scene: Scene
  let area: Rect
  let hasFocus: Bool

  func draw(into canvas: inout Canvas) {
    let handlers = CatalogueRows(scene: scene).handlers
    let columns = columns(handlers)
    let showsCarriers = scene.view.catalogue.board == .carriers
    let detail = showsCarriers ? [] : detailLines(scene.view.catalogue.handler)
    let parts = area.splitBottom(
      showsCarriers ? CarrierList.rows(height: area.height) : detailRows(handlers, detail.count))
    scene.hits?.add(.catalogue, area)
    if parts.rest.height > 0 {
      canvas.put(columns.heading, row: 0, column: 0, style: Style(.dim, .bold), in: area)
      drawList(handlers, columns, into: &canvas, parts.rest)
    }
    if showsCarriers {
      CarrierList(scene: scene, area: parts.bottom, hasFocus: hasFocus).draw(into: &canvas)
    } else if parts.bottom.height > 0 {
      drawDetail(detail, into: &canvas, parts.bottom)
    }
  }

  private func columns(_ handlers: [HandlerIndex]) -> CatalogueColumns {
    func longest(_ texts: [String]) -> Int { texts.map { SafeText.width($0) }.max() ?? 0 }
    let spreads = handlers.compactMap { scene.spreads[$0] }
    return CatalogueColumns(
      width: area.width, name: longest(handlers.map(scene.names.handler)),
      version: longest(handlers.flatMap { versionLines(of: $0).map(\.name) }),
      count: longest(spreads.map { Figures.grouped($0.counts.max() ?? 0) }),
      out: longest(spreads.map { Figures.grouped($0.optedOut) }))
  }

  /// Rows for what is known of the chosen extension: what the list leaves, and on a screen of its own at least the
  /// shortest way to say it.
  private func detailRows(_ handlers: [HandlerIndex], _ lines: Int) -> Int {
    let list = 1 + handlers.reduce(0) { $0 + max(1, versionLines(of: $1).count) }
    let spare = area.height - list - 1
    if area.height >= Self.ownScreen { return min(lines + 1, max(Self.shortestDetail, spare)) }
    return spare >= Self.leastDetail ? min(lines + 1, spare) : 0
  }

  private static let ownScreen = 14
  private static let shortestDetail = 7
  private static let leastDetail = 4

  /// From the first extension on that leaves room for the chosen one; the last line says how many are hidden.
  private func drawList(
    _ handlers: [HandlerIndex], _ columns: CatalogueColumns, into canvas: inout Canvas, _ area: Rect
  ) {
    if handlers.isEmpty { canvas.put("  no extension matches", row: 1, column: 0, style: .dim, in: area) }
    let chosen = handlers.firstIndex(of: scene.view.catalogue.handler) ?? 0
    let heights = handlers.map { max(1, versionLines(of: $0).count) }
    let room = max(1, area.height - 1 - (heights.reduce(0, +) > area.height - 1 ? 1 : 0))
    var first = 0
    while first < chosen, heights[first...chosen].reduce(0, +) > room { first += 1 }
    var row = 1
    var end = first
    while end < handlers.count, row <= room {
      row = draw(
        handlers[end], columns, row, &canvas,
        Rect(row: area.row, column: area.column, height: room + 1, width: area.width))
      end += 1
    }
    guard end - first < handlers.count else { return }
    canvas.putField(
      ScrolledList.text("extension", above: first, below: handlers.count - end), row: area.height - 1, column: 2,
      width: area.width - 2, style: .accent, in: area)
  }

  /// As many lines as one extension may take room for.
  private static let mostLines = 4

  /// Versions that VMs run with the VMs on each, the newest first; where they are many, the last line is all older ones.
  private func versionLines(of handler: HandlerIndex) -> [(name: String, count: Int)] {
    let versions = scene.runVersions(of: handler)
    let counts = scene.spreads[handler]?.counts ?? []
    let shown = versions.count > Self.mostLines ? Self.mostLines - 1 : versions.count
    let lines = versions.prefix(shown).map { (name: scene.names.version($0, of: handler), count: counts[$0]) }
    guard shown < versions.count else { return lines }
    return lines + [("\(versions.count - shown) older", versions.dropFirst(shown).reduce(0) { $0 + counts[$1] })]
  }

  private func draw(
    _ handler: HandlerIndex, _ columns: CatalogueColumns, _ start: Int, _ canvas: inout Canvas, _ area: Rect
  ) -> Int {
    let own = scene.fleet.handlers[handler]
    let isHere = scene.view.catalogue.handler == handler
    let spread = scene.spreads[handler]
    var column = canvas.put(scene.pointer(isHere), row: start, column: 0, style: .accent, in: area)
    func field(_ text: String, _ width: Int) {
      guard width > 0 else { return }
      column =
        canvas.putField(text, row: start, column: column, width: width, ending: scene.glyphs.ellipsis, in: area) + 1
    }
    field(scene.names.handler(handler), columns.name)
    field(newest(own), columns.newest)
    field(rollout(handler), columns.rollout)
    let lines = versionLines(of: handler)
    for line in 0..<max(1, lines.count) { scene.hits?.add(.handler(handler), row: start + line, in: area) }
    for (line, versions) in lines.enumerated() where start + line < area.height {
      drawSpread(versions, of: spread?.total ?? 1, columns, start + line, &canvas, area)
    }
    if columns.out > 0 {
      canvas.putField(
        Figures.grouped(spread?.optedOut ?? 0), row: start, column: columns.counts + columns.count + 2,
        width: columns.out, alignment: .right, style: .dim, in: area)
    }
    if isHere, hasFocus, scene.view.board == .catalogue {
      canvas.restyle(
        Rect(row: area.row + start, column: area.column, height: 1, width: min(columns.name + 3, area.width)),
        adding: .reverse)
    }
    return start + max(1, lines.count)
  }

  private func drawSpread(
    _ versions: (name: String, count: Int), of all: Int, _ columns: CatalogueColumns, _ row: Int,
    _ canvas: inout Canvas, _ area: Rect
  ) {
    let count = versions.count
    let total = max(1, all)
    let column = canvas.putField(
      versions.name, row: row, column: columns.spread, width: columns.version, ending: scene.glyphs.ellipsis, in: area)
    if columns.bar > 0 {
      let full = min(columns.bar, (count * columns.bar + total - 1) / total)
      let end = canvas.put(
        String(repeating: scene.symbol(scene.glyphs.barFull), count: full), row: row, column: column + 1, style: .done,
        in: area)
      canvas.put(
        String(repeating: scene.symbol(scene.glyphs.barEmpty), count: columns.bar - full), row: row, column: end,
        style: .dim, in: area)
    }
    canvas.putField(
      Figures.grouped(count), row: row, column: columns.counts, width: columns.count, alignment: .right, in: area)
  }

  private func newest(_ handler: ExtensionHandler) -> String {
    let published = handler.versions.indices.filter { index in
      if case .published = handler.publications[index] { return true }
      return false
    }
    return published.map { handler.versions[$0] }.max().map(Figures.version) ?? "-"
  }

  private func rollout(_ handler: HandlerIndex) -> String {
    let rollouts = scene.session.orchestrator.rollouts.filter { $0.handler == handler }
    guard let last = rollouts.last(where: \.isLive) ?? rollouts.last else { return "none" }
    let total = last.total
    let percent = Figures.percent(Int(total.upgraded), of: total.eligible)
    if let outcome = last.outcome { return "\(last.id) \(outcome.rawValue) \(percent)%" }
    return last.isHeld ? "\(last.id) held \(percent)%" : "\(last.id) phase \(last.phase + 1) \(percent)%"
  }

  /// What is known of an extension, each line broken to the width.
  private func detailLines(_ handler: HandlerIndex) -> [String] {
    guard scene.fleet.handlers.indices.contains(handler) else { return [] }
    let own = scene.fleet.handlers[handler]
    let versions = own.versions.indices.sorted { own.versions[$0] > own.versions[$1] }.prefix(6).map { version in
      "\(Figures.version(own.versions[version])) \(state(own.publications[version]))"
    }
    let policy = scene.fleet.policy
    let plan = scene.fleet.phasePlan.map { "\($0.name) \(Figures.duration($0.bake))" }
    let parts = [
      ("versions", versions.joined(separator: ", ")),
      ("phases", "\(plan.joined(separator: " > ")) (name, bake)"),
      (
        "limits",
        "batch \(policy.maxBatchInstancePercent)% (R12), unhealthy \(policy.maxUnhealthyInstancePercent)% (R14), upgraded gone bad \(policy.maxUnhealthyUpgradedInstancePercent)% (R16), health window \(Figures.duration(policy.healthWindow)) (R2)"
      ),
      ("order", "one zone of a region, one update domain of a set at a time; geo-pairs never together"),
    ]
    let title = "\(own.name)\(own.isSupported ? "" : "   not supported by automatic upgrade (R32)")"
    return [title]
      + parts.flatMap { label, text in
        TextFlow.wrap(text, width: max(1, area.width - 2 - Self.labelWidth)).enumerated().map { line, part in
          Figures.padded(line == 0 ? label : "", Self.labelWidth) + part
        }
      }
  }

  private static let labelWidth = 10

  private func drawDetail(_ lines: [String], into canvas: inout Canvas, _ area: Rect) {
    canvas.drawRow(area, glyphs: scene.glyphs)
    for (row, line) in lines.prefix(area.height - 1).enumerated() {
      let goesOn = row == area.height - 2 && lines.count > area.height - 1
      canvas.putField(
        goesOn ? "\(line) ..." : line, row: row + 1, column: 2, width: area.width - 2,
        style: row == 0 ? .title : .normal,
        ending: scene.glyphs.ellipsis, in: area)
    }
  }

  private func state(_ publication: Publication) -> String {
    switch publication {
    case .unpublished: "only installed"
    case .published(.all): "published"
    case .published(.only(let regions)): "in \(Figures.count(regions.count, "region"))"
    case .withdrawn: "withdrawn"
    }
  }
}
