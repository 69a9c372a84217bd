import FleetModel

/// When the orchestrator must look again even if nothing else happens; equal moments in order of entry.
///
/// Most waits are of one length for all VMs, so their moments come in order and need no sorting: each such kind has a
/// line, and a heap takes what is out of order there and all other kinds.
struct Deadlines: Sendable {
  enum Kind: UInt8, Sendable, Codable {
    case installLimit, window, rollbackLimit
    case settle, retry, groupRetry, pause, bake

    /// The kinds with a line of their own.
    static let lined: ClosedRange<UInt8> = installLimit.rawValue...rollbackLimit.rawValue
  }

  struct Entry: Sendable, Codable {
    var at: Instant
    /// The number of the entry, and its kind in the last three bits.
    private var order: UInt64
    var a: Int32
    var b: Int32

    init(at: Instant, sequence: UInt64, kind: Kind, a: Int32, b: Int32) {
      self.at = at
      order = sequence << 3 | UInt64(kind.rawValue)
      self.a = a
      self.b = b
    }

    var kind: Kind { Kind(rawValue: UInt8(truncatingIfNeeded: order & 7))! }

    @inline(__always) func precedes(_ other: Entry) -> Bool {
      at != other.at ? at < other.at : order < other.order
    }
  }

  private var lines: InlineArray<3, DeadlineLine> = .init(repeating: DeadlineLine())
  private var heap = DeadlineHeap()
  private var sequence: UInt64 = 0

  var next: Instant? {
    var next = heap.first?.at
    for line in lines.indices {
      if let first = lines[line].first, first.at < next ?? .max { next = first.at }
    }
    return next
  }

  mutating func add(_ kind: Kind, at: Instant, _ a: Int, _ b: Int = 0) {
    sequence += 1
    let entry = Entry(at: at, sequence: sequence, kind: kind, a: Int32(a), b: Int32(b))
    if Kind.lined.contains(kind.rawValue), lines[Int(kind.rawValue)].take(entry) { return }
    heap.add(entry)
  }

  mutating func takeDue(at now: Instant) -> Entry? {
    var earliest = heap.first
    var source = -1
    for line in lines.indices {
      guard let first = lines[line].first, earliest.map({ first.precedes($0) }) ?? true else { continue }
      earliest = first
      source = line
    }
    guard let earliest, earliest.at <= now else { return nil }
    if source < 0 { heap.removeFirst() } else { lines[source].removeFirst() }
    return earliest
  }

  /// The earliest of a kind that has a line, as far as it is in it; nil if there is no later one.
  @inline(__always)
  func firstOfMany(_ kind: Kind) -> Entry? {
    let line = Int(kind.rawValue)
    return lines[line].count > 1 ? lines[line].first : nil
  }

  /// Forgets it.
  mutating func removeFirst(_ kind: Kind) { lines[Int(kind.rawValue)].removeFirst() }

  /// Shows the lines and the heap.
  mutating func visitColumns(_ visitor: inout some ColumnVisitor) {
    for line in lines.indices { lines[line].visitColumns(&visitor) }
    heap.visitColumns(&visitor)
  }
}

extension Deadlines: Codable {
  init(from decoder: any Decoder) throws {
    var parts = try decoder.unkeyedContainer()
    for line in lines.indices { lines[line] = try parts.decode(DeadlineLine.self) }
    heap = try parts.decode(DeadlineHeap.self)
    sequence = try parts.decode(UInt64.self)
  }

  func encode(to encoder: any Encoder) throws {
    var parts = encoder.unkeyedContainer()
    for line in lines.indices { try parts.encode(lines[line]) }
    try parts.encode(heap)
    try parts.encode(sequence)
  }
}

/// Deadlines that were added in the order in which they come due.
private struct DeadlineLine: Sendable, Codable {
  private var entries: [Deadlines.Entry] = []
  private var head = 0
  /// Below this many, entries that were taken are not worth moving the others.
  private static let few = 1024

  @inline(__always)
  var first: Deadlines.Entry? { head < entries.count ? entries[head] : nil }

  var count: Int { entries.count - head }

  /// Adds an entry, unless it comes due before the last one.
  mutating func take(_ entry: Deadlines.Entry) -> Bool {
    if let last = entries.last, entry.at < last.at { return false }
    entries.append(entry)
    return true
  }

  mutating func removeFirst() {
    head += 1
    if head == entries.count {
      entries.removeAll(keepingCapacity: true)
      head = 0
    } else if head >= Self.few, head * 2 >= entries.count {
      entries.removeFirst(head)
      head = 0
    }
  }

  mutating func visitColumns(_ visitor: inout some ColumnVisitor) {
    if head > 0 { entries = Array(entries[head...]) }
    head = 0
    visitor.visitChurning(&entries)
  }
}

/// Deadlines in any order: a heap of four children a node.
private struct DeadlineHeap: Sendable, Codable {
  private var heap: [Deadlines.Entry] = []

  @inline(__always)
  var first: Deadlines.Entry? { heap.first }

  mutating func add(_ entry: Deadlines.Entry) {
    var child = heap.count
    heap.append(entry)
    while child > 0 {
      let parent = (child - 1) >> 2
      guard entry.precedes(heap[parent]) else { break }
      heap[child] = heap[parent]
      child = parent
    }
    heap[child] = entry
  }

  mutating func visitColumns(_ visitor: inout some ColumnVisitor) { visitor.visitChurning(&heap) }

  mutating func removeFirst() {
    let last = heap.removeLast()
    if !heap.isEmpty { sink(last) }
  }

  private mutating func sink(_ entry: Deadlines.Entry) {
    var hole = 0
    while true {
      let first = hole << 2 + 1
      guard first < heap.count else { break }
      var least = first
      for child in (first + 1)..<max(first + 1, min(first + 4, heap.count)) where heap[child].precedes(heap[least]) {
        least = child
      }
      guard heap[least].precedes(entry) else { break }
      heap[hole] = heap[least]
      hole = least
    }
    heap[hole] = entry
  }
}
