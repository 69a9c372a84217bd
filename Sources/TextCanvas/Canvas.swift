/// A screen as a plain value: a grid of cells and the place of the cursor. Two equal canvases look the same.
public struct Canvas: Equatable, Sendable {
  /// The longest side; a larger one asked for is cut, since the size comes from outside.
  public static let longestSide = 1000

  /// Number of columns.
  public let width: Int
  /// Number of rows.
  public let height: Int
  /// All cells, row after row.
  public internal(set) var cells: [Cell]
  /// Where the terminal's own cursor stands, hidden if `nil`. Screen readers follow it, prompts need it.
  public var cursor: Position?

  /// A row and a column.
  public struct Position: Hashable, Sendable {
    /// The row, from 0.
    public var row: Int
    /// The column, from 0.
    public var column: Int

    /// A place on the canvas.
    public init(row: Int, column: Int) {
      self.row = row
      self.column = column
    }
  }

  /// An empty canvas.
  public init(width: Int, height: Int) {
    self.width = min(max(0, width), Canvas.longestSide)
    self.height = min(max(0, height), Canvas.longestSide)
    cells = Array(repeating: .blank(), count: self.width * self.height)
  }

  /// The whole canvas.
  public var bounds: Rect { Rect(row: 0, column: 0, height: height, width: width) }

  /// The cell at a place inside the canvas.
  public subscript(row: Int, column: Int) -> Cell {
    precondition(bounds.contains(row: row, column: column), "the cell lies outside the canvas")
    return cells[row * width + column]
  }

  /// How many cells of a row differ from those of another canvas; all of them where it is not as wide or has no such row.
  public func changes(inRow row: Int, since other: Canvas) -> Int {
    guard width == other.width, row < min(height, other.height) else {
      return row < max(height, other.height) ? max(1, width) : 0
    }
    return (row * width..<(row + 1) * width).count { cells[$0] != other.cells[$0] }
  }

  /// Each row as text without trailing blanks: what a snapshot holds.
  public var lines: [String] {
    (0..<height).map { row in
      var line = ""
      var blanks = 0
      for cell in cells[row * width..<(row + 1) * width] {
        let text = cell.text
        if text == " " {
          blanks += 1
        } else if !text.isEmpty {
          line += String(repeating: " ", count: blanks) + text
          blanks = 0
        }
      }
      return line
    }
  }

  /// The lines, one below the other, each ended by a line feed.
  public var text: String { lines.reduce(into: "") { $0 += $1 + "\n" } }

  /// Puts one cell, mending what would be left of a wide scalar it covers by half.
  mutating func set(_ cell: Cell, at index: Int) {
    mendEnds(of: index..<index + 1)
    cells[index] = cell
  }

  /// Blanks the halves that cells side by side will leave of wide scalars when they are covered.
  mutating func mendEnds(of run: Range<Int>) {
    let (first, last) = (run.lowerBound, run.upperBound - 1)
    if cells[first].isContinuation { cells[first - 1] = .blank(cells[first - 1].style) }
    if cells[last].width == 2 { cells[last + 1] = .blank(cells[last + 1].style) }
  }
}
