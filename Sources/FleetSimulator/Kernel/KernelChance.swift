/// The workload's chance: what each of its draws means. A million is certainty, times are milliseconds.
struct KernelChance {
  private let source: RandomSource
  private let failPPM: UInt64

  init(seed: UInt64, failPPM: Int) {
    source = RandomSource(seed: seed)
    self.failPPM = UInt64(failPPM)
  }

  /// Whether the machine is unhealthy before the rollout.
  func startsUnhealthy(_ machine: UInt32) -> Bool { hit(machine, 0, 20_000) }
  /// Whether the new version breaks the machine.
  func isDefective(_ machine: UInt32) -> Bool { hit(machine, 2, failPPM) }
  /// Whether the machine's health sample (1...10) is a transient miss.
  func misses(_ machine: UInt32, sample: UInt64) -> Bool { hit(machine, 16 + sample, 20_000) }
  func rollbackFails(_ machine: UInt32) -> Bool { hit(machine, 4, 100_000) }
  func installTime(_ machine: UInt32) -> Int64 { duration(machine, 1) }
  func rollbackTime(_ machine: UInt32) -> Int64 { duration(machine, 3) }

  @inline(__always)
  private func hit(_ machine: UInt32, _ purpose: UInt64, _ ppm: UInt64) -> Bool {
    source.draw(UInt64(machine), 0, purpose, below: 1_000_000) < ppm
  }

  @inline(__always)
  private func duration(_ machine: UInt32, _ purpose: UInt64) -> Int64 {
    30_000 + Int64(source.draw(UInt64(machine), 0, purpose, below: 90_001))
  }
}
