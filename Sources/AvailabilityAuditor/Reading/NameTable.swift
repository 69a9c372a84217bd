/// Names as dense numbers, in the order of their first appearance: a hash table keyed by bytes, so that reading a line
/// makes no text.
struct NameTable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var slots: [Int32] = Array(repeating: -1, count: 16)

  /// A table that holds these names, numbered in this order.
  init(_ names: [String] = []) {
    for name in names {
      let spelling = Array(name.utf8)
      _ = intern(spelling, 0..<spelling.count)
    }
  }

  var count: Int { ends.count }

  /// The number of the name that stands in `range` of `source`; nil if there is none.
  func find(_ source: [UInt8], _ range: Range<Int>) -> Int? {
    let slot = slots[self.slot(of: source, range)]
    return slot < 0 ? nil : Int(slot)
  }

  /// The number of the name that stands in `range` of `source`, a new one if it had none.
  mutating func intern(_ source: [UInt8], _ range: Range<Int>) -> Int {
    let slot = self.slot(of: source, range)
    if slots[slot] >= 0 { return Int(slots[slot]) }
    let number = ends.count
    bytes.append(contentsOf: source[range])
    ends.append(bytes.count)
    slots[slot] = Int32(number)
    if ends.count * 2 > slots.count { grow() }
    return number
  }

  /// The spelling of a name.
  subscript(number: Int) -> String { String(decoding: bytes[spelling(of: number)], as: UTF8.self) }

  /// Whether one name comes before another, byte by byte.
  func precedes(_ one: Int, _ other: Int) -> Bool {
    bytes[spelling(of: one)].lexicographicallyPrecedes(bytes[spelling(of: other)])
  }

  /// Whether a name begins with these bytes.
  func has(prefix: [UInt8], _ number: Int) -> Bool { bytes[spelling(of: number)].starts(with: prefix) }

  private func spelling(of number: Int) -> Range<Int> { (number == 0 ? 0 : ends[number - 1])..<ends[number] }

  /// The slot where a name stands or would stand.
  private func slot(of source: [UInt8], _ range: Range<Int>) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: Self.hash(source, range)) & mask
    while slots[slot] >= 0, !isSame(Int(slots[slot]), source, range) { slot = (slot + 1) & mask }
    return slot
  }

  private func isSame(_ number: Int, _ source: [UInt8], _ range: Range<Int>) -> Bool {
    let own = spelling(of: number)
    guard own.count == range.count else { return false }
    for offset in 0..<range.count where bytes[own.lowerBound + offset] != source[range.lowerBound + offset] {
      return false
    }
    return true
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: slots.count * 4)
    let mask = slots.count - 1
    for number in 0..<ends.count {
      var slot = Int(truncatingIfNeeded: Self.hash(bytes, spelling(of: number))) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(number)
    }
  }

  /// FNV-1a, with its upper half folded in because the tables use the low bits.
  private static func hash(_ source: [UInt8], _ range: Range<Int>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for index in range { hash = (hash ^ UInt64(source[index])) &* 0x100_0000_01b3 }
    return hash ^ (hash >> 32)
  }
}
