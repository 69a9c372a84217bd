import FleetFiles
import FleetModel
import FleetSession
import RolloutOrchestrator
import Testing

/// What places tell of VMs that their groups' own waits would hide.
@Suite struct PlaceCountTests {
  private func session(_ story: [String], quality: String = "", seed: UInt64 = 1, until: Instant) throws -> Session {
    let text = """
      name: place
      regions: [westeurope]
      subscriptions: [one]
      phases: [{name: Only, regions: [westeurope]}]
      extensions: [{type: DependencyAgentLinux, versions: [9.1]}]
      scaleSets:
        - {name: web, capacity: 20, extensions: [{type: DependencyAgentLinux, version: 9.1, enableAutomaticUpgrade: true}]}
      scenario:
      \(story.map { "  - \($0)" }.joined(separator: "\n"))
      """
    let plan = try FleetFile.load(bytes: Array(text.utf8), file: "place", seed: seed)
    var session = Session(plan: plan, seed: seed)
    session.advance(to: until)
    return session
  }

  @Test("R28: an upgrade that ends after its rollout was superseded counts in it")
  func superseded() throws {
    let story = ["at 1m publish DependencyAgentLinux 9.2", "at 61s publish DependencyAgentLinux 9.3"]
    let session = try session(story, until: Span.hour)
    let first = session.orchestrator.rollouts[0]
    let outcomes = session.orchestrator.outcomes(of: 1, in: session.fleet)
    #expect(first.outcome == .superseded && outcomes.upgraded > 0)
    #expect(Int(first.total.upgraded) == outcomes.upgraded)
    #expect(first.total.inFlight == 0)
  }

  @Test("R33: a region names the VMs that are left out of sets that wait")
  func leftOut() throws {
    let story = [
      "at 1s auto off DependencyAgentLinux vm=web_3", "at 1s break unhealthy group=web share=50%",
      "at 1m publish DependencyAgentLinux 9.2",
    ]
    let session = try session(story, until: Span.hour)
    for explanation in [
      session.orchestrator.explain(region: 0, in: 1, session.fleet, at: session.now),
      session.orchestrator.explain(phase: 0, in: 1, session.fleet, at: session.now),
    ] {
      let parts = explanation.parts
      #expect(parts.contains { $0.reason == .unhealthyBefore && $0.isGroups })
      #expect(parts.contains { $0.reason == .optedOut && $0.count == 1 }, "\(parts)")
      let excluded = parts.filter { !$0.isPending }.reduce(0) { $0 + $1.count }
      #expect(excluded == Int(session.orchestrator.rollouts[0].total.excluded), "\(parts)")
    }
  }

  @Test("R8: a region names the VMs that need a person though their set is stopped")
  func needPersons() throws {
    let session = try session(
      ["at 1m publish DependencyAgentLinux 9.2 fail=100% rollback-fail=100%"], until: 2 * Span.hour)
    let failed = session.orchestrator.outcomes(of: 1, in: session.fleet).rollbackFailed
    let explanation = session.orchestrator.explain(region: 0, in: 1, session.fleet, at: session.now)
    #expect(failed > 0)
    #expect(explanation.parts.contains { $0.reason == .failed && $0.count == failed }, "\(explanation.parts)")
  }

  @Test("R17: what comes next is not a retry in a set that is stopped for longer", arguments: 1...12)
  func nextRetry(seed: UInt64) throws {
    let session = try session(
      ["at 1m publish DependencyAgentLinux 9.2 fail=100%"], seed: seed, until: 6 * Span.hour)
    let stop = try #require(session.orchestrator.rollouts[0].stopped(0))
    #expect(session.orchestrator.nextResumption(in: session.fleet, after: session.now)?.at == stop.until)
  }
}
