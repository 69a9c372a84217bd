import FleetModel

/// R7, R8: which failed upgrades of one handler wait, and until when. Few VMs have failed, so only a bit is kept of the
/// others.
struct RetryTable: Sendable {
  /// What failed last on a VM.
  struct Entry: Sendable {
    /// From when on it may be tried again; `Orchestrator.needsPerson` if a person must say so.
    var time: Instant
    /// The version that failed; a newer target may start at once.
    var target: VersionIndex
    /// Earlier targets whose time had not come when this one failed too.
    var older: [OlderRetry] = []
  }

  private var bits: [UInt64] = []
  private var entries: [VMIndex: Entry] = [:]

  @inline(__always)
  private func isSet(_ vm: VMIndex) -> Bool {
    vm >> 6 < bits.count && bits[vm >> 6] & 1 << UInt64(vm & 63) != 0
  }

  /// What stands against an upgrade of a VM; nil if nothing does.
  @inline(__always)
  subscript(vm: VMIndex) -> Entry? { isSet(vm) ? entries[vm] : nil }

  /// Notes a failure.
  mutating func set(_ vm: VMIndex, _ entry: Entry) {
    let missing = vm >> 6 + 1 - bits.count
    if missing > 0 { bits.append(contentsOf: repeatElement(0, count: missing)) }
    bits[vm >> 6] |= 1 << UInt64(vm & 63)
    entries[vm] = entry
  }

  /// Forgets the failures of a VM.
  @inline(__always)
  mutating func clear(_ vm: VMIndex) {
    guard isSet(vm) else { return }
    bits[vm >> 6] &= ~(1 << UInt64(vm & 63))
    entries[vm] = nil
  }

  /// VMs of which a failure is noted, ascending.
  func forEach(_ body: (VMIndex, Entry) -> Void) {
    for index in bits.indices {
      var word = bits[index]
      while word != 0 {
        let vm = index << 6 | word.trailingZeroBitCount
        word &= word - 1
        if let entry = entries[vm] { body(vm, entry) }
      }
    }
  }
}
