/// A rectangle of cells. Rows grow downwards, columns to the right, both from 0; sizes are never negative.
public struct Rect: Hashable, Sendable {
  /// The topmost row.
  public let row: Int
  /// The leftmost column.
  public let column: Int
  /// Number of rows, at least 0.
  public let height: Int
  /// Number of columns, at least 0.
  public let width: Int

  /// A rectangle; a negative height or width counts as 0, since layouts subtract and may run out of room.
  public init(row: Int, column: Int, height: Int, width: Int) {
    self.row = row
    self.column = column
    self.height = max(0, height)
    self.width = max(0, width)
  }

  /// The row below the last one.
  public var endRow: Int { row + height }
  /// The column right of the last one.
  public var endColumn: Int { column + width }
  /// Whether it holds no cell at all.
  public var isEmpty: Bool { height == 0 || width == 0 }

  /// Whether the cell lies inside.
  public func contains(row: Int, column: Int) -> Bool {
    row >= self.row && row < endRow && column >= self.column && column < endColumn
  }

  /// The part inside both rectangles.
  public func intersection(_ other: Rect) -> Rect {
    let top = max(row, other.row)
    let left = max(column, other.column)
    return Rect(
      row: top, column: left, height: min(endRow, other.endRow) - top, width: min(endColumn, other.endColumn) - left)
  }

  /// The rectangle without `rows` rows above and below and `columns` columns on both sides.
  public func inset(rows: Int = 1, columns: Int = 1) -> Rect {
    Rect(row: row + rows, column: column + columns, height: height - 2 * rows, width: width - 2 * columns)
  }

  /// The uppermost `rows` rows, as far as there are so many, and what is left below.
  public func splitTop(_ rows: Int) -> (top: Rect, rest: Rect) {
    let taken = min(max(0, rows), height)
    return (
      Rect(row: row, column: column, height: taken, width: width),
      Rect(row: row + taken, column: column, height: height - taken, width: width)
    )
  }

  /// The lowest `rows` rows, as far as there are so many, and what is left above.
  public func splitBottom(_ rows: Int) -> (rest: Rect, bottom: Rect) {
    let parts = splitTop(height - min(max(0, rows), height))
    return (parts.top, parts.rest)
  }

  /// Side by side, widths in proportion to `weights`, with `gap` free columns between; together they fill the width.
  public func splitColumns(weights: [Int], gap: Int = 0) -> [Rect] {
    Rect.shares(of: width, weights: weights, gap: gap).map {
      Rect(row: row, column: column + $0.start, height: height, width: $0.size)
    }
  }

  /// One below the other, heights in proportion to `weights`, with `gap` free rows between; together they fill the height.
  public func splitRows(weights: [Int], gap: Int = 0) -> [Rect] {
    Rect.shares(of: height, weights: weights, gap: gap).map {
      Rect(row: row + $0.start, column: column, height: $0.size, width: width)
    }
  }

  private static func shares(of length: Int, weights: [Int], gap: Int) -> [(start: Int, size: Int)] {
    precondition(weights.allSatisfy { $0 >= 0 } && gap >= 0, "weights and gaps are not negative")
    let room = max(0, length - gap * max(0, weights.count - 1))
    let total = max(1, weights.reduce(0, +))
    var shares: [(start: Int, size: Int)] = []
    var weightBefore = 0
    for (index, weight) in weights.enumerated() {
      let start = room * weightBefore / total
      weightBefore += weight
      shares.append((min(length, start + gap * index), room * weightBefore / total - start))
    }
    return shares
  }
}
