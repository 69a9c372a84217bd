import FleetModel
import RolloutOrchestrator

// R31: why something is as it is, what it waits for, and what comes next.

extension RolldeckBodies {
  /// What a question may be about.
  enum Subject {
    case machine(VMIndex)
    case group(GroupIndex)
    case region(RegionIndex)
  }

  /// `?vm=`, `?set=` (or `group=`) or `?region=`, and `&rollout=` for one rollout instead of all that are live.
  func why(_ request: ControlRequest) throws(ControlError) -> JSONValue {
    let subject = try subject(request)
    let ids: [RolloutID]
    if let text = request.query("rollout") {
      guard let id = FleetDirectory.ordinal(text), orchestrator.rollouts.indices.contains(id - 1) else {
        throw ControlError(404, "NotFound", "There is no such rollout.", target: "rollout")
      }
      ids = [id]
    } else {
      let live = orchestrator.rollouts.filter(\.isLive).map(\.id)
      ids = live.isEmpty ? orchestrator.rollouts.suffix(1).map(\.id) : live
    }
    return [
      "now": .int(Int(snapshot.now)), "about": about(subject),
      "rollouts": .array(
        ids.map { id in
          [
            "rollout": .int(id), "handler": .string(fleet.handlers[orchestrator.rollouts[id - 1].handler].name),
            "version": .string(orchestrator.rollouts[id - 1].targetVersion.description),
            "explanation": body(of: explanation(of: subject, in: id)),
          ]
        }),
    ]
  }

  private func subject(_ request: ControlRequest) throws(ControlError) -> Subject {
    if let name = request.query("vm") {
      guard let vm = directory.machine(name, fleet) else {
        throw ControlError(404, "NotFound", "There is no VM '\(name.prefix(60))'.", target: "vm")
      }
      return .machine(vm)
    }
    if let name = request.query("set") ?? request.query("group") {
      guard let group = directory.group(name) else {
        throw ControlError(404, "NotFound", "There is no group '\(name.prefix(60))'.", target: "set")
      }
      return .group(group)
    }
    guard let name = request.query("region") else {
      throw ControlError(400, "InvalidParameter", "Ask for vm=NAME, set=NAME or region=NAME.", target: "vm")
    }
    guard let region = directory.region(name) else {
      throw ControlError(404, "NotFound", "There is no region '\(name.prefix(60))'.", target: "region")
    }
    return .region(region)
  }

  private func about(_ subject: Subject) -> JSONValue {
    switch subject {
    case .machine(let vm): ["kind": "vm", "name": .string(fleet.name(of: vm))]
    case .group(let group): ["kind": "group", "name": .string(fleet.name(ofGroup: group))]
    case .region(let region): ["kind": "region", "name": .string(fleet.regions[region].name)]
    }
  }

  private func explanation(of subject: Subject, in id: RolloutID) -> Explanation {
    switch subject {
    case .machine(let vm): orchestrator.explain(machine: vm, in: id, fleet, at: snapshot.now)
    case .group(let group): orchestrator.explain(group: group, in: id, fleet, at: snapshot.now)
    case .region(let region): orchestrator.explain(region: region, in: id, fleet, at: snapshot.now)
    }
  }

  /// An explanation with its reasons, their figures, the gates and what comes next.
  func body(of explanation: Explanation) -> JSONValue {
    let (word, facts) = activity(explanation.activity)
    let (next, moment) = comesNext(explanation.next)
    return [
      "activity": .string(word), "facts": .object(facts), "since": time(explanation.since),
      "waits": .array(
        explanation.waits.map { wait in
          [
            "reason": .string(wait.reason.rawValue), "figures": figures(of: wait),
            "until": time(wait.until), "since": time(wait.since),
            "endedBy": .string(wait.mender.rawValue),
          ]
        }),
      "parts": .array(
        explanation.parts.map { part in
          [
            "reason": .string(part.reason.rawValue), "count": .int(part.count), "of": part.isGroups ? "groups" : "vms",
            "until": time(part.until), "since": time(part.since),
          ]
        }),
      "gates": .array(
        explanation.gates.map { gate in
          [
            "rule": .string(gate.rule.rawValue), "count": .int(gate.count), "total": .int(gate.total),
            "limit": .int(gate.limit), "passes": .bool(gate.passes),
          ]
        }),
      "left": .int(explanation.left), "doneBy": time(explanation.doneBy), "skippedAt": time(explanation.skippedAt),
      "isWithdrawn": .bool(explanation.isWithdrawn),
      "end": explanation.end.map { ["outcome": .string($0.outcome.rawValue), "at": .int(Int($0.at))] } ?? .null,
      "reached": explanation.reached.map { ["upgraded": .int($0.upgraded), "eligible": .int($0.eligible)] } ?? .null,
      "next": .string(next), "nextAt": time(moment?.at),
      "nextAtIs": moment.map { .string($0.bound.rawValue) } ?? .null,
    ]
  }

  private func time(_ instant: Instant?) -> JSONValue { .orNull(instant.map { Int($0) }) }

  private func activity(_ activity: Explanation.Activity) -> (String, [JSONValue.Member]) {
    func time(_ key: String, _ instant: Instant) -> JSONValue.Member { .init(key: key, value: .int(Int(instant))) }
    func count(_ key: String, _ count: Int) -> JSONValue.Member { .init(key: key, value: .int(count)) }
    switch activity {
    case .notPart(let reason): return ("notPart", [.init(key: "because", value: .string("\(reason)"))])
    case .installing(let since, let limit): return ("installing", [time("since", since), time("limit", limit)])
    case .watching(let since): return ("watching", [time("since", since)])
    case .rollingBack: return ("rollingBack", [])
    case .inFlight(let number): return ("inFlight", [count("count", number)])
    case .waiting(let pending): return ("waiting", [count("pending", pending)])
    case .baking: return ("baking", [])
    case .done(let upgraded, let excluded): return ("done", [count("upgraded", upgraded), count("excluded", excluded)])
    case .over(let outcome): return ("over", [.init(key: "outcome", value: .string(outcome.rawValue))])
    }
  }

  /// How a moment that is named bounds what comes next.
  private enum Bound: String {
    case exact, earliest, latest
  }

  private func comesNext(_ next: Explanation.Next) -> (String, (at: Instant, bound: Bound)?) {
    switch next {
    case .nothing: ("nothing", nil)
    case .installEnds(let latest): ("installEnds", (latest, .latest))
    case .verdict(let earliest?, _): ("verdict", (earliest, .earliest))
    case .verdict(nil, let latest): ("verdict", (latest, .latest))
    case .rollbackEnds(let latest): ("rollbackEnds", (latest, .latest))
    case .flightEnds(let latest): ("flightEnds", latest.map { ($0, .latest) })
    case .phaseStarts(_, let at): ("phaseStarts", (at, .exact))
    case .resumes(let at): ("resumes", (at, .earliest))
    case .whenOver: ("whenOver", nil)
    case .person: ("person", nil)
    }
  }
}
