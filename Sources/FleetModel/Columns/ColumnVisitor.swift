/// Is shown the large columns of a state, each time in the same order, so that snapshots of a million VMs can share
/// what did not change. What it is not shown is small, and copied as it is.
///
/// The order is fixed by the state's shape: columns that come later (those of a further rollout) are shown last.
package protocol ColumnVisitor {
  /// A column that changes here and there. It may be emptied, and must be filled again before the state is used.
  mutating func visit<Element: BitwiseCopyable & Sendable>(_ column: inout [Element])

  /// The same for a column of which nothing stays in its place for long.
  mutating func visitChurning<Element: BitwiseCopyable & Sendable>(_ column: inout [Element])

  /// A table of which little changes at a time. It may be emptied, too.
  mutating func visitTable<Value: Sendable & Codable>(
    _ table: inout [Int: Value], _ operations: TableOperations<Value>)

  /// A column that rarely changes after the start. Left as it is, copies share it whole.
  mutating func visitSettled<Element: Sendable & Codable>(_ column: inout [Element])
}
