/// What one run of the workload `rollout-N` came to. Equal results mean equal work: the checksum covers every event's
/// time in its region's order and every machine's end.
public struct KernelResult: Sendable, Equatable, CustomStringConvertible {
  /// The number of machines, N.
  public internal(set) var machines = 0
  /// The seed of all chance.
  public internal(set) var seed: UInt64 = 0
  /// How many machines in a million the new version breaks.
  public internal(set) var failPPM = 0
  /// Events handled: installations, health samples and rollbacks.
  public internal(set) var events = 0
  /// Machines that ended on the new version.
  public internal(set) var upgraded = 0
  /// Machines that ended back on the old version.
  public internal(set) var rolledBack = 0
  /// Machines whose rollback failed.
  public internal(set) var broken = 0
  /// Machines never attempted.
  public internal(set) var skipped = 0
  /// Sets that stopped before their last batch.
  public internal(set) var stoppedSets = 0
  /// Phases started.
  public internal(set) var phases = 0
  /// When the last phase ended, in milliseconds from the start.
  public internal(set) var endTime: Int64 = 0
  /// The digest of all of the above, of every region's history and of every machine's end.
  public internal(set) var checksum: UInt64 = 0

  /// The result line of the workload, by which programs are compared.
  public var description: String {
    let digits = String(checksum, radix: 16)
    let hex = String(repeating: "0", count: 16 - digits.count) + digits
    return "N=\(machines) seed=\(seed) fail_ppm=\(failPPM) events=\(events) upgraded=\(upgraded) "
      + "rolled_back=\(rolledBack) broken=\(broken) skipped=\(skipped) stopped_sets=\(stoppedSets) "
      + "phases=\(phases) end_ms=\(endTime) checksum=\(hex)"
  }

  /// Folds the counts, the machines' ends and the regions' histories into the checksum.
  mutating func seal(ends: UInt64, histories: KernelFleet.Histories) {
    let counts = [machines, Int(bitPattern: UInt(seed)), failPPM, events, upgraded, rolledBack, broken, skipped]
    let words = (counts + [stoppedSets, phases, Int(endTime)]).map { UInt64(bitPattern: Int64($0)) }
    for word in words + [ends] { checksum = RandomSource.mix64(checksum ^ word) }
    for region in histories.indices { checksum = RandomSource.mix64(checksum ^ histories[region]) }
  }
}
