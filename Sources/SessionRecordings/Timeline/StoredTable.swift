import FleetModel

/// A table as a snapshot keeps it: what differs from a table that snapshots share.
struct StoredTable<Value: Sendable>: Sendable {
  let base: [Int: Value]
  let difference: TableDifference<Value>

  /// What an entry takes, and its share of the lists in those that changed.
  private static var bytesPerEntry: Int { MemoryLayout<(Int, Value)>.stride + 32 }

  /// What the shared table takes: its places are a power of two, at most three quarters of them taken.
  var baseBytes: Int {
    guard base.capacity > 0 else { return 0 }
    let places = 1 << (Int.bitWidth - (base.capacity * 4 / 3 - 1).leadingZeroBitCount)
    return places * (MemoryLayout<Int>.stride + MemoryLayout<Value>.stride)
  }
  /// What the rest takes.
  var bytes: Int {
    difference.changed.count * Self.bytesPerEntry + difference.removed.count * MemoryLayout<Int>.stride
  }

  /// Keeps a table, as its differences from the shared one if there are few.
  ///
  /// - Returns: also whether it is a shared table of its own.
  static func keep(
    _ table: [Int: Value], after previous: StoredTable?, _ operations: TableOperations<Value>
  ) -> (table: StoredTable, isNew: Bool) {
    if let base = previous?.base, let difference = operations.difference(base, table, table.count / leastKept) {
      return (StoredTable(base: base, difference: difference), false)
    }
    return (StoredTable(base: table, difference: TableDifference()), true)
  }

  /// With more changes than one entry in so many a table is kept as it is.
  private static var leastKept: Int { 3 }

  init(base: [Int: Value], difference: TableDifference<Value>) {
    self.base = base
    self.difference = difference
  }

  /// The table as it was.
  func table(_ operations: TableOperations<Value>) -> [Int: Value] {
    var table = base
    operations.apply(difference, &table)
    return table
  }
}

/// Which shared table a snapshot keeps alive: that of the snapshot with so many events.
struct SharedTable: Sendable, Equatable, Codable {
  let eventCount: Int
  let bytes: Int
}
