import AvailabilityAuditor
import Testing

@Suite("What places allow")
struct PlaceTests {
  static func started(_ scenario: Scenario, _ vms: [String], total: Int) -> Scenario {
    var scenario = scenario
    scenario.start()
    scenario.run(at: 0)
    scenario.batch(vms, total: total, at: 0)
    return scenario
  }

  @Test("I9: a batch that ignores update domains, zones or placement groups shows (R13)")
  func mixed() {
    for key in ["ud", "pg"] {
      let scenario = Scenario.set(of: 10) { [(key, .number($0 % 5))] }
      #expect(Self.started(scenario, ["g-0", "g-5"], total: 10).brokenSoFar == [])
      #expect(Self.started(scenario, ["g-0", "g-1"], total: 10).brokenSoFar == ["I9"])
    }
    let zonal = Scenario.set(of: 10) { [("zone", .text("\($0 % 2 + 1)"))] }
    #expect(Self.started(zonal, ["g-0", "g-2"], total: 10).brokenSoFar == [])
    #expect(Self.started(zonal, ["g-0", "g-1"], total: 10).brokenSoFar == ["I9"])
    let partly = Scenario.set(of: 10) { [("ud", $0 == 1 ? nil : 0)] }
    #expect(Self.started(partly, ["g-0", "g-1"], total: 10).brokenSoFar == ["I9"])
  }

  @Test("I9: two update domains in flight show, whatever the batch said")
  func domainsInFlight() {
    var scenario = Self.started(Scenario.set(of: 10) { [("ud", .number($0 % 5))] }, ["g-0", "g-1"], total: 10)
    scenario.attempt("g-0", at: 0)
    scenario.attempt("g-1", at: 0)
    #expect(scenario.brokenSoFar == ["I9", "I9"])
  }

  @Test("I10: never all VMs of a set of two or more")
  func wholeSet() {
    var scenario = Self.started(Scenario.set(of: 2, kind: "availabilitySet"), ["g-0", "g-1"], total: 2)
    scenario.attempt("g-0", at: 0)
    scenario.attempt("g-1", at: 0)
    #expect(scenario.brokenSoFar == ["I1", "I2", "I10"])
    var single = Self.started(Scenario.set(of: 1), ["g-0"], total: 1)
    single.attempt("g-0", at: 0)
    #expect(single.brokenSoFar == [])
  }

  /// Two sets `a` and `b` with one VM each, in the regions and zones named.
  static func pairOfSets(
    regions: (String, String) = ("west", "west"), zones: (JSON, JSON) = (nil, nil), pairs: [(String, [String])] = [],
    scope: String = "anyUpdate", phases: [[String]] = [["west"]], rollouts: (String, String) = ("r", "r")
  ) -> Scenario {
    var scenario = Scenario()
    scenario.head([("concurrentScope", .text(scope))])
    for (region, others) in pairs { scenario.region(region, pairs: others) }
    if pairs.isEmpty { scenario.region("west") }
    scenario.subscription()
    scenario.group("a", in: regions.0)
    scenario.group("b", in: regions.1)
    scenario.machine("a-0", of: "a", in: regions.0, [("zone", zones.0)])
    scenario.machine("b-0", of: "b", in: regions.1, [("zone", zones.1)])
    scenario.ext("a-0")
    scenario.ext("b-0", rollouts.1 == "r" ? Scenario.handler : Scenario.probe)
    scenario.version()
    scenario.version(of: Scenario.probe)
    scenario.start(phases: phases)
    scenario.start("q", phases: phases, handler: Scenario.probe)
    if phases.count > 1 {
      scenario.event("command", at: 0, ["op": "skip", "by": "key", "rollout": "r"])
      scenario.phase("phaseSkipped", at: 0)
      scenario.phase("phaseStarted", 2, at: 0)
      scenario.event("command", at: 0, ["op": "skip", "by": "key", "rollout": "q"])
      scenario.phase("phaseSkipped", rollout: "q", at: 0)
      scenario.phase("phaseStarted", 2, rollout: "q", at: 0)
    }
    scenario.run(1, of: "a", rollout: rollouts.0, at: 0)
    scenario.run(2, of: "b", rollout: rollouts.1, at: 0)
    let handlers = (Scenario.handler, rollouts.1 == "r" ? Scenario.handler : Scenario.probe)
    scenario.batch(["a-0"], run: 1, of: "a", rollout: rollouts.0, handlers: [handlers.0], total: 1, at: 0)
    scenario.batch(["b-0"], run: 2, of: "b", rollout: rollouts.1, handlers: [handlers.1], total: 1, at: 0)
    scenario.attempt("a-0", run: 1, rollout: rollouts.0, handler: handlers.0, at: 0)
    scenario.attempt("b-0", run: 2, rollout: rollouts.1, handler: handlers.1, at: 0)
    return scenario
  }

