import FleetModel

/// When the orchestrator must look again even if nothing else happens: a heap of moments, equal ones in order of entry.
struct Deadlines: Sendable {
  enum Kind: UInt8, Sendable {
    case installLimit, settle, window, rollbackLimit, retry, groupRetry, pause, bake
  }

  struct Entry: Sendable {
    var at: Instant
    var sequence: UInt64
    var kind: Kind
    var a: Int32
    var b: Int32

    @inline(__always) func precedes(_ other: Entry) -> Bool {
      at != other.at ? at < other.at : sequence < other.sequence
    }
  }

  var heap: [Entry] = []
  private var sequence: UInt64 = 0

  var next: Instant? { heap.first?.at }

  mutating func add(_ kind: Kind, at: Instant, _ a: Int, _ b: Int = 0) {
    sequence += 1
    let entry = Entry(at: at, sequence: sequence, kind: kind, a: Int32(a), b: Int32(b))
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

  mutating func takeDue(at now: Instant) -> Entry? {
    guard let first = heap.first, first.at <= now else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty { sink(last) }
    return first
  }

  private mutating func sink(_ entry: Entry) {
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
