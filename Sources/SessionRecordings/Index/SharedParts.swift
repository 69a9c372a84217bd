import FleetModel
import FleetSession

/// What snapshots share is on a shelf of the index, once: settled columns that are not those of the start, and tables from
/// which others differ. 0 stands for the column of the start, other numbers for places on the shelf, from 1.
final class ShelfWriter {
  private let start: SettledColumns
  private(set) var settled: [[UInt8]] = []
  private(set) var bases: [[UInt8]] = []
  private var settledPlaces: [UInt: Int] = [:]
  private var basePlaces: [Int: [Int: Int]] = [:]

  init(start: Playback) { self.start = SettledColumns(of: start) }

  /// The number of a column; columns in the same place in memory are the same, since snapshots keep them.
  func number<Element: Codable>(of column: [Element], _ place: Int, at address: UInt) throws -> Int {
    if address == start.addresses[place], column.count == start.counts[place] { return 0 }
    if let known = settledPlaces[address], !column.isEmpty { return known }
    settled.append(try StateEncoder.bytes(of: column))
    settledPlaces[address] = settled.count
    return settled.count
  }

  /// The number of a table, which came with the snapshot that has so many events.
  func number<Value: Codable>(of base: [Int: Value], _ place: Int, since eventCount: Int) throws -> Int {
    if let known = basePlaces[place]?[eventCount] { return known }
    bases.append(try StateEncoder.bytes(of: base))
    basePlaces[place, default: [:]][eventCount] = bases.count
    return bases.count
  }

  func file(in index: IndexWriter) throws {
    for parts in [settled, bases] {
      try index.put(number: parts.count)
      for part in parts { try index.put(part) }
    }
  }
}

/// The shelf of an index that was read. What was taken from it once is kept, so that snapshots share it again.
struct ShelfReader: Sendable {
  /// The playback at the start of time, with empty columns.
  let start: Playback
  private let settledAtStart: SettledColumns
  private let settled: [[UInt8]]
  private let bases: [[UInt8]]
  private var settledTaken: [Int: any Sendable] = [:]
  private var basesTaken: [Int: any Sendable] = [:]

  init(start: Playback, from index: IndexReader) throws {
    self.start = start
    settledAtStart = SettledColumns(of: start)
    settled = try (0..<index.count()).map { _ in try index.bytes() }
    bases = try (0..<index.count()).map { _ in try index.bytes() }
  }

  mutating func column<Element: Sendable & Codable>(_ number: Int, _ place: Int) throws -> [Element] {
    if number == 0, let column = settledAtStart.columns[place] as? [Element] { return column }
    return try Self.take(number, settled, &settledTaken)
  }

  mutating func base<Value: Sendable & Codable>(_ number: Int) throws -> [Int: Value] {
    try Self.take(number, bases, &basesTaken)
  }

  private static func take<Part: Sendable & Decodable>(
    _ number: Int, _ parts: [[UInt8]], _ taken: inout [Int: any Sendable]
  ) throws -> Part {
    if let part = taken[number] as? Part { return part }
    guard parts.indices.contains(number - 1) else { throw IndexReader.Failure() }
    let part = try StateDecoder.value(Part.self, from: parts[number - 1])
    taken[number] = part
    return part
  }
}

/// A visitor that looks at what snapshots share, and not at the columns that are pages or packed.
protocol SharedPartsVisitor: ColumnVisitor {}

extension SharedPartsVisitor {
  mutating func visit<Element: BitwiseCopyable & Sendable>(_ column: inout [Element]) {}
  mutating func visitChurning<Element: BitwiseCopyable & Sendable>(_ column: inout [Element]) {}
}

/// The settled columns of a state, and where they lie in memory.
private struct SettledColumns: SharedPartsVisitor, Sendable {
  private(set) var columns: [any Sendable] = []
  private(set) var addresses: [UInt] = []
  private(set) var counts: [Int] = []

  init(of playback: Playback) {
    var session = playback.session
    session.visitColumns(&self)
  }

  mutating func visitTable<Value: Sendable & Codable>(
    _ table: inout [Int: Value], _ operations: TableOperations<Value>
  ) {}

  mutating func visitSettled<Element: Sendable & Codable>(_ column: inout [Element]) {
    columns.append(column)
    addresses.append(column.place)
    counts.append(column.count)
  }
}

extension Array {
  /// Where the elements lie in memory.
  var place: UInt { withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) } }
}

/// Takes out of a snapshot what it shares with others, and puts it on the shelf.
struct SharedPartsTaking: SharedPartsVisitor {
  /// The numbers of the settled columns.
  private(set) var settled: [Int] = []
  /// The tables: the number of the shared one, and what differs.
  let tables = StateEncoder()
  private(set) var failure: (any Error)?
  private let snapshot: Snapshot
  private let shelf: ShelfWriter
  private var nextTable = 0

  init(_ snapshot: Snapshot, _ shelf: ShelfWriter) {
    self.snapshot = snapshot
    self.shelf = shelf
  }

  mutating func visitTable<Value: Sendable & Codable>(
    _ table: inout [Int: Value], _ operations: TableOperations<Value>
  ) {
    guard let stored = snapshot.tables[nextTable] as? StoredTable<Value> else {
      preconditionFailure("tables are shown in one order")
    }
    do {
      let shared = snapshot.head.sharedTables[nextTable]
      try tables.put(shelf.number(of: stored.base, nextTable, since: shared.eventCount))
      try tables.put(stored.difference.changed.map(\.key))
      for entry in stored.difference.changed { try tables.put(entry.value) }
      try tables.put(stored.difference.removed)
    } catch {
      failure = error
    }
    nextTable += 1
  }

  mutating func visitSettled<Element: Sendable & Codable>(_ column: inout [Element]) {
    do {
      settled.append(try shelf.number(of: column, settled.count, at: column.place))
    } catch {
      failure = error
    }
    column = []
  }
}

/// Gives a snapshot what it shares with others.
struct SharedPartsGiving: SharedPartsVisitor {
  private(set) var addresses: [UInt] = []
  private(set) var tables: [any Sendable] = []
  private(set) var failure: (any Error)?
  private let settled: [Int]
  private let decoder: StateDecoder
  private(set) var shelf: ShelfReader

  init(_ settled: [Int], _ decoder: StateDecoder, _ shelf: ShelfReader) {
    self.settled = settled
    self.decoder = decoder
    self.shelf = shelf
  }

  mutating func visitTable<Value: Sendable & Codable>(
    _ table: inout [Int: Value], _ operations: TableOperations<Value>
  ) {
    do {
      let base: [Int: Value] = try shelf.base(decoder.take(Int.self))
      var difference = TableDifference<Value>()
      for key in try decoder.take([Int].self) {
        difference.changed.append((key, try decoder.take(Value.self)))
      }
      difference.removed = try decoder.take([Int].self)
      tables.append(StoredTable(base: base, difference: difference))
    } catch {
      failure = error
    }
  }

  mutating func visitSettled<Element: Sendable & Codable>(_ column: inout [Element]) {
    do {
      guard addresses.count < settled.count else { throw IndexReader.Failure() }
      column = try shelf.column(settled[addresses.count], addresses.count)
    } catch {
      failure = error
    }
    addresses.append(column.place)
  }
}
