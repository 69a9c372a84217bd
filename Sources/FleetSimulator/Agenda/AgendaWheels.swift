/// Pending occurrences by time, unsorted: level 0 has a slot for every millisecond of the window (512 ms) that `base`
/// lies in, level 1 a slot for every window of the four minutes around it, and so on. An occurrence lies at the level
/// of the highest digit (base 512) in which its time differs from `base`, in the slot of that digit, so
/// that all of one time are in one list, in the order they were added; and all of a level come before all above it.
struct AgendaWheels: Codable {
  /// A slot above level 0 that holds something.
  struct Slot {
    let level: Int
    fileprivate let index: Int
    fileprivate let start: Int64
    let lastMoment: Int64
  }

  private static let bits = 9
  private static let slots = 1 << bits
  private static let words = slots / 64
  /// The milliseconds of a window.
  static let windowMask = Int64(slots - 1)

  /// Nothing is earlier, and nothing earlier can be added.
  var base: Int64 = 0

  var lists = OccurrenceLists()
  /// The list of every slot, level by level; a level has slots only from its first use on.
  var slots: [OccurrenceLists.List] = []
  /// One bit for every slot that holds anything, `words` words a level.
  private var occupied: [UInt64] = []
  /// One bit for every word of `occupied` that is not zero, one element a level.
  private var summaries: [UInt64] = []
  /// One bit for every level that holds anything.
  private var levels: UInt64 = 0

  @inline(__always)
  mutating func add(_ occurrence: PendingOccurrence) {
    precondition(occurrence.time >= base)
    let highestBit = 63 &- ((occurrence.time ^ base) | 1).leadingZeroBitCount
    let level = highestBit / Self.bits
    let digit = Int(truncatingIfNeeded: occurrence.time &>> Int64(level &* Self.bits) & Self.windowMask)
    let slot = level &* Self.slots &+ digit
    if slot >= slots.count { addLevels(upTo: level) }
    if slots[slot].isEmpty { occupy(level, digit) }
    lists.append(occurrence, to: &slots[slot])
  }

  @inline(__always)
  var isLevel0Empty: Bool { levels & 1 == 0 }

  /// The earliest time in the window of `base`.
  var earliestInLevel0: Int64? {
    isLevel0Empty ? nil : base & ~Self.windowMask | Int64(firstDigit(ofLevel: 0))
  }

  /// The earliest time beyond the window of `base`.
  var earliestAboveLevel0: Int64? { firstSlotAboveLevel0.map(earliest(in:)) }

  /// Removes the first occurrence of level 0, which is not empty, and moves `base` to its time.
  mutating func removeFirstOfLevel0() -> PendingOccurrence {
    let digit = firstDigit(ofLevel: 0)
    let occurrence = lists.removeFirst(of: &slots[digit])
    if slots[digit].isEmpty { vacate(0, digit) }
    base = occurrence.time
    return occurrence
  }

  /// The first slot above level 0 that holds anything.
  var firstSlotAboveLevel0: Slot? {
    let above = levels & ~1
    guard above != 0 else { return nil }
    let level = above.trailingZeroBitCount
    let digit = firstDigit(ofLevel: level)
    let shift = Int64(level * Self.bits)
    let start = base & ~Self.windowMask << shift | Int64(digit) << shift
    return Slot(
      level: level, index: level * Self.slots + digit, start: start, lastMoment: start | ((1 << shift) - 1))
  }

  /// The earliest time in a slot.
  func earliest(in slot: Slot) -> Int64 { lists.earliest(in: slots[slot.index]) }

  /// Sorts what is in a slot into the first elements of `target`, and returns how many they are.
  func sort(_ slot: Slot, into target: inout [PendingOccurrence]) -> Int {
    WindowSorter.sort(slots[slot.index], of: lists, into: &target)
  }

  /// Empties the first slot, below which all is empty, and moves `base` to its start.
  mutating func close(_ slot: Slot) {
    var list = takeList(of: slot)
    lists.clear(&list)
  }

  /// Deals what is in the first slot, below which all is empty, out to slots of the levels below, and moves `base` to
  /// its start.
  mutating func deal(_ slot: Slot) {
    // Its chunks become free only when all is dealt: until then they are read.
    var list = takeList(of: slot)
    var run: Range<Int>? = lists.firstRun(of: list)
    while let part = run {
      for place in part { add(lists.places[place]) }
      run = lists.run(after: part, of: list)
    }
    lists.clear(&list)
  }

  private mutating func takeList(of slot: Slot) -> OccurrenceLists.List {
    vacate(slot.level, slot.index % Self.slots)
    base = slot.start
    let list = slots[slot.index]
    slots[slot.index] = OccurrenceLists.List()
    return list
  }

  private func firstDigit(ofLevel level: Int) -> Int {
    let word = summaries[level].trailingZeroBitCount
    return word * 64 + occupied[level * Self.words + word].trailingZeroBitCount
  }

  private mutating func occupy(_ level: Int, _ digit: Int) {
    occupied[level * Self.words + digit / 64] |= 1 << UInt64(digit % 64)
    summaries[level] |= 1 << UInt64(digit / 64)
    levels |= 1 << UInt64(level)
  }

  private mutating func vacate(_ level: Int, _ digit: Int) {
    let word = level * Self.words + digit / 64
    occupied[word] &= ~(1 << UInt64(digit % 64))
    guard occupied[word] == 0 else { return }
    summaries[level] &= ~(1 << UInt64(digit / 64))
    if summaries[level] == 0 { levels &= ~(1 << UInt64(level)) }
  }

  private mutating func addLevels(upTo level: Int) {
    let missing = level + 1 - summaries.count
    slots.append(contentsOf: repeatElement(OccurrenceLists.List(), count: missing * Self.slots))
    occupied.append(contentsOf: repeatElement(0, count: missing * Self.words))
    summaries.append(contentsOf: repeatElement(0, count: missing))
  }
}
