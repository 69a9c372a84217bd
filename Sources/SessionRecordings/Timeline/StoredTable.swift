/// A table as a snapshot keeps it: what differs from a table that snapshots share.
struct StoredTable<Value: Sendable>: Sendable {
  private let base: [Int: Value]
  private let changed: [Int: Value]
  private let removed: [Int]

  /// What an entry takes in memory, lists in it included.
  private static var bytesPerEntry: Int { 2 * (MemoryLayout<Value>.stride + MemoryLayout<Int>.stride) + 32 }

  /// What the shared table takes.
  var baseBytes: Int { base.count * Self.bytesPerEntry }
  /// What the rest takes.
  var bytes: Int { changed.count * Self.bytesPerEntry + removed.count * MemoryLayout<Int>.stride }

  /// Keeps a table, as its differences from the shared one if there are few.
  ///
  /// - Returns: also whether it is a shared table of its own.
  static func keep(
    _ table: [Int: Value], after previous: StoredTable?, _ isSame: (Value, Value) -> Bool
  ) -> (table: StoredTable, isNew: Bool) {
    guard let base = previous?.base else { return (StoredTable(base: table, changed: [:], removed: []), true) }
    // The order of entries does not matter to what is kept.
    let changed = table.filter { entry in base[entry.key].map { !isSame($0, entry.value) } ?? true }
    let removed = base.keys.filter { table[$0] == nil }
    if (changed.count + removed.count) * mostChanged > table.count {
      return (StoredTable(base: table, changed: [:], removed: []), true)
    }
    return (StoredTable(base: base, changed: changed, removed: removed), false)
  }

  /// With more changes than one entry in so many a table is kept as it is.
  private static var mostChanged: Int { 3 }

  private init(base: [Int: Value], changed: [Int: Value], removed: [Int]) {
    self.base = base
    self.changed = changed
    self.removed = removed
  }

  /// The table as it was.
  var table: [Int: Value] {
    var table = base
    for place in removed { table[place] = nil }
    table.merge(changed) { $1 }
    return table
  }
}

/// Which shared table a snapshot keeps alive: that of the snapshot with so many events.
struct SharedTable: Sendable, Equatable {
  let eventCount: Int
  let bytes: Int
}
