import FleetModel
import FleetSession
import RolloutOrchestrator
import TextCanvas

/// The VMs that have the chosen extension: what each runs, how it stands in the extension's rollout, where it is.
struct CarrierList {
  let scene: Scene
  let area: Rect
  let hasFocus: Bool

  /// Rows that a catalogue of a height leaves to the VMs; all of it where two lists would have too little room each.
  static func rows(height: Int) -> Int { height < leastForBoth ? height : height * 3 / 5 }

  private static let leastForBoth = 12
  /// The line that parts the lists, what the list is, and its columns.
  private static let headingRows = 3

  /// VMs that a catalogue of a height shows, the line about hidden ones not counted.
  static func page(height: Int) -> Int { max(1, rows(height: height) - headingRows - 1) }

  func draw(into canvas: inout Canvas) {
    let carriers = Carriers(scene: scene)
    let count = carriers.count
    scene.hits?.add(.carriers, area)
    canvas.drawRow(area, glyphs: scene.glyphs)
    canvas.putField(
      Headline.fit(title(carriers, count), area.width - 2), row: 1, column: 2, width: area.width - 2, style: .title,
      ending: scene.glyphs.ellipsis, in: area)
    let longest = carriers.versions.map { SafeText.width(scene.names.version($0, of: carriers.handler)) }.max() ?? 0
    let columns = CarrierColumns(width: area.width, version: longest)
    canvas.put(columns.heading, row: 2, column: 0, style: Style(.dim, .bold), in: area)
    let top = Self.headingRows
    if count == 0 { canvas.put("  no VM has it", row: top, column: 0, style: .dim, in: area) }
    let row = min(scene.view.catalogue.carrierRow, max(0, count - 1))
    let list = ScrolledList(count: count, rows: max(1, area.height - top), cursor: row)
    for (line, vm) in carriers.machines(list.window.range).enumerated() {
      let index = list.window.start + line
      scene.hits?.add(.carrier(index), row: line + top, in: area)
      draw(vm, carriers.handler, columns, row: line + top, isHere: index == row, into: &canvas)
    }
    list.drawHidden("VM", row: top + list.window.range.count, into: &canvas, area)
  }

  private func title(_ carriers: Carriers, _ count: Int) -> [String] {
    let vms = Figures.count(count, "VM")
    let name = scene.names.handler(carriers.handler)
    let keys = "\(scene.keys.name(.left))/\(scene.keys.name(.right))"
    if let version = carriers.version {
      let what = "\(name) \(scene.names.version(version, of: carriers.handler)): \(vms)"
      return ["\(what); \(keys): other versions", what]
    }
    let what = "\(name): \(vms), oldest version first"
    return ["\(what); \(keys): one version", what, "\(name): \(vms)"]
  }

  private func draw(
    _ vm: VMIndex, _ handler: HandlerIndex, _ columns: CarrierColumns, row: Int, isHere: Bool, into canvas: inout Canvas
  ) {
    let fleet = scene.fleet
    canvas.put(scene.pointer(isHere), row: row, column: 0, style: .accent, in: area)
    canvas.putName(
      fleet.name(of: vm), row: row, column: columns.start(.name), width: columns.name, ending: scene.glyphs.ellipsis,
      in: area)
    func field(_ column: CarrierColumns.Column, _ text: String, _ style: Style = .normal) {
      let width = columns.width(column)
      guard width > 0 else { return }
      canvas.putField(
        text, row: row, column: columns.start(column), width: width, style: style, ending: scene.glyphs.ellipsis,
        in: area)
    }
    field(.version, scene.names.version(of: handler, on: vm) ?? "none")
    let state = state(vm, handler)
    field(.state, state.text, Style(state.role))
    field(.automatic, fleet.isAutomatic(handler, on: vm) ? "on" : "off", .dim)
    field(
      .health, StateWords.health(of: vm, in: fleet), fleet.countsAsUnhealthy(vm) ? .failureText : .dim)
    if columns.width(.place) > 0 {
      canvas.putName(
        scene.names.path(of: vm), row: row, column: columns.start(.place), width: columns.width(.place), style: .dim,
        ending: scene.glyphs.ellipsis, in: area)
    }
    if isHere, hasFocus {
      canvas.restyle(
        Rect(row: area.row + row, column: area.column, height: 1, width: min(columns.name + 2, area.width)),
        adding: .reverse)
    }
  }

  /// How the VM stands in the rollout that "why" tells of.
  private func state(_ vm: VMIndex, _ handler: HandlerIndex) -> (text: String, role: Role) {
    guard let rollout = scene.rollout(of: handler, on: vm) else { return ("no rollout", .dim) }
    let state = scene.session.orchestrator.state(of: vm, in: rollout.id)
    return ("\(scene.symbol(StateWords.glyph(state, scene.glyphs))) \(StateWords.word(state))", StateWords.role(state))
  }
}
