import TextCanvas

/// `[###>>...]`: parts of a whole, each a run of one symbol, in brackets.
struct ProgressBar {
  typealias Part = (symbol: Unicode.Scalar, cells: Int, style: Style)

  let parts: [Part]

  init(parts: [Part]) { self.parts = parts }

  /// So much of a whole that has nothing else in it; full only when all is there.
  init(_ done: Int, of all: Int, cells: Int, glyphs: GlyphSet) {
    let full = min(cells, done * cells / max(1, all))
    parts = [(glyphs.barFull, full, .done), (glyphs.barEmpty, cells - full, .waiting)]
  }

  /// Draws it; the column after it.
  @discardableResult
  func draw(into canvas: inout Canvas, row: Int, column: Int, in area: Rect) -> Int {
    var column = canvas.put("[", row: row, column: column, style: .dim, in: area)
    for part in parts {
      column = canvas.put(
        String(repeating: String(Character(part.symbol)), count: part.cells), row: row, column: column,
        style: part.style, in: area)
    }
    return canvas.put("]", row: row, column: column, style: .dim, in: area)
  }
}
