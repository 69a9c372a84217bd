/// The workload `rollout-N`: one availability-first rollout over N machines, on the simulator's own agenda, random source
/// and per-machine state. It measures what those cost, against programs in other languages that do the same work.
public struct RolloutKernel {
  /// The most machines a run may have: their ids are 32-bit.
  public static let largestFleet = 1 << 31

  private static let phaseLengths = [1, 2, 4, 8, 15, 15, 15]
  private static let sampleInterval: Int64 = 30_000

  private let chance: KernelChance
  private var agenda = Agenda()
  private var fleet: KernelFleet
  /// How each machine ended (`KernelEnd`), 0 before that.
  private var ends: [UInt8]
  private var now: Int64 = 0

  /// Of each region: the digest of its events, the slot under way, and the sets of that not yet at their end.
  private var histories = KernelFleet.Histories(repeating: 0)
  private var slots = [Int](repeating: -1, count: KernelFleet.regions)
  private var setsLeft = [Int](repeating: 0, count: KernelFleet.regions)

  private var regionsStarted = 0
  private var regionsLeft = 0
  private var attemptedInPhase = 0
  private var badInPhase = 0

  private var attempted = 0
  private var endsDigest: UInt64 = 0
  private var result = KernelResult()

  /// Runs the workload to its end.
  /// - Parameters:
  ///   - machines: N, from 1 to `largestFleet`.
  ///   - seed: what all chance follows from.
  ///   - failPPM: how many machines in a million the new version breaks, up to 1,000,000.
  public static func run(machines: Int, seed: UInt64, failPPM: Int) -> KernelResult {
    var kernel = RolloutKernel(machines: machines, seed: seed, failPPM: failPPM)
    return kernel.run()
  }

  private init(machines: Int, seed: UInt64, failPPM: Int) {
    precondition((1...Self.largestFleet).contains(machines) && (0...1_000_000).contains(failPPM))
    chance = KernelChance(seed: seed, failPPM: failPPM)
    fleet = KernelFleet(machines: machines, chance: chance)
    ends = [UInt8](repeating: 0, count: machines)
    result.machines = machines
    result.seed = seed
    result.failPPM = failPPM
  }

  private mutating func run() -> KernelResult {
    startPhase()
    while let (time, payload) = agenda.popDue(upTo: .max) {
      now = time
      handle(KernelUpgrade(payload: payload))
    }
    result.skipped = result.machines - attempted
    result.seal(ends: endsDigest, histories: histories)
    return result
  }
}

// MARK: - One machine

extension RolloutKernel {
  @inline(__always)
  private mutating func handle(_ event: KernelUpgrade) {
    var upgrade = event
    let set = fleet.sets[upgrade.set]
    let machine = set.first + upgrade.member
    result.events += 1
    let region = Int(set.region)
    histories[region] = histories[region] &* 6_364_136_223_846_793_005 &+ UInt64(truncatingIfNeeded: now)

    let step = upgrade.step
    guard step <= KernelUpgrade.lastSample else {
      let fails = chance.rollbackFails(machine)
      flag(&upgrade, isUnhealthy: fails)
      end(upgrade, machine, fails ? .broken : .rolledBack)
      return
    }
    var delay = Self.sampleInterval
    if step > 0 {
      let misses = upgrade.isDefective || chance.misses(machine, sample: step)
      flag(&upgrade, isUnhealthy: misses)
      if !misses { upgrade.countHealthySample() }
      if step == KernelUpgrade.lastSample {
        guard upgrade.healthySamples == 0 else {
          end(upgrade, machine, .upgraded)
          return
        }
        delay = chance.rollbackTime(machine)
      }
    }
    upgrade.advance()
    agenda.schedule(at: now + delay, payload: upgrade.payload)
  }

  @inline(__always)
  private mutating func flag(_ upgrade: inout KernelUpgrade, isUnhealthy: Bool) {
    let change = upgrade.flag(isUnhealthy: isUnhealthy)
    guard change != 0 else { return }
    fleet.sets[upgrade.set].unhealthy = UInt8(Int(fleet.sets[upgrade.set].unhealthy) + change)
  }

  private mutating func end(_ upgrade: KernelUpgrade, _ machine: UInt32, _ end: KernelEnd) {
    ends[Int(machine)] = end.rawValue
    let word = 64 * UInt64(machine) + 4 * upgrade.healthySamples + UInt64(end.rawValue)
    endsDigest &+= RandomSource.mix64(RandomSource.mix64(UInt64(now)) ^ word)
    switch end {
    case .upgraded: result.upgraded += 1
    case .rolledBack: result.rolledBack += 1
    case .broken: result.broken += 1
    }
    if end != .upgraded {
      fleet.sets[upgrade.set].bad += 1
      badInPhase += 1
    }
    fleet.sets[upgrade.set].underWay -= 1
    if fleet.sets[upgrade.set].underWay == 0 { startBatch(ofSet: upgrade.set) }
  }
}

// MARK: - Batches, slots, phases

extension RolloutKernel {
  /// Starts the set's next batch, or ends the set.
  private mutating func startBatch(ofSet index: Int) {
    var set = fleet.sets[index]
    let size = Int(set.size)
    let domains = Int(set.domains)
    while set.domain < set.domains, Int(set.domain) + Int(set.taken) * domains >= size {
      set.domain += 1
      set.taken = 0
    }
    guard set.domain < set.domains else { return endSet(inRegion: Int(set.region)) }
    guard !set.mustStop else {
      result.stoppedSets += 1
      return endSet(inRegion: Int(set.region))
    }
    var batch = 0
    var member = Int(set.domain) + Int(set.taken) * domains
    while batch < max(1, size / 5), member < size {
      let machine = set.first + UInt32(member)
      let upgrade = KernelUpgrade(
        set: index, member: member, isUnhealthy: chance.startsUnhealthy(machine),
        isDefective: chance.isDefective(machine))
      agenda.schedule(at: now + chance.installTime(machine), payload: upgrade.payload)
      batch += 1
      member += domains
    }
    set.taken += UInt8(batch)
    set.attempted += UInt8(batch)
    set.underWay = UInt8(batch)
    fleet.sets[index] = set
    attemptedInPhase += batch
    attempted += batch
  }

  private mutating func endSet(inRegion region: Int) {
    setsLeft[region] -= 1
    if setsLeft[region] == 0 { startNextSlot(ofRegion: region) }
  }

  /// Starts the region's next slot that holds anything, or ends the region, and with the last region the phase.
  private mutating func startNextSlot(ofRegion region: Int) {
    slots[region] += 1
    while slots[region] < KernelFleet.slots {
      let sets = fleet.sets(region: region, slot: slots[region])
      if !sets.isEmpty {
        setsLeft[region] = sets.count
        for set in sets { startBatch(ofSet: set) }
        return
      }
      slots[region] += 1
    }
    regionsLeft -= 1
    guard regionsLeft == 0 else { return }
    result.endTime = now
    if 5 * badInPhase <= attemptedInPhase { startPhase() }
  }

  private mutating func startPhase() {
    guard result.phases < Self.phaseLengths.count else { return }
    let turns = regionsStarted..<regionsStarted + Self.phaseLengths[result.phases]
    regionsStarted = turns.upperBound
    regionsLeft = turns.count
    attemptedInPhase = 0
    badInPhase = 0
    result.phases += 1
    let half = KernelFleet.regions / 2
    for turn in turns { startNextSlot(ofRegion: turn < half ? 2 * turn : 2 * (turn - half) + 1) }
  }
}
