import FleetModel

/// R7, R8: which failed upgrades of one handler wait, and until when. Few VMs have failed, so only a bit is kept of the
/// others.
struct RetryTable: Sendable, Codable {
  /// What failed last on a VM.
  struct Entry: Sendable, Equatable, Codable {
    /// From when on it may be tried again; `Orchestrator.needsPerson` if a person must say so.
    var time: Instant
    /// The version that failed; a newer target may start at once.
    var target: VersionIndex
    /// When it failed.
    var since: Instant
    /// Earlier targets whose time had not come when this one failed too.
    var older: [OlderRetry] = []

    /// When the failure happened whose time a target waits for.
    func failureTime(of target: VersionIndex) -> Instant {
      older.first { $0.target == target && $0.time > time }?.since ?? since
    }
  }

  private var failed = MachineBits()
  /// Looked up by VM, never walked through.
  private var entries: [VMIndex: Entry] = [:]

  /// What stands against an upgrade of a VM; nil if nothing does.
  @inline(__always)
  subscript(vm: VMIndex) -> Entry? { failed.contains(vm) ? entries[vm] : nil }

  /// Whether something stands against an upgrade of a VM.
  @inline(__always)
  func contains(_ vm: VMIndex) -> Bool { failed.contains(vm) }

  /// Notes a failure.
  mutating func set(_ vm: VMIndex, _ entry: Entry) {
    failed.set(vm, to: true)
    entries[vm] = entry
  }

  /// Forgets the failures of a VM.
  @inline(__always)
  mutating func clear(_ vm: VMIndex) {
    guard failed.contains(vm) else { return }
    failed.set(vm, to: false)
    entries[vm] = nil
  }

  /// Shows which VMs have an entry, and the entries.
  mutating func visitColumns(_ visitor: inout some ColumnVisitor) {
    failed.visitColumns(&visitor)
    visitor.visitTable(&entries, TableOperations(==))
  }

  /// Shows the VMs of which a failure is noted, ascending.
  func forEach(_ body: (VMIndex, Entry) -> Void) {
    failed.forEach { vm in if let entry = entries[vm] { body(vm, entry) } }
  }
}
