import FleetModel

/// The ailments of the VMs that have one; of the others only a bit is kept, since that is what most events ask.
struct AilmentTable: Sendable, Codable {
  private var ailing: MachineBits
  /// Looked up by VM, never walked through.
  private var entries: [VMIndex: Ailment] = [:]

  init(count: Int) { ailing = MachineBits(count: count) }

  /// Shows which VMs have an entry, and the entries.
  mutating func visitColumns(_ visitor: inout some ColumnVisitor) {
    ailing.visitColumns(&visitor)
    visitor.visitTable(&entries, TableOperations(==))
  }

  /// The ailment of a VM; nil if it has none. What was set stays until it is forgotten, though nothing may be wrong any more.
  @inline(__always)
  subscript(vm: VMIndex) -> Ailment? {
    get { ailing.contains(vm) ? entries[vm] : nil }
    set {
      guard newValue != nil || ailing.contains(vm) else { return }
      ailing.set(vm, to: newValue != nil)
      entries[vm] = newValue
    }
  }

  /// Forgets what is over, of which nothing is told apart from what never was. In years every VM fails once.
  @inline(__always)
  mutating func forgetWhatIsOver(_ vm: VMIndex) {
    guard ailing.contains(vm), entries[vm] == Ailment() else { return }
    self[vm] = nil
  }

  @inline(__always)
  subscript(vm: VMIndex, default none: Ailment) -> Ailment {
    get { self[vm] ?? none }
    set { self[vm] = newValue }
  }
}
