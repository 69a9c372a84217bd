/// What is still to come, ordered by time and, within one time, by the order of scheduling.
///
/// A hierarchy of wheels. Level 0 has a slot for every millisecond of the current second (1024 ms), level 1 a slot for
/// every such second of the current 17 minutes, and so on: an occurrence lies at the level of the highest digit in
/// which its time differs from `base`, in the slot of that digit. When all lower levels are empty, the first
/// slot above them is opened and what it holds is spread, in order, over the levels below. So all occurrences of
/// one time are always in one list, in the order they were scheduled, and nothing is ever compared or sorted.
struct Agenda: Sendable {
  /// How many are pending.
  private(set) var count = 0

  private var nodes: [Node] = []
  private var free = Node.none
  /// The last node of every slot's circular list (its `next` is the first one), level by level; a level has
  /// its slots only from its first use on.
  private var lasts: [UInt32] = []
  /// One bit for every slot with a list, `Level.words` words a level.
  private var occupied: [UInt64] = []
  /// One bit for every word of `occupied` that is not zero, one element a level.
  private var summaries: [UInt64] = []
  /// One bit for every level that holds anything.
  private var levels: UInt64 = 0
  /// The time all levels are relative to: nothing pending, and nothing scheduled from now on, is earlier.
  private var base: Int64 = 0
  /// Nothing pending is earlier. It spares a second look at a slot that was found to be not yet due.
  private var notBefore: Int64 = 0

  /// An agenda with nothing in it, at time 0.
  init() {}

  /// Adds an occurrence at `time` (ms), which is not before the last one removed.
  @inline(__always)
  mutating func schedule(at time: Int64, payload: UInt64) {
    precondition(time >= base)
    let index = free
    if index != Node.none {
      free = nodes[Int(index)].next
      nodes[Int(index)] = Node(time: time, payload: payload, next: Node.none)
      append(index, time)
    } else {
      precondition(nodes.count < Int(Node.none))
      nodes.append(Node(time: time, payload: payload, next: Node.none))
      append(UInt32(truncatingIfNeeded: nodes.count - 1), time)
    }
    count += 1
    notBefore = min(notBefore, time)
  }

  /// Removes and returns the earliest occurrence if it is due at or before `limit`; of several at one time, the one
  /// that was scheduled first.
  @inline(__always)
  mutating func popDue(upTo limit: Int64) -> (time: Int64, payload: UInt64)? {
    guard notBefore <= limit else { return nil }
    while levels & 1 == 0 {
      guard openFirstSlot(upTo: limit) else { return nil }
    }
    let slot = firstSlot(ofLevel: 0)
    let time = base & ~Level.mask | Int64(slot)
    guard time <= limit else {
      notBefore = time
      return nil
    }
    let last = Int(lasts[slot])
    let first = nodes[last].next
    let node = nodes[Int(first)]
    if Int(first) == last {
      vacate(slot: slot, level: 0)
    } else {
      nodes[last].next = node.next
    }
    nodes[Int(first)].next = free
    free = first
    count -= 1
    base = time
    notBefore = time
    return (time, node.payload)
  }

  /// The time of the earliest pending occurrence.
  var earliest: Int64? {
    guard levels != 0 else { return nil }
    let level = levels.trailingZeroBitCount
    let slot = firstSlot(ofLevel: level)
    return level == 0 ? base & ~Level.mask | Int64(slot) : earliest(inSlot: slot, level: level)
  }
}

extension Agenda {
  private struct Node {
    /// No node: the end of a list. Also one more than the most that can be pending at once.
    static let none = UInt32.max

    let time: Int64
    let payload: UInt64
    var next: UInt32
  }

  private enum Level {
    static let bits = 10
    static let slots = 1 << bits
    static let words = slots / 64
    static let mask = Int64(slots - 1)
  }

  /// Puts a node at the end of the list it belongs to at the present `base`.
  @inline(__always)
  private mutating func append(_ index: UInt32, _ time: Int64) {
    let highestBit = 63 - ((time ^ base) | 1).leadingZeroBitCount
    let level = highestBit / Level.bits
    let slot = Int(time >> Int64(level * Level.bits) & Level.mask)
    if level >= summaries.count { addLevels(upTo: level) }
    let list = level * Level.slots + slot
    let last = lasts[list]
    lasts[list] = index
    if last != Node.none {
      nodes[Int(index)].next = nodes[Int(last)].next
      nodes[Int(last)].next = index
    } else {
      nodes[Int(index)].next = index
      occupied[level * Level.words + slot / 64] |= 1 << UInt64(slot % 64)
      summaries[level] |= 1 << UInt64(slot / 64)
      levels |= 1 << UInt64(level)
    }
  }

  private mutating func addLevels(upTo level: Int) {
    let missing = level + 1 - summaries.count
    lasts.append(contentsOf: repeatElement(Node.none, count: missing * Level.slots))
    occupied.append(contentsOf: repeatElement(0, count: missing * Level.words))
    summaries.append(contentsOf: repeatElement(0, count: missing))
  }

  @inline(__always)
  private func firstSlot(ofLevel level: Int) -> Int {
    let word = summaries[level].trailingZeroBitCount
    return word * 64 + occupied[level * Level.words + word].trailingZeroBitCount
  }

  @inline(__always)
  private mutating func vacate(slot: Int, level: Int) {
    lasts[level * Level.slots + slot] = Node.none
    let word = level * Level.words + slot / 64
    occupied[word] &= ~(1 << UInt64(slot % 64))
    guard occupied[word] == 0 else { return }
    summaries[level] &= ~(1 << UInt64(slot / 64))
    if summaries[level] == 0 { levels &= ~(1 << UInt64(level)) }
  }

  /// Spreads the first slot above the empty levels over these, if one of its occurrences is due at or before `limit`:
  /// only then will one be removed, and `base` may move on to the slot's start.
  private mutating func openFirstSlot(upTo limit: Int64) -> Bool {
    guard levels != 0 else { return false }
    let level = levels.trailingZeroBitCount
    let slot = firstSlot(ofLevel: level)
    let shift = Int64(level * Level.bits)
    let start = base & ~Level.mask << shift | Int64(slot) << shift
    let lastMoment = start | ((1 << shift) - 1)
    if lastMoment > limit {
      notBefore = earliest(inSlot: slot, level: level)
      guard notBefore <= limit else { return false }
    }
    let last = lasts[level * Level.slots + slot]
    vacate(slot: slot, level: level)
    base = start
    var index = nodes[Int(last)].next
    while true {
      let node = nodes[Int(index)]
      append(index, node.time)
      guard index != last else { return true }
      index = node.next
    }
  }

  private func earliest(inSlot slot: Int, level: Int) -> Int64 {
    let last = Int(lasts[level * Level.slots + slot])
    var earliest = nodes[last].time
    var index = Int(nodes[last].next)
    while index != last {
      earliest = min(earliest, nodes[index].time)
      index = Int(nodes[index].next)
    }
    return earliest
  }
}
