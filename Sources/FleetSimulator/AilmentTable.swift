import FleetModel

/// The ailments of the VMs that have one; of the others only a bit is kept, since that is what most events ask.
struct AilmentTable: Sendable {
  private var bits: [UInt64]
  private var entries: [VMIndex: Ailment] = [:]

  init(count: Int) { bits = Array(repeating: 0, count: (count + 63) / 64) }

  @inline(__always)
  private func isSet(_ vm: VMIndex) -> Bool {
    vm >> 6 < bits.count && bits[vm >> 6] & 1 << UInt64(vm & 63) != 0
  }

  /// The ailment of a VM; nil if it has none. An ailment that was set stays, though nothing may be wrong any more.
  @inline(__always)
  subscript(vm: VMIndex) -> Ailment? {
    get { isSet(vm) ? entries[vm] : nil }
    set {
      guard newValue != nil || isSet(vm) else { return }
      mark(vm, newValue != nil)
      entries[vm] = newValue
    }
  }

  @inline(__always)
  subscript(vm: VMIndex, default none: Ailment) -> Ailment {
    get { self[vm] ?? none }
    set { self[vm] = newValue }
  }

  private mutating func mark(_ vm: VMIndex, _ isSick: Bool) {
    let missing = vm >> 6 + 1 - bits.count
    if missing > 0 { bits.append(contentsOf: repeatElement(0, count: missing)) }
    let bit: UInt64 = 1 << UInt64(vm & 63)
    if isSick { bits[vm >> 6] |= bit } else { bits[vm >> 6] &= ~bit }
  }
}
