import CNcurses
import TextCanvas

/// Turns rows of a canvas into what the library draws. A look is a role with the theme's colour for it; all looks are
/// set up when a theme is adopted, since changing one that is on the screen is slow.
struct RowEncoder {
  private let depth: ColorDepth
  private var theme: Theme?
  private var emphasis: [UInt8] = Array(repeating: 0, count: Role.allCases.count)
  private var row: [cn_cell] = []

  init(depth: ColorDepth) { self.depth = depth }

  /// Whether the theme differs from the one before.
  mutating func adopt(_ theme: Theme) -> Bool {
    guard theme != self.theme else { return false }
    self.theme = theme
    for role in Role.allCases {
      let appearance = theme.appearance(of: role, depth: depth)
      emphasis[Int(role.rawValue)] = appearance.attributes.rawValue
      cn_set_color(Int32(role.rawValue) + 1, appearance.foreground.map { Int32($0) } ?? -1)
    }
    return true
  }

  /// Draws one row, blank where the canvas has none.
  mutating func put(row index: Int, of canvas: Canvas, width: Int) {
    row.removeAll(keepingCapacity: true)
    if index < canvas.height {
      for cell in canvas.cells[index * canvas.width..<index * canvas.width + min(width, canvas.width)] {
        row.append(encode(cell))
      }
      if row.count == width, row.last?.width == 2 { row[width - 1] = encode(.blank()) }
    }
    while row.count < width { row.append(encode(.blank())) }
    row.withUnsafeBufferPointer { cn_put_row(Int32(index), $0.baseAddress, Int32($0.count)) }
  }

  private func encode(_ cell: Cell) -> cn_cell {
    let style = cell.style
    return cn_cell(
      scalar: cell.scalar.value, marks: cell.marks, look: style.role.rawValue + 1,
      attributes: emphasis[Int(style.role.rawValue)] | style.attributes.rawValue, width: cell.width)
  }
}
