/// What tells a table from one that it was before: snapshots share the one, and keep this of the others.
public struct TableDifference<Value: Sendable>: Sendable {
  /// Entries that are new or other than they were, in any order.
  public var changed: [(key: Int, value: Value)] = []
  /// Keys whose entries are gone.
  public var removed: [Int] = []

  /// None.
  @inlinable
  public init() {}

  /// How many entries differ.
  @inlinable public var count: Int { changed.count + removed.count }
}

/// How differences of tables are found and applied. It is made where the type of the values is known, so that what walks
/// through a hundred thousand entries is compiled for that type: half the time of a snapshot otherwise. Only what is public
/// is compiled so across modules.
public struct TableOperations<Value: Sendable>: Sendable {
  /// By how much the second table differs from the first; nil if by more entries than the limit.
  public let difference: @Sendable (_ old: [Int: Value], _ new: [Int: Value], _ limit: Int) -> TableDifference<Value>?
  /// Makes the table the one whose difference from it is given.
  public let apply: @Sendable (_ difference: TableDifference<Value>, _ table: inout [Int: Value]) -> Void

  /// - Parameter isSame: tells values apart in all that they hold.
  @inlinable @inline(__always)
  public init(_ isSame: @escaping @Sendable (Value, Value) -> Bool) {
    // What comes of walking through a table does not depend on its order: entries are put back by their keys.
    difference = { old, new, limit in
      var difference = TableDifference<Value>()
      for (key, value) in new {
        if let known = old[key], isSame(known, value) { continue }
        guard difference.count < limit else { return nil }
        difference.changed.append((key, value))
      }
      for key in old.keys where new[key] == nil {
        guard difference.count < limit else { return nil }
        difference.removed.append(key)
      }
      return difference
    }
    apply = { difference, table in
      for key in difference.removed { table[key] = nil }
      for entry in difference.changed { table[entry.key] = entry.value }
    }
  }
}
