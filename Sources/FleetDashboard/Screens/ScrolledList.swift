import TextCanvas

/// A list in too little room: as many rows as fit, and a last line that says how many are hidden.
struct ScrolledList: Equatable {
  let window: ListWindow
  private let count: Int

  init(count: Int, rows: Int, cursor: Int) {
    self.count = count
    // In a single row the list itself is worth more than the line about it.
    window = ListWindow(count: count, rows: count > rows && rows > 1 ? rows - 1 : rows, cursor: cursor)
  }

  /// How many are not shown.
  var hidden: Int { count - window.range.count }

  /// `... 12 more regions: 3 above, 9 below`; nothing if all are shown.
  func drawHidden(_ unit: String, row: Int, note: String = "", into canvas: inout Canvas, _ area: Rect) {
    guard hidden > 0, row < area.height else { return }
    canvas.putField(
      Self.text(unit, above: window.start, below: count - window.end) + note, row: row, column: 2,
      width: area.width - 2,
      style: .accent, in: area)
  }

  static func text(_ unit: String, above: Int, below: Int) -> String {
    let all = "... \(Figures.count(above + below, "more " + unit))"
    if above == 0 { return "\(all) below" }
    return below == 0 ? "\(all) above" : "\(all): \(Figures.grouped(above)) above, \(Figures.grouped(below)) below"
  }
}
