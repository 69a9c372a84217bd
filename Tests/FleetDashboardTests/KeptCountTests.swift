import BuiltInFleets
import FleetFiles
import FleetModel
import FleetSession
import RolloutOrchestrator
import Testing

@testable import FleetDashboard

/// What a frame keeps from the one before comes out as if it were counted anew.
@Suite struct KeptCountTests {
  private static let story: [Int: String] = [
    5: "break unhealthy region=uksouth share=40% for=2h", 12: "remove web-001_3",
    20: "power off region=northeurope share=30%",
    30: "scale web-002 26", 40: "break signal-lost all share=10% for=1h",
    60: "deploy ApplicationHealthLinux 1.0.2.0 group=worker-001",
    80: "publish DependencyAgentLinux 9.10.17.0 fail=20%", 84: "hold 3", 88: "resume 3", 92: "skip 3", 120: "mend all",
    140: "auto off DependencyAgentLinux region=uksouth",
  ]

  @Test("strips, version counts and R14's sets that follow events are those of a fresh look, whatever happens to VMs")
  func keptIsFresh() throws {
    let plan = try FleetFile.load(bytes: BuiltInFleets.file(named: "demo")!, file: "demo", seed: 7)
    var session = Session(plan: plan, seed: 7)
    var strips = StripCache()
    var spreads = VersionSpreads()
    var memory = RunMemory()
    memory.begin(session)
    let regions = Array(plan.fleet.regions.indices)
    var (shown, differing): (RolloutID?, Int) = (nil, 0)
    var mostOver = 0
    for step in 0..<240 {
      if let text = Self.story[step] {
        var parser = CommandParser(fleet: session.fleet)
        try session.submit(try parser.parse(text), by: .key)
      }
      session.advance(to: session.now + 11 * Span.minute)
      memory.take(session.takeEvents(), session)
      let rollout = session.orchestrator.rollouts.last?.id
      if rollout != shown { memory.everythingChanged() }
      shown = rollout
      strips.prepare(regions, width: 9, rollout: rollout, session, changes: &memory.stripChanges)
      spreads.prepare(session, changes: &memory.spreadChanges)
      differing += Self.compare(strips, rollout, session, step)
      Self.compare(spreads, session, step)
      mostOver = max(mostOver, Self.compare(memory.overLimit, session.fleet, step))
    }
    #expect(mostOver > 1, "several sets must have been over their limit at once")
    #expect(differing > 20, "the strips must have been of more than one kind")
  }

  /// Compares all strips; how many cells have VMs of more than one state.
  private static func compare(_ strips: StripCache, _ rollout: RolloutID?, _ session: Session, _ step: Int) -> Int {
    var mixed = 0
    for region in session.fleet.regions.indices {
      var total = StateCounts()
      for zone in strips[region]!.zones {
        let fresh = session.orchestrator.strip(
          of: rollout, region: region, zone: zone.zone, width: 9, in: session.fleet)
        #expect(zone.cells == fresh, "step \(step), region \(region), zone \(zone.zone)")
        for cell in fresh { total.add(cell) }
        mixed += fresh.count { $0.inFlight > 0 || $0.sick > 0 || $0.rolledBack > 0 }
      }
      #expect(strips[region]!.total == total)
    }
    return mixed
  }

  private static func compare(_ spreads: VersionSpreads, _ session: Session, _ step: Int) {
    let fleet = session.fleet
    for handler in fleet.handlers.indices {
      var (counts, optedOut) = (Array(repeating: 0, count: fleet.handlers[handler].versions.count), 0)
      for vm in fleet.machineIndices where fleet.exists(vm) {
        guard let version = fleet.version(of: handler, on: vm) else { continue }
        counts[version] += 1
        if !fleet.isAutomatic(handler, on: vm) { optedOut += 1 }
      }
      #expect(spreads[handler]!.counts == counts, "step \(step), handler \(handler)")
      #expect(spreads[handler]!.total == counts.reduce(0, +))
      #expect(spreads[handler]!.optedOut == optedOut)
    }
  }

  /// Compares the sets that are over their limit with a count of all; how many there are.
  private static func compare(_ kept: OverLimitSets, _ fleet: Fleet, _ step: Int) -> Int {
    let over = fleet.groups.indices.filter { group in
      let unhealthy = fleet.members(of: group).count { fleet.countsAsUnhealthy($0) }
      return fleet.kind(of: group) != .standalone
        && unhealthy * 100 > fleet.limits(of: group).unhealthyPercent * fleet.memberCount(of: group)
    }
    #expect(kept.count == over.count && kept.first == over.first, "step \(step)")
    for region in fleet.regions.indices {
      let here = over.filter { fleet.groups[$0].region == region }
      #expect(kept.count(in: region) == here.count && kept.first(in: region, fleet) == here.first, "step \(step)")
    }
    return over.count
  }

  @Test("a kept forecast ends within a hundredth of the time to the end that a fresh one tells")
  func forecastIsClose() throws {
    let plan = try FleetFile.load(bytes: BuiltInFleets.file(named: "demo")!, file: "demo", seed: 3)
    var session = Session(plan: plan, seed: 3)
    var memory = RunMemory()
    memory.begin(session)
    var compared = 0
    for _ in 0..<400 {
      session.advance(to: session.now + 2 * Span.minute)
      memory.take(session.takeEvents(), session)
      let rollout = session.orchestrator.rollouts.last { $0.isLive }?.id
      memory.prepareForecast(of: rollout, session)
      guard let rollout else { continue }
      let fresh = session.orchestrator.forecast(rollout: rollout, session.fleet, at: session.now).end
      let kept = memory.forecast?.forecast.end
      #expect((kept == nil) == (fresh == nil))
      guard let fresh, let kept else { continue }
      compared += 1
      #expect(abs(kept - fresh) <= max(Span.minute, (fresh - session.now) / 50))
    }
    #expect(compared > 50)
  }
}
