/// A set of VMs, one bit each, for what few or nearly all VMs are.
public struct MachineBits: Sendable, Codable {
  @usableFromInline var words: [UInt64]

  /// The empty set, with room for `count` VMs; it grows with larger ones.
  @inlinable public init(count: Int = 0) { words = Array(repeating: 0, count: (count + 63) / 64) }

  /// Whether a VM is in the set.
  @inlinable @inline(__always)
  public func contains(_ vm: VMIndex) -> Bool { vm >> 6 < words.count && words[vm >> 6] & 1 << UInt64(vm & 63) != 0 }

  /// Puts a VM into the set, or takes it out.
  @inlinable
  public mutating func set(_ vm: VMIndex, to isIn: Bool) {
    let missing = vm >> 6 + 1 - words.count
    if missing > 0 {
      guard isIn else { return }
      words.append(contentsOf: repeatElement(0, count: missing))
    }
    let bit: UInt64 = 1 << UInt64(vm & 63)
    if isIn { words[vm >> 6] |= bit } else { words[vm >> 6] &= ~bit }
  }

  /// Whether a VM of the set satisfies a condition; no more are looked at than until there is one.
  public func contains(where condition: (VMIndex) -> Bool) -> Bool {
    for index in words.indices {
      var word = words[index]
      while word != 0 {
        if condition(index << 6 | word.trailingZeroBitCount) { return true }
        word &= word - 1
      }
    }
    return false
  }

  /// Shows the VMs of the set, ascending.
  public func forEach(_ body: (VMIndex) -> Void) {
    for index in words.indices {
      var word = words[index]
      while word != 0 {
        body(index << 6 | word.trailingZeroBitCount)
        word &= word - 1
      }
    }
  }
}
