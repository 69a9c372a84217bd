import FleetModel
import FleetSession
import RolloutOrchestrator
import TextCanvas

/// The three English sentences on top of every screen: what and where; how it goes against its limit; what comes next.
/// They answer a newcomer's questions without a key, and are what a screen reader gets.
struct Headline {
  let scene: Scene
  var fleet: Fleet { _read { yield scene.session.fleet } }
  var names: PlaceNames { _read { yield scene.names } }

  /// The sentences, each as long as the width allows.
  func sentences(width: Int) -> [String] {
    [
      Self.fit(subject, width - statusWidth(width)), Self.fit(health, width),
      Self.fit(next, width),
    ]
  }

  /// The right end of the first line: all of it where that leaves room for more than the least that names the subject.
  func status(width: Int) -> String {
    let ways = StatusText(scene: scene).ways
    let wanted = subject.count > 1 ? subject.dropLast() : subject[...]
    return ways.first { way in wanted.contains { SafeText.width($0) + Self.gap + way.count <= width } } ?? ways.last
      ?? ""
  }

  /// Blanks between what the first line is about and its right end.
  private static let gap = 2

  /// The columns that the right end of the first line takes.
  func statusWidth(_ width: Int) -> Int { status(width: width).count + Self.gap }

  /// The first of some ways to say it that fits.
  static func fit(_ ways: [String], _ width: Int) -> String {
    ways.first { SafeText.width($0, limit: width + 1) <= width } ?? ways.last ?? ""
  }

  // MARK: What and where

  private var subject: [String] {
    switch scene.view.screen {
    case .world: return rolloutSentence
    case .region:
      let path = "\(region)\(setsOfRegion)"
      return ["World > \(path)\(phaseOfRegion)", "World > \(path)", path, region]
    case .machine:
      guard let vm = scene.view.machine else { return ["World > VM"] }
      let group = names.group(fleet.group(of: vm))
      let (region, name) = (names.region(fleet.region(of: vm)), fleet.name(of: vm))
      return ["World > \(region) > \(group) > \(name)", "\(region) > \(group) > \(name)", "\(region) > \(name)", name]
    case .catalogue:
      guard scene.view.catalogue.board == .carriers else { return ["World > Catalogue"] }
      let name = names.handler(scene.view.catalogue.handler)
      return ["World > Catalogue > \(name)", "Catalogue > \(name)", name]
    case .events: return ["World > Events"]
    case .timeline: return ["World > Timeline"]
    }
  }

  var region: String { names.region(scene.view.map.region) }

  /// The sets that the map is opened on, where it shows some of them only.
  private var setsOfRegion: String {
    scene.view.map.span.map { " > sets \($0.lowerBound + 1)-\($0.upperBound)" } ?? ""
  }

  private var phaseOfRegion: String {
    ", \(names.phase(scene.phase(of: scene.view.map.region)))"
  }

  private var rolloutSentence: [String] {
    guard let rollout = scene.rollout else { return NoRollout(fleet: fleet).subject }
    let of = scene.session.orchestrator.rollouts.count
    let number = of == 1 ? "rollout 1" : "rollout \(rollout.id) of \(of)"
    return [
      "\(scene.rolloutName(rollout)), \(number)", "\(scene.rolloutName(rollout)) (\(rollout.id))",
      scene.rolloutName(rollout),
      "\(rollout.id) \(names.handler(rollout.handler)) \(Figures.version(rollout.targetVersion))",
      "\(rollout.id) \(names.handler(rollout.handler))",
    ]
  }

  // MARK: How it goes

  private var health: [String] {
    switch scene.view.screen {
    case .region: return regionHealth
    case .machine: return machineHealth
    case .catalogue: return catalogueSentence
    case .world, .events, .timeline: return rolloutHealth
    }
  }

  private var rolloutHealth: [String] {
    guard let rollout = scene.rollout else { return limits.map(Self.capital) }
    let tally = rollout.total
    let place = placeInPlan(rollout)
    if tally.eligible == 0 { return nobody(tally, place) }
    let bad = Int(tally.rolledBack + tally.failed)
    let done =
      "\(Figures.grouped(Int(tally.upgraded))) of \(Figures.count(tally.eligible, "VM")) done (\(Figures.percent(Int(tally.upgraded), of: tally.eligible))%)"
    let failed = bad == 0 ? "none failed" : "\(Figures.grouped(bad)) failed"
    // The VMs are those of all phases, so the phase must not seem to be what they are counted in.
    let isOver = rollout.outcome != nil
    let short = isOver ? "\(place.short): \(done), \(failed)" : "\(done), \(place.short), \(failed)"
    let long = isOver ? short : "\(done), in \(place.long); \(failed)"
    let percent = "\(Figures.percent(Int(tally.upgraded), of: tally.eligible))%"
    return [
      "\(long); \(limits[0])", "\(long); \(limits[1])", "\(short); \(limits[1])", "\(short); \(limits[2])",
      "\(short).",
      isOver ? "\(place.short) \(percent), \(failed)" : "\(percent) done, \(place.short), \(failed)",
    ]
  }

