import FleetModel

/// The last wait that was told of each VM. Of most VMs none was, so only a bit is kept of those; and most of the others wait
/// for a person or a policy, without figures or an end, and were told of it as the rollout began, so a byte is kept of them.
struct MachineWaits: Sendable, Codable {
  private var told = MachineBits()
  /// By VM: the reason that was told as the rollout began, while it stands. Empty if none was told then.
  private var first: [WaitReason?] = []
  /// When that was.
  private var firstAt: Instant = 0
  // Looked up by VM, never walked through. If a VM's bit is set it is in one of them or among the first, and else in none.
  private var plain: [VMIndex: PlainWait] = [:]
  private var others: [VMIndex: Wait] = [:]

  /// What was told of a VM last; nil if nothing stands.
  @inline(__always)
  subscript(vm: VMIndex) -> Wait? {
    get { told.contains(vm) ? firstWait(vm) ?? plain[vm]?.wait ?? others[vm] : nil }
    set {
      let wasTold = told.contains(vm)
      guard newValue != nil || wasTold else { return }
      replace(vm, newValue, wasTold: wasTold)
    }
  }

  private mutating func replace(_ vm: VMIndex, _ wait: Wait?, wasTold: Bool) {
    told.set(vm, to: wait != nil)
    if vm < first.count { first[vm] = nil }
    let short = wait.flatMap(PlainWait.init)
    if wasTold || short != nil { plain[vm] = short }
    if wasTold || short == nil { others[vm] = short == nil ? wait : nil }
  }

  private func firstWait(_ vm: VMIndex) -> Wait? {
    guard vm < first.count, let reason = first[vm] else { return nil }
    return Wait(reason, since: firstAt)
  }

  /// Notes what is told of VMs as the rollout begins; nothing was told before. The fleet has `count` VMs.
  mutating func begin(_ waits: [MachineWait], at now: Instant, of count: Int) {
    guard !waits.isEmpty else { return }
    told = MachineBits(count: count)
    first = Array(repeating: nil, count: count)
    firstAt = now
    for wait in waits {
      told.set(wait.vm, to: true)
      first[wait.vm] = wait.reason
    }
  }

  /// Whether something was told of a VM and stands.
  @inline(__always)
  func contains(_ vm: VMIndex) -> Bool { told.contains(vm) }

  /// Shows of which VMs something was told, and what.
  mutating func visitColumns(_ visitor: inout some ColumnVisitor) {
    told.visitColumns(&visitor)
    visitor.visit(&first)
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
