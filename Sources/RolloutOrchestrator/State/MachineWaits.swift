import FleetModel

/// The last wait that was told of each VM. Of most VMs none was, so only a bit is kept of those.
struct MachineWaits: Sendable {
  private var told = MachineBits()
  /// Looked up by VM, never walked through.
  private var waits: [VMIndex: Wait] = [:]

  /// What was told of a VM last; nil if nothing stands.
  @inline(__always)
  subscript(vm: VMIndex) -> Wait? {
    get { told.contains(vm) ? waits[vm] : nil }
    set {
      guard newValue != nil || told.contains(vm) else { return }
      told.set(vm, to: newValue != nil)
      waits[vm] = newValue
    }
  }

  /// Whether something was told of a VM and stands.
  @inline(__always)
  func contains(_ vm: VMIndex) -> Bool { told.contains(vm) }

  /// Shows of which VMs something was told, and what.
  mutating func visitColumns(_ visitor: inout some ColumnVisitor) {
    told.visitColumns(&visitor)
    visitor.visitTable(&waits, TableOperations { $0 == $1 && $0.since == $1.since })
  }
}