  /// R33: nobody takes part, or all that would are left out.
  private func nobody(_ tally: RolloutTally, _ place: (long: String, short: String)) -> [String] {
    let out = tally.excluded == 0 ? "" : ", \(Figures.count(Int(tally.excluded), "VM")) left out"
    let (long, short) = (Self.capital(place.long), Self.capital(place.short))
    return [
      "\(long): no VM takes part\(out); \(limits[0])", "\(long): no VM takes part\(out).",
      "\(short): no VM takes part\(out).", "\(short): no VM takes part.",
    ]
  }

  private func placeInPlan(_ rollout: Rollout) -> (long: String, short: String) {
    let count = fleet.phasePlan.count
    if let outcome = rollout.outcome { return (Self.capital(outcome.rawValue), Self.capital(outcome.rawValue)) }
    let name = fleet.phasePlan[rollout.phase].name
    return ("phase \(rollout.phase + 1) of \(count), \(name)", "phase \(rollout.phase + 1)/\(count)")
  }

  /// Whether the fleet is healthy, against which limit: the long way and the short way to say it.
  private var limits: [String] {
    let percent = fleet.policy.maxUnhealthyInstancePercent
    guard let worst = scene.memory.overLimit.first else {
      return [
        "no set is over its limit of \(percent)% unhealthy.", "no set over \(percent)% unhealthy.",
        "no set over \(percent)%.",
      ]
    }
    let count = scene.memory.overLimit.count
    let total = fleet.memberCount(of: worst)
    let figures = "\(names.group(worst)) has \(fleet.unhealthyCount(of: worst)) of \(total) unhealthy"
    let others = count == 1 ? "" : "; so \(count == 2 ? "has" : "have") \(Figures.count(count - 1, "other set"))"
    return [
      "\(figures), limit \(fleet.limits(of: worst).unhealthyLimit(of: total))\(others).",
      "\(Figures.count(count, "set")) over \(percent)% unhealthy.",
      "\(Figures.count(count, "set")) over \(percent)%.",
    ]
  }

  private var regionHealth: [String] {
    let region = scene.view.map.region
    guard let rollout = scene.rollout else { return [Self.capital(limits[0])] }
    let tally = rollout.regions[region]
    if tally.eligible == 0 {
      let out = tally.excluded == 0 ? "" : "; \(Figures.count(Int(tally.excluded), "VM")) left out"
      return ["No VM here takes part in this rollout\(out)."]
    }
    let flying = Figures.grouped(Int(tally.inFlight))
    let bad = Figures.grouped(Int(tally.rolledBack + tally.failed))
    let over = scene.memory.overLimit
    let trouble =
      over.first(in: region, fleet).map { "\(over.count(in: region)) over the limit: \(names.group($0))" }
      ?? "no set is over its limit"
    let done =
      "\(Figures.grouped(Int(tally.upgraded))) of \(Figures.count(tally.eligible, "VM")) done (\(Figures.percent(Int(tally.upgraded), of: tally.eligible))%)"
    return [
      "\(done), \(flying) in flight, \(bad) failed, \(Figures.grouped(Int(tally.excluded))) left out; \(trouble).",
      "\(done), \(flying) in flight, \(bad) failed; \(trouble).", "\(done), \(bad) failed.",
    ]
  }

  private var machineHealth: [String] {
    guard let vm = scene.view.machine else { return [Self.capital(limits[0])] }
    guard let (explanation, rollout) = machineExplanation else { return [Self.capital(limits[0])] }
    let words = scene.explanationWords
    let name = fleet.name(of: vm)
    let whole = words.activity(explanation, subject: name)
    guard let handler = chosenHandler else { return [whole] }
    let arrival = scene.arrival(of: handler, on: vm, explanation, in: rollout)
    return [
      words.activity(explanation, subject: name, arrival: arrival), whole,
      words.activityInBrief(explanation, subject: name),
    ]
    .compactMap(\.self)
  }

  /// The extension of the VM that is under the cursor.
  private var chosenHandler: HandlerIndex? {
    if case .machine(_, let handler) = scene.selection { handler } else { nil }
  }

  /// What is so with the VM's extension under the cursor, in the rollout that "why" tells of as well.
  var machineExplanation: (explanation: Explanation, rollout: RolloutID?)? {
    guard let vm = scene.view.machine else { return nil }
    let orchestrator = scene.session.orchestrator
    if let id = chosenHandler.map({ scene.rollout(of: $0, on: vm)?.id }) ?? scene.view.rollout {
      return (orchestrator.explain(machine: vm, in: id, fleet, at: scene.now), id)
    }
    return chosenHandler.map { (orchestrator.explain(machine: vm, without: $0, fleet), nil) }
  }

  private var catalogueSentence: [String] {
    let live = scene.session.orchestrator.rollouts.filter(\.isLive)
    let held = live.filter(\.isHeld).count
    return [
      "\(Figures.count(fleet.handlers.count, "extension")), \(Figures.count(live.count, "rollout")) running, \(held) held."
    ]
  }

  static func capital(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }
}
