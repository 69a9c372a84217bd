/// One machine's upgrade under way, small enough to be the payload of its one pending occurrence.
struct KernelUpgrade {
  /// Which of the upgrade's occurrences is pending: 0 installed, 1...10 a health sample, 11 rolled back.
  static let lastSample: UInt64 = 10

  /// From the low end: 4 bits step, 4 bits healthy samples, unhealthy, defective, 7 bits member, then the set.
  private(set) var payload: UInt64

  init(payload: UInt64) { self.payload = payload }

  init(set: Int, member: Int, isUnhealthy: Bool, isDefective: Bool) {
    payload = UInt64(set) << 17 | UInt64(member) << 10 | (isDefective ? 1 << 9 : 0) | (isUnhealthy ? 1 << 8 : 0)
  }

  var set: Int { Int(payload >> 17) }
  var member: UInt32 { UInt32(payload >> 10 & 127) }
  var isDefective: Bool { payload & 1 << 9 != 0 }
  var isUnhealthy: Bool { payload & 1 << 8 != 0 }
  var healthySamples: UInt64 { payload >> 4 & 15 }
  var step: UInt64 { payload & 15 }

  mutating func advance() { payload &+= 1 }

  /// Notes a sample (or a rollback's outcome), and returns by how much the set's unhealthy members change.
  mutating func flag(isUnhealthy now: Bool) -> Int {
    let change = (now ? 1 : 0) - (isUnhealthy ? 1 : 0)
    payload = payload & ~(1 << 8) | (now ? 1 << 8 : 0)
    return change
  }

  mutating func countHealthySample() { payload &+= 1 << 4 }
}

/// How a machine's upgrade ended; its raw value is the workload's.
enum KernelEnd: UInt8 {
  case upgraded = 1
  case rolledBack = 2
  case broken = 3
}
