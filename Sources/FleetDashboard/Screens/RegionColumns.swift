import FleetModel
import RolloutOrchestrator
import TextCanvas

/// The columns of the regions board. Those on the right go first where there is no room: what it says, who is left out,
/// the strips; the name, how far it is and what failed stay.
struct RegionColumns {
  let scene: Scene
  let width: Int

  /// Longer names are cut.
  private static let widestName = 18
  /// As wide as the longest name needs.
  private let nameWidth: Int
  /// A strip wider than this says nothing more.
  static let widestStrip = 24
  private static let narrowestStrip = 3

  private var showsLeftOut: Bool { width >= 56 }
  /// As much as `waits for phase 1` takes.
  private static let widestSaying = 17
  private var figures: Int { 2 + nameWidth + 4 + 5 + 5 + (showsLeftOut ? 5 : 0) }
  /// Where strips do not fit anyway, what a region says may have their room.
  private var saysWidth: Int {
    let hasRoom = (width - figures) / slots - 1 < Self.narrowestStrip && width - figures >= Self.widestSaying + 2
    return width >= 70 || hasRoom ? Self.widestSaying : 0
  }
  private var fixed: Int { figures + (saysWidth > 0 ? saysWidth + 2 : 0) }

  /// As many zones as the fleet's regions have, and the VMs without one.
  private let slots: Int

  init(scene: Scene, width: Int) {
    self.scene = scene
    self.width = width
    let regions = scene.fleet.regions
    let widest = regions.map { SafeText.width($0.name, limit: Self.widestName) }.max() ?? 0
    nameWidth = min(Self.widestName, max(8, widest))
    slots = 1 + (regions.map(\.zoneCount).max() ?? 0)
  }

  /// The width of one zone's strip; 0 if strips do not fit.
  var stripWidth: Int {
    let room = (width - fixed) / slots - 1
    return room < Self.narrowestStrip ? 0 : min(Self.widestStrip, room)
  }

  func heading(_ rows: [RegionIndex]) -> String {
    var text = "  " + Figures.padded("REGION", nameWidth) + " PH "
    if stripWidth > 0 {
      for slot in 0..<slots {
        // The last column's heading may take the gap as well.
        let name = slot < slots - 1 ? "Z\(slot + 1)" : Headline.fit(["NO ZONE", "NONE"], stripWidth + 1)
        text += Figures.padded(name, stripWidth + 1)
      }
    }
    text += " DONE FAIL"
    if showsLeftOut { text += "  OUT" }
    if saysWidth > 0 { text += "  SAYS" }
    return text
  }

  func draw(_ region: RegionIndex, row: Int, into canvas: inout Canvas, _ area: Rect) {
    scene.hits?.add(.region(region, zone: nil), row: row, in: area)
    let isHere = scene.view.world.region == region && scene.view.world.board == .regions
    var column = canvas.put(scene.pointer(isHere), row: row, column: 0, style: .accent, in: area)
    column = canvas.putField(
      scene.names.region(region), row: row, column: column, width: nameWidth, ending: scene.glyphs.ellipsis,
      in: area)
    column =
      canvas.putField(
        "\(scene.phase(of: region) + 1)", row: row, column: column, width: 3, alignment: .right, style: .dim, in: area)
      + 1
    if stripWidth > 0 { column = drawStrips(region, row, column, &canvas, area, isHere) }
    drawFigures(region, row, column, &canvas, area)
  }

  private func drawStrips(
    _ region: RegionIndex, _ row: Int, _ start: Int, _ canvas: inout Canvas, _ area: Rect, _ isHere: Bool
  ) -> Int {
    let entry = scene.strips[region]
    for slot in 0..<slots {
      let zone = slot < slots - 1 ? slot + 1 : 0
      let column = start + slot * (stripWidth + 1)
      guard let cells = entry?.zones.first(where: { $0.zone == zone })?.cells else { continue }
      scene.hits?.add(.region(region, zone: zone), row: row, column: column, width: stripWidth, in: area)
      for (index, counts) in cells.prefix(stripWidth).enumerated() {
        let cell = StateWords.cell(counts, scene.glyphs)
        canvas.put(cell.scalar, row: row, column: column + index, style: Style(cell.role), in: area)
      }
      if isHere, scene.view.world.zone == zone {
        canvas.restyle(
          Rect(row: area.row + row, column: area.column + column, height: 1, width: stripWidth), adding: .reverse)
      }
    }
    return start + slots * (stripWidth + 1)
  }

  private func drawFigures(_ region: RegionIndex, _ row: Int, _ start: Int, _ canvas: inout Canvas, _ area: Rect) {
    let tally = scene.rollout?.regions[region] ?? RolloutTally.none
    let done = tally.eligible == 0 ? "-" : "\(Figures.percent(Int(tally.upgraded), of: tally.eligible))%"
    var column = canvas.putField(done, row: row, column: start, width: 5, alignment: .right, in: area)
    let bad = Int(tally.rolledBack + tally.failed)
    column = canvas.putField(
      Figures.compact(bad), row: row, column: column, width: 5, alignment: .right,
      style: bad > 0 ? .failureText : .dim, in: area)
    if showsLeftOut {
      column = canvas.putField(
        Figures.compact(Int(tally.excluded)), row: row, column: column, width: 5, alignment: .right, style: .dim,
        in: area)
    }
    guard saysWidth > 0 else { return }
    let says = scene.says.text(scene.strips[region]?.explanation)
    canvas.putField(
      says, row: row, column: column + 2, width: max(saysWidth, area.width - column - 2), ending: scene.glyphs.ellipsis,
      in: area)
  }
}
