import FleetModel

/// A column as a snapshot keeps it.
struct StoredColumn: Sendable, Equatable, Codable {
  /// How long it is.
  var byteCount: Int
  /// Where its pages begin in the snapshot's list of pages.
  var firstPage: Int

  var pageCount: Int { Self.pages(for: byteCount) }

  static func pages(for byteCount: Int) -> Int { (byteCount + PageArena.pageBytes - 1) / PageArena.pageBytes }
}

/// Moves the columns of a state into pages, those shared that the snapshot before has as well.
struct ColumnCapture: ColumnVisitor {
  var arena: PageArena
  private(set) var columns: [StoredColumn] = []
  private(set) var pages: [UInt32] = []
  private(set) var packed: [PackedColumn] = []
  /// Where settled columns lie in memory. A snapshot keeps them alive, so the same place means the same content.
  private(set) var settled: [UInt] = []
  /// Bytes of settled columns that the snapshot before does not have. The first one shares its own with the session.
  private(set) var settledBytes = 0
  private(set) var tables: [any Sendable] = []
  private(set) var sharedTables: [SharedTable] = []
  private(set) var tableBytes = 0
  private let previous: Snapshot?
  private let eventCount: Int

  init(_ arena: PageArena, after previous: Snapshot?, eventCount: Int) {
    self.arena = arena
    self.previous = previous
    self.eventCount = eventCount
    if let previous { pages.reserveCapacity(previous.pages.count) }
  }

  mutating func visit<Element: BitwiseCopyable & Sendable>(_ column: inout [Element]) {
    let before = previous.flatMap { columns.count < $0.columns.count ? $0.columns[columns.count] : nil }
    let known = before.map { previous!.pages[$0.firstPage..<$0.firstPage + $0.pageCount] } ?? []
    column.withUnsafeBytes { bytes in
      columns.append(StoredColumn(byteCount: bytes.count, firstPage: pages.count))
      var next = known.startIndex
      for start in stride(from: 0, to: bytes.count, by: PageArena.pageBytes) {
        let part = UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + PageArena.pageBytes, bytes.count)])
        // Where there is nothing before, a page is often like its neighbour.
        let like = next < known.endIndex ? known[next] : start > 0 ? pages.last : nil
        pages.append(arena.store(part, like: like))
        next += 1
      }
    }
    column = []
  }

  mutating func visitChurning<Element: BitwiseCopyable & Sendable>(_ column: inout [Element]) {
    packed.append(column.withUnsafeBytes { PackedColumn($0, stride: MemoryLayout<Element>.stride) })
    column = []
  }

  mutating func visitTable<Value: Sendable & Codable>(
    _ table: inout [Int: Value], _ operations: TableOperations<Value>
  ) {
    let place = tables.count
    let before = previous.flatMap { place < $0.tables.count ? $0.tables[place] as? StoredTable<Value> : nil }
    let (stored, isNew) = StoredTable.keep(table, after: before, operations)
    tables.append(stored)
    sharedTables.append(
      isNew ? SharedTable(eventCount: eventCount, bytes: stored.baseBytes) : previous!.head.sharedTables[place])
    tableBytes += stored.bytes
    table = [:]
  }

  mutating func visitSettled<Element: Sendable & Codable>(_ column: inout [Element]) {
    column.withUnsafeBufferPointer { place in
      let address = UInt(bitPattern: place.baseAddress)
      if let previous, settled.count >= previous.settled.count || previous.settled[settled.count] != address {
        settledBytes += place.count * MemoryLayout<Element>.stride
      }
      settled.append(address)
    }
  }
}

/// Takes the columns of a state that is needed no more, so that their memory is used again.
struct ColumnSalvage: ColumnVisitor {
  private var columns: [Any?] = []
  private var next = 0

  mutating func visit<Element: BitwiseCopyable & Sendable>(_ column: inout [Element]) {
    columns.append(column)
    column = []
  }

  mutating func visitChurning<Element: BitwiseCopyable & Sendable>(_ column: inout [Element]) { column = [] }

  mutating func visitTable<Value: Sendable & Codable>(
    _ table: inout [Int: Value], _ operations: TableOperations<Value>
  ) {
    table = [:]
  }

  mutating func visitSettled<Element: Sendable & Codable>(_ column: inout [Element]) {}

  /// The column that stood at a place, if it has this type and length.
  mutating func take<Element>(_ place: Int, count: Int) -> [Element]? {
    guard place < columns.count, let column = columns[place] as? [Element], column.count == count else { return nil }
    columns[place] = nil
    return column
  }
}

/// Fills the emptied columns of a snapshot's copy again.
struct ColumnRestore: ColumnVisitor {
  let arena: PageArena
  let snapshot: Snapshot
  var salvage: ColumnSalvage
  private var next = 0
  private var nextPacked = 0
  private var nextTable = 0

  init(_ snapshot: Snapshot, _ arena: PageArena, reusing salvage: ColumnSalvage) {
    self.arena = arena
    self.snapshot = snapshot
    self.salvage = salvage
  }

  mutating func visit<Element: BitwiseCopyable & Sendable>(_ column: inout [Element]) {
    let stored = snapshot.columns[next]
    let count = stored.byteCount / MemoryLayout<Element>.stride
    if var old: [Element] = salvage.take(next, count: count) {
      old.withUnsafeMutableBytes { fill($0, stored) }
      column = old
    } else {
      column = Self.make(stored.byteCount) { fill($0, stored) }
    }
    next += 1
  }

  mutating func visitChurning<Element: BitwiseCopyable & Sendable>(_ column: inout [Element]) {
    let stored = snapshot.packed[nextPacked]
    column = Self.make(stored.byteCount) { stored.unpack(to: $0) }
    nextPacked += 1
  }

  mutating func visitTable<Value: Sendable & Codable>(
    _ table: inout [Int: Value], _ operations: TableOperations<Value>
  ) {
    guard let stored = snapshot.tables[nextTable] as? StoredTable<Value> else {
      preconditionFailure("tables are shown in one order")
    }
    table = stored.table(operations)
    nextTable += 1
  }

  private static func make<Element: BitwiseCopyable>(
    _ byteCount: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Void
  ) -> [Element] {
    Array(unsafeUninitializedCapacity: byteCount / MemoryLayout<Element>.stride) { room, count in
      fill(UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(room)[..<byteCount]))
      count = byteCount / MemoryLayout<Element>.stride
    }
  }

  mutating func visitSettled<Element: Sendable & Codable>(_ column: inout [Element]) {}

  private func fill(_ target: UnsafeMutableRawBufferPointer, _ stored: StoredColumn) {
    var page = stored.firstPage
    for start in stride(from: 0, to: target.count, by: PageArena.pageBytes) {
      let part = target[start..<min(start + PageArena.pageBytes, target.count)]
      arena.copy(snapshot.pages[page], to: UnsafeMutableRawBufferPointer(rebasing: part))
      page += 1
    }
  }
}
