import FleetModel

/// The last wait that was told of each VM. Of most VMs none was, so only a bit is kept of those; and most of the others wait
/// for a person or a policy, without figures or an end, so little is kept of them.
struct MachineWaits: Sendable, Codable {
  private var told = MachineBits()
  // Looked up by VM, never walked through. A VM is in one of them if its bit is set, and else in none.
  private var plain: [VMIndex: PlainWait] = [:]
  private var others: [VMIndex: Wait] = [:]

  /// What was told of a VM last; nil if nothing stands.
  @inline(__always)
  subscript(vm: VMIndex) -> Wait? {
    get { told.contains(vm) ? plain[vm]?.wait ?? others[vm] : nil }
    set {
      let wasTold = told.contains(vm)
      guard newValue != nil || wasTold else { return }
      replace(vm, newValue, wasTold: wasTold)
    }
  }

  private mutating func replace(_ vm: VMIndex, _ wait: Wait?, wasTold: Bool) {
    told.set(vm, to: wait != nil)
    let short = wait.flatMap(PlainWait.init)
    if wasTold || short != nil { plain[vm] = short }
    if wasTold || short == nil { others[vm] = short == nil ? wait : nil }
  }

  /// Whether something was told of a VM and stands.
  @inline(__always)
  func contains(_ vm: VMIndex) -> Bool { told.contains(vm) }

  /// Shows of which VMs something was told, and what.
  mutating func visitColumns(_ visitor: inout some ColumnVisitor) {
    told.visitColumns(&visitor)
    visitor.visitTable(&plain, TableOperations(==))
    visitor.visitTable(&others, TableOperations { $0 == $1 && $0.since == $1.since })
  }
}

/// A wait without figures and without an end that is known.
private struct PlainWait: Sendable, Equatable, Codable {
  private let since: Instant
  private let reason: WaitReason

  /// The instant that stands for none.
  private static var never: Instant { .min }

  init?(_ wait: Wait) {
    guard wait.figures.isEmpty, wait.until == nil else { return nil }
    since = wait.since ?? Self.never
    reason = wait.reason
  }

  var wait: Wait { Wait(reason, since: since == Self.never ? nil : since) }
}
