import BuiltInFleets
import FleetFiles
import FleetModel
import FleetSession
import FleetSimulator
import Testing

@Suite("Commands as text")
struct CommandRoundTripTests {
  let fleet: Fleet

  init() throws {
    let file = try #require(BuiltInFleets.file(named: "edge"))
    fleet = try FleetFile.load(bytes: file, file: "edge.yaml", seed: 1).fleet
  }

  @Test("Whatever command is written is read back as the same", arguments: 0..<40)
  func roundTrip(_ series: UInt64) throws {
    var parser = CommandParser(fleet: fleet)
    for number in 0..<100 {
      var draws = Draws(seed: series, item: UInt64(number))
      let command = draws.command(fleet)
      let text = CommandText.text(of: command, in: fleet)
      let read = try parser.parse(text)
      #expect(read == command, "\(text)")
      #expect(CommandText.text(of: read, in: fleet) == text)
    }
  }

  @Test("Every VM and every group is found by its name, odd names included")
  func names() throws {
    var parser = CommandParser(fleet: fleet)
    for vm in fleet.machineIndices where vm < 50 || vm % 97 == 0 || vm > fleet.machineCount - 20 {
      #expect(try parser.parse(CommandText.text(of: .remove(vm: vm), in: fleet)) == .remove(vm: vm))
    }
    for group in fleet.groups.indices {
      let command = Command.scale(group: group, count: 1)
      #expect(try parser.parse(CommandText.text(of: command, in: fleet)) == command)
    }
    for vm in fleet.machineIndices where fleet.name(of: vm).contains("quote") {
      #expect(try parser.parse(#"remove "quote \" and \u{e9}""#) == .remove(vm: vm))
    }
  }

  @Test("A type that two publishers have is written with its publisher")
  func ambiguousType() throws {
    let text = """
      {"name": "x", "regions": ["uksouth"], "subscriptions": ["s"], "extensions": [
        {"type": "Agent", "publisher": "A"}, {"type": "Agent", "publisher": "B"}]}
      """
    let fleet = try FleetFile.load(bytes: Array(text.utf8), file: "x.json", seed: 1).fleet
    var parser = CommandParser(fleet: fleet)
    #expect(throws: CommandSyntaxError.self) { try parser.parse("withdraw Agent 1.0") }
    let command = try parser.parse("withdraw B/Agent 1.0")
    #expect(CommandText.text(of: command, in: fleet) == "withdraw B/Agent 1.0.0.0")
  }
}

/// Random commands to a fleet, from keyed draws.
private struct Draws {
  let seed: UInt64
  let item: UInt64
  var step: UInt64 = 0

  init(seed: UInt64, item: UInt64) {
    self.seed = seed
    self.item = item
  }

