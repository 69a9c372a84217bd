import FleetModel
import TextCanvas

/// What was drawn where, taken down while a frame is drawn for a click; drawing itself does not depend on it.
final class HitMap {
  /// What a cell of the screen stands for.
  enum Target: Sendable, Equatable {
    case action(Action)
    case phase(Int)
    case region(RegionIndex, zone: Int?)
    case mapRow(Int, column: Int?)
    case machine(Int)
    case installed(Int)
    case history(Int)
    case handler(HandlerIndex)
    case carrier(Int)
    case event(Int)
    case moment(Instant)
    case menuRow(Int)
    /// A box above the screen.
    case overlay
  }

  /// Where the moments of the run lie side by side, from its start to its end.
  var scrubber: Rect?

  private var targets: [(area: Rect, target: Target)] = []
  private var boards: [(area: Rect, board: Board)] = []

  func add(_ board: Board, _ area: Rect) { boards.append((area, board)) }

  /// A row of an area, or some columns of it.
  func add(_ target: Target, row: Int, column: Int = 0, width: Int? = nil, in area: Rect) {
    let rest = Rect(row: area.row + row, column: area.column + column, height: 1, width: width ?? area.width - column)
    targets.append((rest.intersection(area), target))
  }

  /// The last that was drawn there, since it covers what was drawn before.
  func target(row: Int, column: Int) -> Target? {
    targets.last { $0.area.contains(row: row, column: column) }?.target
  }

  func board(row: Int, column: Int) -> Board? {
    boards.last { $0.area.contains(row: row, column: column) }?.board
  }
}
