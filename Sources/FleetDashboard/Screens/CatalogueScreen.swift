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
    canvas.put(
      "  EXTENSION              NEWEST    ROLLOUT           VMS ON EACH VERSION    OUT", row: 0,
      column: 0, style: Style(.dim, .bold), in: area)
    let detail = area.height >= 14 ? 7 : 0
    let list = area.splitBottom(detail)
    scene.hits?.add(.catalogue, area)
    drawList(into: &canvas, list.rest)
    if detail > 0 { drawDetail(scene.view.catalogueRow, into: &canvas, list.bottom) }
  }

  /// From the first extension on that leaves room for the chosen one; the last line says how many are hidden.
  private func drawList(into canvas: inout Canvas, _ area: Rect) {
    let handlers = CatalogueRows(scene: scene).handlers
    if handlers.isEmpty { canvas.put("  no extension matches", row: 1, column: 0, style: .dim, in: area) }
    let chosen = handlers.firstIndex(of: scene.view.catalogueRow) ?? 0
    let heights = handlers.map { max(1, versions(of: $0).count) }
    let room = max(1, area.height - 1 - (heights.reduce(0, +) > area.height - 1 ? 1 : 0))
    var first = 0
    while first < chosen, heights[first...chosen].reduce(0, +) > room { first += 1 }
    var row = 1
    var end = first
    while end < handlers.count, row <= room {
      row = draw(
        handlers[end], row, &canvas, Rect(row: area.row, column: area.column, height: room + 1, width: area.width))
      end += 1
    }
    guard end - first < handlers.count else { return }
    canvas.putField(
      ScrolledList.text("extension", above: first, below: handlers.count - end), row: area.height - 1, column: 2,
      width: area.width - 2, style: .accent, in: area)
  }

  /// Versions that VMs run, the newest first; as many as one extension may take room for.
  private func versions(of handler: HandlerIndex) -> [VersionIndex] {
    let own = scene.fleet.handlers[handler]
    let counts = scene.spreads[handler]?.counts ?? []
    return Array(
      own.versions.indices.filter { counts.indices.contains($0) && counts[$0] > 0 }
        .sorted { own.versions[$0] > own.versions[$1] }.prefix(4))
  }

  private func draw(_ handler: HandlerIndex, _ start: Int, _ canvas: inout Canvas, _ area: Rect) -> Int {
    let own = scene.fleet.handlers[handler]
    let isHere = scene.view.catalogueRow == handler
    let spread = scene.spreads[handler]
    var column = canvas.put(scene.pointer(isHere), row: start, column: 0, style: .accent, in: area)
    column =
      canvas.putField(
        scene.names.handler(handler), row: start, column: column, width: 22, ending: scene.glyphs.ellipsis,
        in: area) + 1
    column = canvas.putField(newest(own), row: start, column: column, width: 9, in: area) + 1
    column =
      canvas.putField(
        rollout(handler), row: start, column: column, width: 17, ending: scene.glyphs.ellipsis, in: area) + 1
    let versions = versions(of: handler)
    for line in 0..<max(1, versions.count) { scene.hits?.add(.handler(handler), row: start + line, in: area) }
    for (line, version) in versions.enumerated() where start + line < area.height {
      drawSpread(version, own, spread, start + line, column, &canvas, area)
    }
    canvas.put(
      Figures.grouped(spread?.optedOut ?? 0), row: start, column: column + 23, style: .dim, in: area)
    if isHere, hasFocus {
      canvas.restyle(
        Rect(row: area.row + start, column: area.column, height: 1, width: min(25, area.width)), adding: .reverse)
    }
    return start + max(1, versions.count)
  }

  private func drawSpread(
    _ version: VersionIndex, _ own: ExtensionHandler, _ spread: VersionSpreads.Spread?, _ row: Int, _ start: Int,
    _ canvas: inout Canvas, _ area: Rect
  ) {
    let count = spread?.counts[version] ?? 0
    let total = max(1, spread?.total ?? 1)
    let width = 6
    let full = (count * width + total - 1) / total
    var column = canvas.putField(
      Figures.version(own.versions[version]), row: row, column: start, width: 8, in: area)
    column = canvas.put(
      String(repeating: scene.symbol(scene.glyphs.barFull), count: min(width, full)), row: row, column: column,
      style: .done, in: area)
    canvas.put(
      String(repeating: scene.symbol(scene.glyphs.barEmpty), count: width - min(width, full)), row: row, column: column,
      style: .dim, in: area)
    canvas.put(" \(Figures.grouped(count))", row: row, column: start + 8 + width, in: area)
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

  private func drawDetail(_ handler: HandlerIndex, into canvas: inout Canvas, _ area: Rect) {
    canvas.drawRow(area, glyphs: scene.glyphs)
    guard scene.fleet.handlers.indices.contains(handler) else { return }
    let own = scene.fleet.handlers[handler]
    let versions = own.versions.indices.sorted { own.versions[$0] > own.versions[$1] }.prefix(6).map { version in
      "\(Figures.version(own.versions[version])) \(state(own.publications[version]))"
    }
    let policy = scene.fleet.policy
    let plan = scene.fleet.phasePlan.map { phase in
      "\(phase.name) \(Figures.duration(phase.bake))"
    }
    let lines = [
      "\(own.name)\(own.isSupported ? "" : "   not supported by automatic upgrade (R32)")",
      "versions  \(versions.joined(separator: "   "))",
      "phases    \(plan.joined(separator: " > "))   (name, bake)",
      "limits    batch \(policy.maxBatchInstancePercent)% (R12)   unhealthy \(policy.maxUnhealthyInstancePercent)% (R14)   upgraded gone bad \(policy.maxUnhealthyUpgradedInstancePercent)% (R16)   health window \(Figures.duration(policy.healthWindow)) (R2)",
      "order     one zone of a region, one update domain of a set at a time; geo-pairs never together",
    ]
    for (row, line) in lines.enumerated() {
      canvas.putField(
        line, row: row + 1, column: 2, width: area.width - 2, style: row == 0 ? .title : .normal,
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