  @Test("I11: an ignored zone shows; VMs without a zone are a lane of their own (R25)")
  func zones() {
    #expect(Self.pairOfSets(zones: ("1", "1")).brokenSoFar == [])
    #expect(Self.pairOfSets(zones: ("1", "2")).brokenSoFar == ["I11"])
    #expect(Self.pairOfSets(zones: ("1", nil)).brokenSoFar == ["I11"])
    #expect(Self.pairOfSets(zones: (nil, nil)).brokenSoFar == [])
  }

  @Test("I11: over all updates, or within one of them where the policy says so (R25a)")
  func zoneScope() {
    #expect(Self.pairOfSets(zones: ("1", "2"), rollouts: ("r", "q")).brokenSoFar == ["I11"])
    #expect(Self.pairOfSets(zones: ("1", "2"), scope: "sameUpdate", rollouts: ("r", "q")).brokenSoFar == [])
    #expect(Self.pairOfSets(zones: ("1", "2"), scope: "sameUpdate").brokenSoFar == ["I11"])
  }

  @Test("I13: a pair counts in both directions, also where only one region names it (R24)")
  func pairs() {
    for pairs in [[("west", ["east"]), ("east", [])], [("west", []), ("east", ["west"])]] as [[(String, [String])]] {
      let scenario = Self.pairOfSets(
        regions: ("west", "east"), pairs: pairs, phases: [["west"], ["east"]], rollouts: ("r", "q"))
      #expect(scenario.brokenSoFar == ["I13"])
    }
    let same = Self.pairOfSets(
      regions: ("west", "east"), pairs: [("west", ["east"]), ("east", ["west"])], scope: "sameUpdate",
      phases: [["west"], ["east"]], rollouts: ("r", "q"))
    #expect(same.brokenSoFar == [])
  }

  @Test("I13: a phase that contains both of a pair shows at once")
  func pairInPhase() {
    var scenario = Scenario()
    scenario.head()
    scenario.region("west", pairs: ["east"])
    scenario.region("east")
    scenario.subscription()
    scenario.version()
    scenario.start(phases: [["east", "west"]])
    #expect(scenario.brokenSoFar == ["I13"])
  }

  @Test("I12: all in-flight regions of a rollout are in one phase (R22a)")
  func phasesInFlight() {
    let scenario = Self.pairOfSets(
      regions: ("west", "north"), pairs: [("west", []), ("north", [])], phases: [["west"], ["north"]])
    #expect(scenario.brokenSoFar == ["I12"])
  }

  /// Standalone VMs of one subscription: `counts` of them in each of some regions, one group each.
  static func standalone(_ counts: [Int]) -> Scenario {
    var scenario = Scenario()
    scenario.head()
    let regions = counts.indices.map { "region-\($0)" }
    for region in regions { scenario.region(region) }
    scenario.subscription()
    for region in regions { scenario.group("of-\(region)", in: region, kind: "standalone") }
    for (region, count) in zip(regions, counts) {
      for index in 0..<count { scenario.machine("\(region)-\(index)", of: "of-\(region)", in: region) }
    }
    for (region, count) in zip(regions, counts) { for index in 0..<count { scenario.ext("\(region)-\(index)") } }
    scenario.version()
    scenario.start(phases: [regions])
    for (number, (region, count)) in zip(regions, counts).enumerated() {
      scenario.run(number, of: "of-\(region)", at: 0)
      scenario.batch(["\(region)-0"], run: number, of: "of-\(region)", total: count, at: 0)
    }
    return scenario
  }

  @Test("I14: never all of a subscription's standalone VMs, anywhere (R19)")
  func allStandalone() {
    var scenario = Self.standalone([1, 1])
    scenario.attempt("region-0-0", run: 0, at: 0)
    #expect(scenario.brokenSoFar == [])
    scenario.attempt("region-1-0", run: 1, at: 0)
    #expect(scenario.brokenSoFar == ["I14"])
    var alone = Self.standalone([1])
    alone.attempt("region-0-0", run: 0, at: 0)
    #expect(alone.brokenSoFar == [])
  }

  @Test("I14: at most a fifth of a subscription's standalone VMs in one region and zone")
  func standaloneShare() {
    var scenario = Self.standalone([9])
    scenario.attempt("region-0-0", run: 0, at: 0)
    #expect(scenario.brokenSoFar == [])
    scenario.attempt("region-0-1", run: 0, at: 0)
    #expect(scenario.brokenSoFar.contains("I14"))
  }

  @Test("I4, I5: the health of standalone VMs does not stop them (R19)")
  func standaloneHealth() {
    var scenario = Self.standalone([3])
    for index in 1...2 { scenario.health("region-0-\(index)", "unhealthy", at: 1) }
    scenario.attempt("region-0-0", run: 0, at: 1)
    scenario.installed("region-0-0", at: 2)
    scenario.health("region-0-0", at: 10_000)
    scenario.verdict("region-0-0", at: 10_000)
    scenario.endBatch(run: 0, of: "of-region-0", upgraded: 1, at: 10_000)
    scenario.batch(
      ["region-0-1"], number: 2, run: 0, of: "of-region-0", total: 3, unhealthy: 2, at: 10_000)
    #expect(scenario.brokenSoFar == [])
  }
}
