import FleetModel
import FleetSession
import FleetSimulator

// The weather and the commands of a made-up fleet.

extension FleetMaker {
  mutating func makeWeather(_ fleet: Fleet) -> Weather {
    var weather = Weather()
    guard profile != .calm else { return weather }
    for handler in fleet.handlers.indices {
      weather.quality.append(QualityRule(handler: handler, quality: makeQuality()))
    }
    if dice.chance(50) {
      weather.background = BackgroundFailures(
        perMillionMachineDays: UInt32(dice.pick([1_000, 10_000, 100_000])),
        duration: TimeRange(Span.minute, Span.hour * Milliseconds(dice.pick([1, 6]))))
    }
    if dice.chance(20) {
      weather.maintenance.append(
        PlannedMaintenance(
          start: instant(), every: Span.day * 7, scope: .region(dice.roll(fleet.regions.count)), share: 300_000,
          duration: Span.hour))
    }
    return weather
  }

  mutating func makeQuality() -> VersionQuality {
    var quality = VersionQuality()
    func share(_ dice: inout Dice) -> PartsPerMillion {
      PartsPerMillion(dice.pick([0, 0, 10_000, 50_000, 200_000, 600_000]))
    }
    quality.installFailure = share(&dice)
    quality.installHang = dice.chance(20) ? 20_000 : 0
    quality.unhealthy = share(&dice)
    quality.slowHealth = share(&dice)
    quality.lateSickness = dice.chance(30) ? 50_000 : 0
    quality.rollbackFailure = dice.chance(20) ? 100_000 : 0
    quality.rollbackHang = dice.chance(10) ? 50_000 : 0
    if dice.chance(30) { quality.slowHealthTime = TimeRange(299_999, 300_001) }
    return quality
  }

  private mutating func instant() -> Instant {
    // Often early, when most is in flight.
    let span = dice.pick([Span.hour, Span.day, 10 * Span.day, 50 * Span.day])
    return Instant(dice.roll(Int(span)))
  }

  mutating func makeScenario(_ fleet: Fleet) -> [TimedCommand] {
    var commands: [TimedCommand] = []
    for handler in fleet.handlers.indices where profile == .calm || dice.chance(80) {
      var build: UInt32 = 11
      for _ in 0..<(profile == .calm ? 1 : dice.roll(1...3)) {
        let version = HandlerVersion(profile != .calm && dice.chance(15) ? 2 : 1, build, 0, 0)
        build += 1
        let regions: RegionScope = dice.chance(15) ? .only([0]) : .all
        let at = profile == .calm ? Span.minute : instant()
        let quality = profile == .calm ? [] : [QualityRule(handler: handler, version: version, quality: makeQuality())]
        commands.append(
          TimedCommand(
            at: at,
            .publish(handler: handler, version: version, regions: profile == .calm ? .all : regions, quality: quality)))
        if profile != .calm, dice.chance(40) { commands.append(makeInterruption(fleet, handler, after: at)) }
        if profile != .calm, dice.chance(25) {
          commands.append(TimedCommand(at: at + 1 + instant() / 4, .withdraw(handler: handler, version: version)))
        }
      }
    }
    if profile != .calm {
      for _ in 0..<dice.roll(0...20) { commands.append(TimedCommand(at: instant(), makeCommand(fleet))) }
    }
    return commands.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }

  /// A command that comes while what was just published is in flight or bakes.
  private mutating func makeInterruption(_ fleet: Fleet, _ handler: HandlerIndex, after time: Instant) -> TimedCommand {
    let at = time + 1 + Instant(dice.roll(Int(dice.pick([5 * Span.minute, 30 * Span.minute, 12 * Span.hour]))))
    let sets = fleet.groups.indices.filter { fleet.kind(of: $0) == .scaleSet && fleet.memberCount(of: $0) >= 10 }
    switch dice.roll(8) {
    case 0 where !sets.isEmpty, 1 where !sets.isEmpty:
      // Early, while the set's first batch is in flight, and so much that the batch is more than the set now allows.
      let set = dice.pick(sets)
      let early = time + 1 + Instant(dice.roll(Int(3 * Span.minute)))
      return TimedCommand(at: early, .scale(group: set, count: dice.roll(fleet.memberCount(of: set) / 2)))
    case 2, 5: return TimedCommand(at: at, .hold(rollout: nil))
    case 3 where !fleet.machineIndices.isEmpty:
      return TimedCommand(at: at, .remove(vm: dice.roll(fleet.machineIndices.count)))
    case 7 where !fleet.groups.isEmpty:
      return TimedCommand(at: at, .cancelRun(group: dice.roll(fleet.groups.count)))
    case 4: return TimedCommand(at: at, .outage(scope: makeScope(fleet), duration: Span.hour))
    default: return TimedCommand(at: at, .setAutomatic(handler: handler, isOn: false, scope: makeScope(fleet)))
    }
  }

