import BuiltInFleets
import FleetFiles
import FleetModel
import FleetSession
import FleetSimulator
import RolloutOrchestrator
import Testing

/// The demo at known moments.
@Suite struct ExplanationTests {
  private func demo(at time: Instant) throws -> Session {
    let plan = try FleetFile.load(bytes: BuiltInFleets.demo, file: "demo", seed: 1)
    var session = Session(plan: plan, seed: 1)
    session.advance(to: time)
    return session
  }

  private func group(_ name: String, _ session: Session) throws -> GroupIndex {
    try #require(session.fleet.groups.indices.first { session.fleet.name(ofGroup: $0) == name })
  }

  private var rollout: RolloutID { 2 }

  @Test("R2: a VM that installs says since when, and by when it is given up")
  func installing() throws {
    let session = try demo(at: 30 * Span.second)
    let vm = try #require(
      session.fleet.machineIndices.first { session.orchestrator.state(of: $0, in: rollout) == .installing })
    let explanation = session.orchestrator.explain(machine: vm, in: rollout, session.fleet, at: session.now)
    let start = try #require(session.orchestrator.attempt(on: vm)).startedAt
    #expect(explanation.activity == .installing(since: start, limit: start + session.fleet.policy.installLimit))
    #expect(explanation.waits.isEmpty)
  }

  @Test("R22: a VM of a later phase waits for the phase before")
  func laterPhase() throws {
    let session = try demo(at: 30 * Span.second)
    let web = try group("web-003", session)
    let vm = try #require(session.fleet.members(of: web).first)
    let explanation = session.orchestrator.explain(machine: vm, in: rollout, session.fleet, at: session.now)
    #expect(explanation.waits.first == Wait(.phase, [.phase(1)]))
  }

  @Test("R12: the batch gate has its arithmetic: 20 % of 20 is 4")
  func batchGate() throws {
    let session = try demo(at: 30 * Span.second)
    let web = try group("web-001", session)
    let explanation = session.orchestrator.explain(group: web, in: rollout, session.fleet, at: session.now)
    let gate = try #require(explanation.gates.first { $0.rule == .batch })
    #expect(gate.total == 20 && gate.limit == 4 && gate.count <= 4 && gate.passes)
  }

  @Test("R22: a phase tells what its gate lacks")
  func phaseGate() throws {
    let session = try demo(at: 30 * Span.second)
    let explanation = session.orchestrator.explain(phase: 0, in: rollout, session.fleet, at: session.now)
    let gate = try #require(explanation.gates.first)
    #expect(gate.rule == .phaseSuccess && gate.count < gate.limit && !gate.passes)
  }

  @Test("R30: a held rollout says so first, and that a person must resume it")
  func held() throws {
    var session = try demo(at: 30 * Span.second)
    try session.submit(.hold(rollout: rollout), by: .key)
    session.advance(to: session.now + Span.hour)
    let explanation = session.orchestrator.explain(rollout: rollout, session.fleet, at: session.now)
    #expect(explanation.waits.first?.reason == .held)
    #expect(explanation.next == .person)
  }

  @Test("R11: an owner who opted out is told as the reason")
  func optedOut() throws {
    var session = try demo(at: 30 * Span.second)
    let web = try group("web-002", session)
    let handler = session.orchestrator.rollouts[rollout - 1].handler
    try session.submit(.setAutomatic(handler: handler, isOn: false, scope: .group(web)), by: .key)
    let vm = try #require(session.fleet.members(of: web).first)
    let explanation = session.orchestrator.explain(machine: vm, in: rollout, session.fleet, at: session.now)
    #expect(explanation.waits.first?.reason == .optedOut)
  }

  @Test("R14: a set over its limit waits with count, limit and total")
  func overTheLimit() throws {
    var session = try demo(at: 0)
    let web = try group("web-001", session)
    try session.submit(.inject(.unhealthy, scope: .group(web), share: 500_000, duration: nil), by: .key)
    session.advance(to: Span.hour)
    let explanation = session.orchestrator.explain(group: web, in: rollout, session.fleet, at: session.now)
    let count = session.fleet.unhealthyCount(of: web)
    #expect(explanation.waits.contains(Wait(.unhealthyBefore, [.count(count), .limit(4), .total(20)])))
  }

  @Test("R14, R31: a set that was over its limit before, while no rollout looked, waits since it is over it again")
  func overTheLimitAgain() throws {
    let text = """
      name: twice
      regions: [westeurope]
      subscriptions: [one]
      phases: [{name: Only, regions: [westeurope]}]
      extensions: [{type: DependencyAgentLinux, versions: [9.1]}]
      scaleSets:
        - {name: web, capacity: 10, extensions: [{type: DependencyAgentLinux, version: 9.1, enableAutomaticUpgrade: true}]}
      scenario:
        - at 1m break unhealthy all share=50% for=2h
        - at 2m publish DependencyAgentLinux 9.2
        - at 10m cancel DependencyAgentLinux
        - at 10h break unhealthy all share=50%
        - at 11h publish DependencyAgentLinux 9.3
      """
    let plan = try FleetFile.load(bytes: Array(text.utf8), file: "twice", seed: 1)
    var session = Session(plan: plan, seed: 1)
    session.advance(to: 12 * Span.hour)
    let last = try #require(session.orchestrator.rollouts.last).id
    let explanation = session.orchestrator.explain(group: 0, in: last, session.fleet, at: session.now)
    let wait = try #require(explanation.waits.first { $0.reason == .unhealthyBefore })
    #expect(wait.since == 11 * Span.hour)
  }
}
