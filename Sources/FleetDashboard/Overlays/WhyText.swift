import FleetSession
import FleetModel
import RolloutOrchestrator
import TextCanvas

/// The answer to "why" for what is under the cursor.
struct WhyText {
  let scene: Scene

  private var words: ExplanationWords { scene.explanationWords }
  private var selection: Selection { scene.selection }

  var title: String { "Why: \(subject)" }

  private var subject: String {
    switch selection {
    case .rollout(let id): "Rollout \(id)"
    case .phase(let phase): Headline.capital(scene.names.phase(phase))
    case .region(let region): scene.names.region(region)
    case .zone(let region, let zone): "\(scene.names.region(region)), \(scene.names.zone(zone))"
    case .group(let group), .domain(let group, _, _): scene.names.group(group)
    case .machine(let vm, _): scene.fleet.name(of: vm)
    case .version(let handler, let version):
      "\(scene.names.handler(handler)) \(scene.names.version(version, of: handler))"
    case .nothing: "nothing chosen"
    }
  }

  /// Lines with their style, not yet broken.
  var lines: [(text: String, style: Style)] {
    if case .machine(let vm, let chosen) = selection,
      let handler = chosen ?? (scene.view.rollout == nil ? MachineScreen.handlers(on: vm, scene.fleet).first : nil),
      scene.rollout(of: handler) == nil
    {
      let explanation = scene.session.orchestrator.explain(machine: vm, without: handler, scene.fleet)
      return lines(explanation, heading: "There is no rollout of \(scene.names.handler(handler)):")
    }
    guard let id = rollout else {
      let next = Headline(scene: scene).rolloutNext.prefix(1)
      return NoRollout(fleet: scene.fleet).sentences.map { ($0, .normal) } + next.map { ($0, .accent) }
    }
    guard let explanation = explanation(in: id) else { return [("Choose something first.", .normal)] }
    let about = scene.session.orchestrator.rollouts[id - 1]
    return lines(explanation, heading: "In rollout \(id), \(scene.rolloutName(about)):")
  }

  private func lines(_ explanation: Explanation, heading: String) -> [(text: String, style: Style)] {
    var lines: [(text: String, style: Style)] = [
      (heading, .dim), (activity(explanation), .title),
    ]
    if let cell { lines.append((cell, .normal)) }
    lines += words.waits(explanation).map { ($0, .normal) }
    lines += words.parts(explanation).prefix(6).map { ($0, .normal) }
    lines.append((words.next(explanation), .accent))
    let gates = words.gates(explanation)
    if !gates.isEmpty {
      lines.append((" ", .normal))
      lines.append(("The gates, with their figures:", .dim))
      lines += zip(gates, explanation.gates).map { ($0, $1.passes ? .normal : .failureText) }
    }
    return lines
  }

  /// How the VMs of the chosen cell stand: what is explained is their whole set, which they share their gates with.
  private var cell: String? {
    guard case .domain(let group, let zone, let domain) = selection else { return nil }
    let map = RegionMap(scene: scene, region: scene.fleet.groups[group].region)
    let machines = map.machines(of: group, column: scene.view.map.column)
    var counts: [(word: String, count: Int)] = []
    for vm in machines {
      let word = StateWords.word(scene.session.orchestrator.state(of: vm, in: rollout))
      if let place = counts.firstIndex(where: { $0.word == word }) {
        counts[place].count += 1
      } else {
        counts.append((word, 1))
      }
    }
    guard !machines.isEmpty else { return nil }
    let place = [zone > 0 ? scene.names.zone(zone) : nil, domain.map { "update domain \($0)" }].compactMap(\.self)
    let states = counts.map { "\(Figures.grouped($0.count)) \($0.word)" }.joined(separator: ", ")
    return
      "Of it the chosen cell\(place.map { ", \($0)" }.joined()): \(Figures.count(machines.count, "VM")), \(states)."
  }

  /// What it does. Of a rollout that is what its present phase does, or its stragglers of all phases, or its end.
  private func activity(_ explanation: Explanation) -> String {
    let id: RolloutID?
    switch selection {
    case .rollout(let own): id = own
    case .version: id = rollout
    case .phase, .region, .zone, .group, .domain, .machine, .nothing: id = nil
    }
    return id.map { words.activity(explanation, of: scene.session.orchestrator.rollouts[$0 - 1]) }
      ?? words.activity(explanation, subject: subject, arrival: arrival(explanation))
  }

  /// Since when the VM that is asked about runs what it runs.
  private func arrival(_ explanation: Explanation) -> VersionArrival {
    guard case .machine(let vm, let chosen) = selection,
      let handler = chosen ?? scene.rollout?.handler ?? MachineScreen.handlers(on: vm, scene.fleet).first
    else { return .unknown }
    return scene.arrival(of: handler, on: vm, explanation, in: rollout)
  }

  /// The rollout it is about: the one of the event or of the chosen extension, else the one that is looked at.
  private var rollout: RolloutID? {
    if let own = scene.eventSelection?.rollout { return own }
    switch selection {
    case .machine(let vm, let handler):
      return (handler ?? scene.rollout?.handler).flatMap { scene.rollout(of: $0, on: vm)?.id } ?? scene.view.rollout
    case .version(let handler, let version):
      let own = scene.session.orchestrator.rollouts.last { $0.handler == handler && $0.target == version }
      return (own ?? scene.rollout(of: handler))?.id ?? scene.view.rollout
    case .rollout, .phase, .region, .zone, .group, .domain, .nothing: return scene.view.rollout
    }
  }

