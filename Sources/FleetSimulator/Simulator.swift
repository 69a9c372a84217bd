public import FleetModel

/// The weather: installs take time, VMs fail and recover. It carries out operations and reports what happens; it knows
/// nothing of rollouts.
///
/// All draws are keyed by seed, VM, extension, version, attempt and purpose, so that a fault added here never shifts the
/// luck there.
public struct Simulator: Sendable, Codable {
  var agenda = Agenda()
  let random: RandomSource
  let weather: Weather
  var quality: [QualityRule]
  var ailments: AilmentTable
  /// The present or last operation of each VM: occurrences of earlier ones come to nothing.
  var operations: [MachineOperation]
  var backgroundCount: UInt64 = 0
  /// Numbers every choice of a share of a scope, so that each has luck of its own.
  var choices: UInt64 = 0
  /// How many VMs there were at the start; background failures are dealt among them.
  let initialCount: Int
  /// Stable keys of handlers, so that a catalogue that grows shifts nobody's luck.
  let handlerKeys: [UInt64]

  /// The weather over a fleet, from the start of time.
  public init(fleet: Fleet, weather: Weather, seed: UInt64) {
    random = RandomSource(seed: seed)
    self.weather = weather
    quality = weather.quality
    ailments = AilmentTable(count: fleet.machineIndices.count)
    operations = Array(repeating: MachineOperation(), count: fleet.machineIndices.count)
    initialCount = fleet.machineIndices.count
    handlerKeys = fleet.handlers.map { handler in
      handler.name.utf8.reduce(0x5EED) { RandomSource.mix64($0 &+ UInt64($1)) }
    }
    for (index, maintenance) in weather.maintenance.enumerated() {
      agenda.schedule(at: maintenance.start, payload: Occurrence(.maintenance, vm: index).payload)
    }
    for (index, availability) in weather.availability.enumerated() {
      agenda.schedule(at: availability.at, payload: Occurrence(.available, vm: index).payload)
    }
    scheduleBackground(after: 0)
    for vm in fleet.machineIndices where fleet.health(of: vm) != .healthy { fallIll(vm, fleet) }
  }

  /// When something happens next, if anything does.
  public var wakeUp: Instant? { agenda.earliest }

  /// The same, asked where the simulator lies and not of a copy.
  public mutating func findWakeUp() -> Instant? { agenda.findEarliest() }

  /// Lets the next occurrence that is due happen; false if none is. The caller applies the events before it asks again.
  public mutating func takeNext(observing fleet: Fleet, at now: Instant, into events: inout [FleetEvent]) -> Bool {
    guard let due = agenda.popDue(upTo: now) else { return false }
    happen(Occurrence(payload: due.payload), fleet, now, &events)
    return true
  }

  /// VMs that a fleet file calls ill at the start stay so, but for those that are only starting.
  private mutating func fallIll(_ vm: VMIndex, _ fleet: Fleet) {
    switch fleet.health(of: vm) {
    case .healthy: return
    case .unhealthy: ailments.inject(.unhealthy, into: vm, isTimed: false)
    case .unknown: ailments.inject(.signalLost, into: vm, isTimed: false)
    case .initializing:
      ailments[vm, default: Ailment()].isStarting = true
      scheduleStart(vm, at: 0)
    }
  }

  /// A starting VM reports healthy after a while.
  mutating func scheduleStart(_ vm: VMIndex, at now: Instant) {
    operations[vm].serial &+= 1
    let time = draw(weather.startTime, vm, UInt64(now), .startTime)
    agenda.schedule(at: now + time, payload: Occurrence(.sample, vm: vm, serial: operations[vm].serial).payload)
  }

  // MARK: Draws

  /// A time from a range, both ends included.
  func draw(_ range: TimeRange, _ vm: Int, _ stream: UInt64, _ purpose: Purpose) -> Milliseconds {
    let span = UInt64(range.longest - range.shortest + 1)
    return range.shortest + Milliseconds(random.draw(UInt64(vm), stream, purpose.rawValue, below: span))
  }

  /// Whether something that happens to a share of VMs happens to this one.
  func hits(_ share: PartsPerMillion, _ vm: Int, _ stream: UInt64, _ purpose: Purpose) -> Bool {
    share > 0 && random.draw(UInt64(vm), stream, purpose.rawValue, below: 1_000_000) < UInt64(share)
  }

  /// The stream of draws of one attempt.
  func stream(_ handler: HandlerIndex, _ version: HandlerVersion, _ attempt: Int) -> UInt64 {
    let number =
      UInt64(version.major) << 48 ^ UInt64(version.minor) << 32 ^ UInt64(version.build) << 16
      ^ UInt64(version.revision)
    return RandomSource.mix64(handlerKeys[handler] ^ RandomSource.mix64(number &+ 1)) &+ UInt64(attempt)
  }

  /// What is known of a version's quality on a VM: the last rule that matches, or a version without faults.
  func quality(of handler: HandlerIndex, _ version: HandlerVersion, on vm: VMIndex, _ fleet: Fleet) -> VersionQuality {
    for place in quality.indices.reversed()
    where quality[place].handler == handler && quality[place].version.map({ $0 == version }) ?? true {
      if Self.matches(quality[place], vm, fleet) { return quality[place].quality }
    }
    return VersionQuality()
  }

  private static func matches(_ rule: QualityRule, _ vm: VMIndex, _ fleet: Fleet) -> Bool {
    (rule.region.map { $0 == fleet.region(of: vm) } ?? true)
      && (rule.os.map { $0 == fleet.profile(of: vm).os } ?? true)
      && (rule.size.map { $0 == fleet.profile(of: vm).size } ?? true)
  }
}

/// What the simulator keeps of a VM's present or last operation.
struct MachineOperation: Sendable, Codable {
  var serial: UInt16 = 0
  var version: UInt16 = 0
  private var bits: UInt16 = 0

  /// Whether an install or a rollback is under way.
  enum Stage: UInt16, Sendable {
    case idle, installing, rollingBack
  }

  var stage: Stage {
    get { Stage(rawValue: bits & 3)! }
    set { bits = bits & ~3 | newValue.rawValue }
  }

  /// Counts from 1; more attempts than it can hold share the luck of the last one.
  var attempt: Int {
    get { Int(bits >> 2) }
    set { bits = bits & 3 | UInt16(min(newValue, 1 << 14 - 1)) << 2 }
  }
}
