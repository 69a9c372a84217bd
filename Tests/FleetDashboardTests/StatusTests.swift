import FleetFiles
import FleetModel
import FleetSession
import Foundation
import RolloutOrchestrator
import Testing

@testable import FleetDashboard

/// What "why" says in each situation that a VM, a set, a phase or a rollout can be in, word for word: what it does, what it
/// waits for by which rule, with which figures and since when, and what comes next and who sees to it.
@Suite struct StatusTests {
  /// A small fleet and its story. `<A>` stands for the extension Agent, `<S>` for the other one, Sidecar.
  struct Situation: Sendable {
    var regions = "[{name: west, zones: 2, pairs: []}]"
    var subscriptions = "[main]"
    var more = ""
    var sets = "{name: web, capacity: 10, extensions: [<A>]}"
    var phases = "[{name: everything, regions: [west]}]"
    var isSupported = true
    var story: [String] = []
    var until: Instant

    func session() throws -> Session {
      let agent = "{type: Agent, version: 1.0.0.0, enableAutomaticUpgrade: true}"
      let sidecar = "{type: Sidecar, version: 1.0.0.0, enableAutomaticUpgrade: true}"
      var lines = [
        "name: one", "regions: \(regions)", "subscriptions: \(subscriptions)", "phases: \(phases)",
        "extensions:", "  - {type: Agent, publisher: Contoso, supported: \(isSupported), versions: [1.0.0.0]}",
        "  - {type: Sidecar, publisher: Contoso, supported: true, versions: [1.0.0.0]}",
        "scaleSets: [\(sets)]",
      ].filter { $0 != "scaleSets: []" }
      if !more.isEmpty { lines.append(more) }
      lines.append("scenario:")
      let publish = "at 10s publish Agent 1.1.0.0 install=1m rollback=1m"
      for line in story.contains(where: { $0.contains("publish Agent 1.1") }) ? story : [publish] + story {
        lines.append("  - \(line)")
      }
      let yaml = lines.joined(separator: "\n").replacing("<A>", with: agent)
        .replacing("<S>", with: sidecar)
      let plan = try FleetFile.load(bytes: Array(yaml.utf8), file: "one", seed: 1)
      var session = Session(plan: plan, seed: 1)
      session.advance(to: until)
      return session
    }
  }

  enum Subject: Sendable {
    case vm(String), set(String), zone(Int), region(Int), phase(Int), rollout
  }

  private func told(_ situation: Situation, _ subject: Subject, rollout id: RolloutID = 1) throws -> [String] {
    var session = try situation.session()
    let log = EventLog(session.takeEvents(), upTo: session.eventCount)
    var arrival = VersionArrival.unknown
    let fleet = session.fleet
    let words = ExplanationWords(names: PlaceNames(fleet: fleet), now: session.now, keys: KeyTable.standard)
    let (explanation, name): (Explanation, String)
    switch subject {
    case .vm(let own):
      let vm = try #require(fleet.machineIndices.first { fleet.name(of: $0) == own })
      name = own
      explanation =
        session.orchestrator.rollouts.count < id
        ? session.orchestrator.explain(machine: vm, without: 0, fleet)
        : session.orchestrator.explain(machine: vm, in: id, fleet, at: session.now)
      arrival = VersionArrival(
        of: 0, on: vm, by: explanation.activity == .done(upgraded: 1, excluded: 0) ? id : nil, log, fleet)
    case .set(let own):
      let group = try #require(fleet.groups.indices.first { fleet.name(ofGroup: $0) == own })
      name = own
      explanation = session.orchestrator.explain(group: group, in: id, fleet, at: session.now)
    case .zone(let zone):
      name = "Zone \(zone)"
      explanation = session.orchestrator.explain(region: 0, zone: zone, in: id, fleet, at: session.now)
    case .region(let region):
      name = fleet.regions[region].name
      explanation = session.orchestrator.explain(region: region, in: id, fleet, at: session.now)
    case .phase(let phase):
      name = "Phase \(phase + 1)"
      explanation = session.orchestrator.explain(phase: phase, in: id, fleet, at: session.now)
    case .rollout:
      name = "Rollout \(id)"
      explanation = session.orchestrator.explain(rollout: id, fleet, at: session.now)
    }
    let activity =
      if case .rollout = subject {
        words.activity(explanation, of: session.orchestrator.rollouts[id - 1])
      } else {
        words.activity(explanation, subject: name, arrival: arrival)
      }
    return [activity] + words.waits(explanation)
      + words.parts(explanation)
      + words.gates(explanation) + [words.next(explanation)]
  }

  @Test("each situation is told in its own true sentences", arguments: Told.all)
  func sentences(_ told: Told) throws {
    let lines = try self.told(told.situation, told.subject, rollout: told.rollout)
    if ProcessInfo.processInfo.environment["ROLLDECK_SHOW"] != nil {
      print("=== \(told.name)")
      for line in lines { print("\"\(line)\",") }
    }
    #expect(lines == told.lines, "\(told.name)")
  }
}