  private func explanation(in id: RolloutID) -> Explanation? {
    let orchestrator = scene.session.orchestrator
    let fleet = scene.fleet
    switch selection {
    case .rollout(let own): return orchestrator.explain(rollout: own, fleet, at: scene.now)
    case .version: return orchestrator.explain(rollout: id, fleet, at: scene.now)
    case .phase(let phase): return orchestrator.explain(phase: phase, in: id, fleet, at: scene.now)
    case .region(let region): return orchestrator.explain(region: region, in: id, fleet, at: scene.now)
    case .zone(let region, let zone):
      return orchestrator.explain(region: region, zone: zone, in: id, fleet, at: scene.now)
    case .group(let group), .domain(let group, _, _):
      return orchestrator.explain(group: group, in: id, fleet, at: scene.now)
    case .machine(let vm, _): return orchestrator.explain(machine: vm, in: id, fleet, at: scene.now)
    case .nothing: return nil
    }
  }
}

extension Scene {
  /// The rollout of an extension that is told of: the one that is looked at if it is one, else the live one, else the last.
  func rollout(of handler: HandlerIndex) -> Rollout? {
    if let rollout, rollout.handler == handler { return rollout }
    let own = session.orchestrator.rollouts.filter { $0.handler == handler }
    return own.last(where: \.isLive) ?? own.last
  }

  /// The same for a VM: the one whose upgrade is in flight there, else the one that is looked at while it goes on, else the
  /// last one that the VM has a part in.
  func rollout(of handler: HandlerIndex, on vm: VMIndex) -> Rollout? {
    let orchestrator = session.orchestrator
    if let attempt = orchestrator.attempt(on: vm), attempt.handler == handler {
      return orchestrator.rollouts[attempt.rollout - 1]
    }
    let isPart = { (rollout: Rollout) in
      rollout.handler == handler && orchestrator.state(of: vm, in: rollout.id) != .notPart
    }
    if let rollout, rollout.isLive, isPart(rollout) { return rollout }
    return orchestrator.rollouts.last(where: isPart) ?? self.rollout(of: handler)
  }

  /// Since when a VM runs the version of an extension that it runs.
  func arrival(
    of handler: HandlerIndex, on vm: VMIndex, _ explanation: Explanation, in id: RolloutID?
  ) -> VersionArrival {
    switch explanation.activity {
    case .done: VersionArrival(of: handler, on: vm, by: id, memory.log, fleet)
    case .notPart: VersionArrival(of: handler, on: vm, by: nil, memory.log, fleet)
    case .installing, .watching, .rollingBack, .inFlight, .waiting, .baking, .over: .unknown
    }
  }

  /// What is under the cursor; nothing where a filter hides it.
  var selection: Selection {
    guard isChoiceShown else { return .nothing }
    return switch view.screen {
    case .world:
      switch view.world.board {
      case .phases: .phase(view.world.phase)
      case .regions: view.world.zone.map { .zone(view.world.region, $0) } ?? .region(view.world.region)
      }
    case .region: mapSelection
    case .machine: machineSelection
    case .catalogue: catalogueSelection
    case .events: eventSelection?.what ?? view.rollout.map { .rollout($0) } ?? .nothing
    case .timeline: view.rollout.map { .rollout($0) } ?? .nothing
    }
  }

  private var mapSelection: Selection {
    guard let group = view.map.group else { return .region(view.map.region) }
    let map = RegionMap(scene: self, region: view.map.region)
    // A row of several sets is no place that a command could name; the region is the least that holds them.
    if map.isBundled { return .region(view.map.region) }
    if view.map.board == .machines {
      let machines = map.machines(of: group, column: view.map.column)
      guard !machines.isEmpty else { return .group(group) }
      return .machine(machines[min(view.map.machineRow, machines.count - 1)], nil)
    }
    guard let column = view.map.column, map.columns.indices.contains(column) else { return .group(group) }
    return .domain(group, zone: map.columns[column].zone, updateDomain: map.columns[column].updateDomain)
  }

  private var machineSelection: Selection {
    guard let vm = view.machine else { return .nothing }
    let handlers = MachineScreen.handlers(on: vm, fleet)
    guard !handlers.isEmpty else { return .machine(vm, nil) }
    return .machine(vm, handlers[min(view.machineCursor.row, handlers.count - 1)])
  }

  private var catalogueSelection: Selection {
    guard fleet.handlers.indices.contains(view.catalogue.handler) else { return .nothing }
    let handler = view.catalogue.handler
    if view.catalogue.board == .carriers {
      return view.catalogue.carrier.map { .machine($0, handler) } ?? .nothing
    }
    let live = session.orchestrator.rollouts.last { $0.handler == handler && $0.isLive }
    let versions = fleet.handlers[handler].versions
    guard let version = live?.target ?? versions.indices.max(by: { versions[$0] < versions[$1] }) else {
      return .nothing
    }
    return .version(handler, version)
  }
}
