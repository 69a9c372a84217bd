/// What a rollout knows of one VM, in two bytes: how it stands, how its last attempt ended, how many there were.
struct MachineRecord: Sendable, Codable {
  private var bits: UInt16 = 0

  /// How a VM stands in a rollout.
  enum Standing: UInt16 {
    /// No part of it: no handler, another major, or nothing to upgrade.
    case out
    /// It would be, but for a reason of R33, R34, R40 or R41.
    case excluded
    /// Eligible and not upgraded yet.
    case pending
    /// Upgraded by this rollout.
    case upgraded
  }

  var standing: Standing {
    get { Standing(rawValue: bits & 3)! }
    set { bits = bits & ~3 | newValue.rawValue }
  }

  /// How the last attempt of the rollout ended, whatever its owner did to the extension since.
  var lastOutcome: AttemptOutcome? { AttemptOutcome(rawValue: UInt8(bits >> 2 & 3)) }

  /// The same, unless the owner deployed or removed the extension since (R11a).
  var outcome: AttemptOutcome? { bits & 16 == 0 ? lastOutcome : nil }

  /// Whether the last attempt counts and did not upgrade.
  var hasFailed: Bool { outcome == .rolledBack || outcome == .rollbackFailed }

  /// R8: a failed rollback, of this rollout or an earlier one, waits for a person.
  var needsPerson: Bool {
    get { bits & 32 != 0 }
    set { bits = newValue ? bits | 32 : bits & ~32 }
  }

  /// Attempts, as far as the two bytes can count them: `Rollout.attempts(of:)` knows the others.
  var attempts: Int { Int(bits >> 6) }
  /// Whether further attempts are counted elsewhere.
  var isFull: Bool { attempts == Self.mostAttempts }

  /// What ten bits hold: a retry every two days reaches it after five years.
  private static let mostAttempts = 1_023

  /// Counts one more attempt; false if it cannot.
  mutating func countAttempt() -> Bool {
    guard !isFull else { return false }
    bits += 64
    return true
  }

  mutating func end(_ outcome: AttemptOutcome) { bits = bits & ~28 | UInt16(outcome.rawValue) << 2 }

  /// R11a: the owner deployed or removed the extension, so the attempts so far count no more.
  mutating func forget() { bits = bits & 47 | 16 }
}
