import FleetModel
import RolloutOrchestrator

/// 128 bits that follow from everything that happened so far, in its order. Two runs are the same if and only if their
/// digests are, at every checkpoint (I25). What was told about waiting plays no part in it, since nothing follows from it.
public struct Digest: Sendable, Equatable, Codable {
  @usableFromInline var a: UInt64 = 0x243F_6A88_85A3_08D3
  @usableFromInline var b: UInt64 = 0x1319_8A2E_0370_7344

  /// The digest of a session in which nothing happened.
  init() {}

  /// A digest that somebody wrote down as 32 lower-case hexadecimal digits; nil if the text is something else.
  public init?(hex: String) {
    guard hex.utf8.count == 32 else { return nil }
    var words: InlineArray<2, UInt64> = [0, 0]
    for (place, byte) in hex.utf8.enumerated() {
      let digit: UInt8
      switch byte {
      case 48...57: digit = byte - 48
      case 97...102: digit = byte - 87
      default: return nil
      }
      words[place / 16] = words[place / 16] << 4 | UInt64(digit)
    }
    (a, b) = (words[0], words[1])
  }

  /// The two halves, the first digits first.
  @inlinable public var words: (UInt64, UInt64) { (a, b) }

  /// 32 hexadecimal digits.
  public var hex: String {
    String(unsafeUninitializedCapacity: 32) { digits in
      for place in 0..<16 {
        digits[place] = Self.digit(a >> UInt64(60 - 4 * place))
        digits[16 + place] = Self.digit(b >> UInt64(60 - 4 * place))
      }
      return 32
    }
  }

  private static func digit(_ word: UInt64) -> UInt8 {
    let digit = UInt8(truncatingIfNeeded: word) & 15
    return digit < 10 ? 48 + digit : 87 + digit
  }

  @inline(__always)
  mutating func fold(_ word: Int) { fold(UInt64(bitPattern: Int64(word))) }

  @inline(__always)
  mutating func fold(_ word: UInt64) {
    a = (a ^ word) &* 0x9E37_79B9_7F4A_7C15
    a ^= a >> 29
    b = (b &+ word ^ a) &* 0xD6E8_FEB8_6659_FD93
    b ^= b >> 32
  }

  mutating func fold(_ text: String) { for byte in text.utf8 { fold(Int(byte)) } }

  mutating func fold(_ event: FleetEvent) {
    switch event {
    case .installEnded(let vm, let handler, let version, let failure):
      fold(1 << 8 | Int(failure?.rawValue ?? 255), vm, handler, version)
    case .rollbackEnded(let vm, let handler, let version, let ok): fold(ok ? 2 : 3, vm, handler, version)
    case .health(let vm, let health, let isSample, let cause):
      fold(4, vm, Int(health.rawValue) << 1 | (isSample ? 1 : 0), Int(cause.rawValue))
    case .power(let vm, let isOn): fold(isOn ? 5 : 6, vm, 0, 0)
    case .agent(let vm, let isOn): fold(isOn ? 7 : 8, vm, 0, 0)
    case .protection(let vm, let isOn): fold(isOn ? 9 : 10, vm, 0, 0)
    case .model(let vm, let isOn): fold(isOn ? 11 : 12, vm, 0, 0)
    case .machineAdded(let machine): fold(13, machine.group, machine.zone, machine.updateDomain ?? -1)
    case .machineRemoved(let vm): fold(14, vm, 0, 0)
    case .versionPublished(let handler, let version, let regions):
      fold(15, handler, Int(version.major) << 32 | Int(version.minor), Int(version.build) << 32 | Int(version.revision))
      if case .only(let list) = regions { for region in list { fold(region) } }
    case .versionWithdrawn(let handler, let version): fold(16, handler, version, 0)
    case .enrolment(let subscription, let feature, let isPropagated):
      fold(17, subscription, isPropagated ? 1 : 0, 0)
      fold(feature.rawValue)
    case .automaticChanged(let vm, let handler, let isOn): fold(18, vm, handler, isOn ? 1 : 0)
    case .modelAutomaticChanged(let group, let handler, let isOn): fold(19, group, handler, isOn ? 1 : 0)
    case .modelExtensionSet(let group, let deployed):
      fold(22, group, deployed.handler, deployed.version << 1 | (deployed.automaticUpgrade ? 1 : 0))
    case .modelExtensionRemoved(let group, let handler): fold(23, group, handler, 0)
    case .extensionSet(let vm, let handler, let version, let isOn):
      fold(20, vm, handler, version << 1 | (isOn ? 1 : 0))
    case .extensionRemoved(let vm, let handler): fold(21, vm, handler, 0)
    }
  }

  mutating func fold(_ event: RolloutEvent) {
    switch event {
    case .rolloutStarted(let id, let handler, let version): fold(32, id, handler, version)
    case .phaseStarted(let id, let phase): fold(33, id, phase, 0)
    case .phaseSucceeded(let id, let phase, let eligible, let upgraded, _):
      fold(34, id, phase, eligible << 32 | upgraded)
    case .phaseSkipped(let id, let phase): fold(35, id, phase, 0)
    case .runStarted(let id, let run, let group): fold(36, id, run, group)
    case .batchStarted(let batch):
      fold(37, batch.run, batch.batch, batch.total << 32 | batch.unhealthy)
      for vm in batch.machines { fold(vm) }
    case .attemptStarted(let start): fold(38, start.vm, start.handler << 32 | start.to, start.attempt)
    case .abandoned(let vm, let handler): fold(39, vm, handler, 0)
    case .rollbackStarted(let vm, let handler, let to, _, let why): fold(40, vm, handler << 32 | to, Int(why.rawValue))
    case .attemptEnded(let end): fold(41, end.vm, end.handler << 8 | Int(end.outcome.rawValue), Int(end.retryAt ?? -1))
    case .batchEnded(_, let run, let batch, _, let upgraded, let bad): fold(42, run, batch, upgraded << 32 | bad)
    case .runEnded(_, let run, let group, let outcome, let retryAt):
      fold(43, run, group, Int(retryAt ?? -1))
      fold(outcome.reason ?? "")
    case .waiting, .machinesWaiting: break
    case .rolloutHeld(let id): fold(44, id, 0, 0)
    case .rolloutResumed(let id): fold(45, id, 0, 0)
    case .rolloutEnded(let id, let outcome):
      fold(46, id, 0, 0)
      fold(outcome.rawValue)
    }
  }

  private mutating func fold(_ kind: Int, _ x: Int, _ y: Int, _ z: Int) {
    fold(kind)
    fold(x)
    fold(y)
    fold(z)
  }
}