  private mutating func makeCommand(_ fleet: Fleet) -> Command {
    let handler = dice.roll(fleet.handlers.count)
    let scope = makeScope(fleet)
    let time = Span.minute * Milliseconds(dice.pick([1, 10, 120]))
    switch dice.roll(23) {
    case 20 where !fleet.groups.isEmpty: return .cancelRun(group: dice.roll(fleet.groups.count))
    case 21 where !fleet.groups.isEmpty && !fleet.machineIndices.isEmpty:
      let details = ExtensionDetails(name: dice.pick([nil, "agent"]), takesMinorVersions: dice.chance(50))
      let owner: FleetScope =
        dice.chance(50) ? .group(dice.roll(fleet.groups.count)) : .machine(dice.roll(fleet.machineIndices.count))
      return .describe(handler: handler, details: details, scope: owner)
    case 20, 21, 22:
      let version = dice.chance(40) ? HandlerVersion(1, UInt32(dice.roll(10...12)), 0, 0) : nil
      return .control(
        dice.pick([.hold, .resume, .skip, .cancel, .retry(scope: scope)]), handler: handler, version: version)
    case 0, 1, 2: return .setAutomatic(handler: handler, isOn: dice.chance(40), scope: scope)
    case 3, 4:
      let fault = makeFault()
      // A VM that flaps for sixty days is eighty thousand events, and tells no more than one that flaps for an hour.
      let isEndless = fault != .flapping && dice.chance(30)
      return .inject(fault, scope: scope, share: 500_000, duration: isEndless ? nil : time)
    case 5: return .mend(scope: scope)
    case 6: return .power(isOn: dice.chance(50), scope: scope, share: 500_000)
    case 7: return .maintain(scope: scope, share: 300_000, duration: time)
    case 8: return .outage(scope: scope, duration: time)
    case 9, 10:
      let sets = fleet.groups.indices.filter { fleet.kind(of: $0) == .scaleSet }
      return sets.isEmpty ? .mend(scope: .all) : .scale(group: dice.pick(sets), count: dice.pick([0, 1, 3, 5, 12, 30]))
    case 11: return fleet.machineCount == 0 ? .mend(scope: .all) : .remove(vm: dice.roll(fleet.machineIndices.count))
    case 12: return .protect(isOn: dice.chance(50), scope: scope)
    case 13: return .upgradeModel(isLatest: dice.chance(70), scope: scope)
    case 14: return .hold(rollout: nil)
    case 15: return .resume(rollout: nil)
    case 16: return dice.chance(50) ? .skip(rollout: dice.roll(1...3)) : .cancel(rollout: dice.roll(1...4))
    case 17:
      return .retry(
        rollout: nil,
        scope: fleet.machineCount > 0 && dice.chance(50) ? .machine(dice.roll(fleet.machineIndices.count)) : .all)
    case 18:
      return dice.pick([
        .registerFeature(dice.roll(fleet.subscriptions.count)),
        .unregisterFeature(dice.roll(fleet.subscriptions.count)),
        .registerProvider(dice.roll(fleet.subscriptions.count)),
      ])
    default:
      return dice.chance(60)
        ? .deploy(handler: handler, version: HandlerVersion(1, 9), isAutomatic: dice.chance(60), scope: scope)
        : .undeploy(handler: handler, scope: scope)
    }
  }

  private mutating func makeFault() -> Fault {
    dice.pick([
      .unhealthy, .signalLost, .flapping, .agentLost, .installFails, .installHangs, .slowHealth(299_999),
      .slowHealth(300_000), .slowHealth(300_001), .rollbackFails, .rollbackHangs,
    ])
  }

  private mutating func makeScope(_ fleet: Fleet) -> FleetScope {
    let region = dice.roll(fleet.regions.count)
    switch dice.roll(7) {
    case 0: return .all
    case 1: return .subscription(dice.roll(fleet.subscriptions.count))
    case 2: return .region(region)
    case 3: return .zone(region, dice.roll(0...fleet.regions[region].zoneCount))
    case 4 where !fleet.groups.isEmpty: return .group(dice.roll(fleet.groups.count))
    case 5 where !fleet.groups.isEmpty: return .updateDomain(dice.roll(fleet.groups.count), dice.roll(5))
    default: return fleet.machineIndices.isEmpty ? .all : .machine(dice.roll(fleet.machineIndices.count))
    }
  }
}