  mutating func below(_ bound: Int) -> Int {
    step += 1
    return Int(KeyedDraw.draw(seed: seed, item, step, 0, below: UInt64(bound)))
  }
  mutating func flag() -> Bool { below(2) == 0 }
  mutating func share() -> PartsPerMillion { PartsPerMillion(flag() ? 1_000_000 : below(1_000_001)) }
  mutating func time() -> Milliseconds { Milliseconds(1 + (flag() ? below(100_000) * 1_000 : below(1_000_000_000))) }
  mutating func range() -> TimeRange {
    let low = time()
    return TimeRange(low, low + (flag() ? 0 : time()))
  }
  mutating func version() -> HandlerVersion {
    HandlerVersion(UInt32(below(20)), UInt32(below(20)), UInt32(below(3)), UInt32(below(2)))
  }
  mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }

  mutating func scope(_ fleet: Fleet) -> FleetScope {
    let region = below(fleet.regions.count)
    switch below(7) {
    case 0: return .all
    case 1: return .subscription(below(fleet.subscriptions.count))
    case 2: return .region(region)
    case 3: return .zone(region, below(fleet.regions[region].zoneCount + 1))
    case 4: return .group(below(fleet.groups.count))
    case 5: return .updateDomain(below(fleet.groups.count), below(20))
    default: return .machine(below(fleet.machineCount))
    }
  }

  mutating func rule(_ fleet: Fleet, _ handler: HandlerIndex, _ version: HandlerVersion?) -> QualityRule {
    var quality = VersionQuality()
    if flag() { quality.installTime = range() }
    if flag() { quality.installFailure = share() }
    if flag() { quality.installHang = share() }
    if flag() { quality.unhealthy = share() }
    if flag() { quality.slowHealth = share() }
    if flag() { quality.slowHealthTime = range() }
    if flag() { quality.lateSickness = share() }
    if flag() { quality.lateSicknessTime = range() }
    if flag() { quality.rollbackTime = range() }
    if flag() { quality.rollbackFailure = share() }
    if flag() { quality.rollbackHang = share() }
    return QualityRule(
      handler: handler, version: version, os: flag() ? nil : pick(OperatingSystem.allCases),
      region: flag() ? nil : below(fleet.regions.count),
      size: flag() ? nil : pick(["Standard_D4s_v5", "a b", "good", "and", "x,y", "\"", "é\u{202E}"]),
      quality: flag() ? quality : VersionQuality())
  }

  mutating func fault() -> Fault {
    pick([
      .unhealthy, .signalLost, .flapping, .agentLost, .installFails, .installHangs, .slowHealth(time()),
      .rollbackFails, .rollbackHangs,
    ])
  }

  mutating func control(_ fleet: Fleet, _ handler: HandlerIndex) -> Command {
    let control = pick([.hold, .resume, .skip, .cancel, .retry(scope: .group(0))] as [RolloutControl])
    return .control(control, handler: handler, version: flag() ? nil : version())
  }

  mutating func command(_ fleet: Fleet) -> Command {
    let handler = below(fleet.handlers.count)
    switch below(22) {
    case 0:
      let version = version()
      let some = Set((0...below(3)).map { _ in below(fleet.regions.count) }).sorted()
      let rules = (0..<below(4)).map { _ in rule(fleet, handler, version) }
      return .publish(handler: handler, version: version, regions: flag() ? .all : .only(some), quality: rules)
    case 1: return .withdraw(handler: handler, version: version())
    case 2: return .setAutomatic(handler: handler, isOn: flag(), scope: scope(fleet))
    case 3: return .deploy(handler: handler, version: version(), isAutomatic: flag(), scope: scope(fleet))
    case 4: return .undeploy(handler: handler, scope: scope(fleet))
    case 5: return .inject(fault(), scope: scope(fleet), share: share(), duration: flag() ? nil : time())
    case 6: return .mend(scope: scope(fleet))
    case 7: return .poison(rule(fleet, handler, flag() ? nil : version()))
    case 8: return .power(isOn: flag(), scope: scope(fleet), share: share())
    case 9: return .maintain(scope: scope(fleet), share: share(), duration: time())
    case 10: return .outage(scope: flag() ? .region(0) : .zone(6, below(8)), duration: time())
    case 11: return .scale(group: below(fleet.groups.count), count: below(24_001))
    case 12: return .remove(vm: below(fleet.machineCount))
    case 13: return .protect(isOn: flag(), scope: scope(fleet))
    case 14: return .upgradeModel(isLatest: flag(), scope: scope(fleet))
    case 15: return .registerFeature(below(fleet.subscriptions.count))
    case 16: return .unregisterFeature(below(fleet.subscriptions.count))
    case 17: return .registerProvider(below(fleet.subscriptions.count))
    case 18: return flag() ? .hold(rollout: nil) : .hold(rollout: below(100))
    case 19: return flag() ? .resume(rollout: nil) : .resume(rollout: below(100))
    case 20:
      if flag() { return control(fleet, handler) }
      return flag() ? .skip(rollout: below(100)) : .cancel(rollout: below(100))
    default:
      let scope = pick([.all, .group(below(fleet.groups.count)), .machine(below(fleet.machineCount))] as [FleetScope])
      return .retry(rollout: flag() ? nil : below(100), scope: scope)
    }
  }
}
