import FleetModel
import FleetSession
import RolloutOrchestrator
import TextCanvas

// What was typed behind `:` and `J`.

extension Dashboard {
  mutating func perform(_ command: ViewCommand, _ session: Session) -> [DashboardRequest] {
    switch command {
    case .quit: return [.quit]
    case .why: view.overlay = .why(top: 0)
    case .help: view.overlay = .help(HelpState())
    case .tour: startTour()
    case .show(let screen): show(screen)
    case .machine(let name): openMachine(named: name, session)
    case .region(let name): openRegion(named: name, session)
    case .group(let name): openGroup(named: name, session)
    case .rollout(let id): look(atChosen: id, session)
    case .pace(let pace): return [.setPace(pace)]
    case .quiet(let skips): return [.setSkipping(skips)]
    case .seek(let text): return seek(text, session)
    case .theme(let theme): choose(theme)
    case .set(let name, let value): return set(name, value)
    case .ascii(let isOn): view.usesASCII = isOn
    case .mark(let text): course.mark(at: session.now, text.isEmpty ? "your mark" : text)
    case .present: return status.mode.isPast ? [.present] : []
    case .goToMark(let family, let isNext): return [.goToMark(family, isNext: isNext)]
    case .span(let edge): chooseSpan(edge, session)
    case .write(let name):
      countVersions(session)
      return [writing(name, session)]
    case .export(let words): return export(words, session)
    }
    return []
  }

  private mutating func set(_ name: String, _ value: String) -> [DashboardRequest] {
    var config = DashboardConfig()
    if let problem = config.set(name, value) {
      view.note = ViewState.Note(text: "Not done: \(problem).", isTrouble: true)
      return []
    }
    if let color = config.color {
      say(
        "The terminal is told of its colours when it opens: start with --color \(color.rawValue). "
          + ":set theme mono takes them away now.", isTrouble: true)
      return []
    }
    return adopt(config)
  }

  private mutating func missing(_ what: String, _ name: String) {
    view.note = ViewState.Note(text: "There is no \(what) \(SafeText.visible(name, limit: 60)).", isTrouble: true)
  }

  private mutating func openMachine(named name: String, _ session: Session) {
    let fleet = session.fleet
    guard let vm = fleet.machineIndices.first(where: { fleet.exists($0) && fleet.name(of: $0) == name }) else {
      return missing("VM", name)
    }
    reveal(vm, session)
    openMachine(vm, session)
  }

  private mutating func openRegion(named name: String, _ session: Session) {
    guard let region = session.fleet.regions.firstIndex(where: { $0.name == name }) else {
      return missing("region", name)
    }
    view.world.region = region
    view.map.enter(region)
    show(.region)
  }

  private mutating func openGroup(named name: String, _ session: Session) {
    guard let group = session.fleet.groups.indices.first(where: { session.fleet.name(ofGroup: $0) == name }) else {
      return missing("set", name)
    }
    view.map.enter(session.fleet.groups[group].region)
    reveal(group: group, session)
    show(.region)
  }

  private mutating func look(atChosen id: RolloutID, _ session: Session) {
    guard (1...max(1, session.orchestrator.rollouts.count)).contains(id), !session.orchestrator.rollouts.isEmpty else {
      return missing("rollout", String(id))
    }
    view.isRolloutChosen = true
    look(at: id)
  }

  // MARK: Moments

  mutating func seek(_ text: String, _ session: Session) -> [DashboardRequest] {
    if text.hasPrefix("#"), let number = Int(text.dropFirst()), number >= 0 { return [.seekEvent(number)] }
    guard let moment = moment(text, session) else {
      view.note = ViewState.Note(
        text: "\(SafeText.visible(text, limit: 40)) is no moment: write 2d3h, 12:05, 42%, #8812 or a mark.",
        isTrouble: true)
      return []
    }
    return goTo(moment, session)
  }

  mutating func goTo(_ moment: Instant, _ session: Session) -> [DashboardRequest] {
    if case .past(let present) = status.mode, moment >= present { return [.present] }
    return [.seek(moment)]
  }

  private func moment(_ text: String, _ session: Session) -> Instant? {
    Moments(end: timelineEnd(session), marks: course.marks.marks).instant(text)
  }

  /// What is in the chosen row by its name, for a command line or a message; an event as it is seen.
  func rowText(_ session: Session) -> String {
    let scene = scene(session)
    if view.screen == .events, let event = scene.chosenEvent {
      let line = scene.eventWords.line(event.what)
      return "\(Figures.clock(event.time))  \(line.place)  \(line.text)"
    }
    switch scene.selection {
    case .machine(let vm, _): return session.fleet.name(of: vm)
    case .group(let group), .domain(let group, _, _): return session.fleet.name(ofGroup: group)
    case .region(let region), .zone(let region, _): return session.fleet.regions[region].name
    case .phase(let phase): return session.fleet.phasePlan[phase].name
    case .rollout(let id): return "rollout \(id)"
    case .version(let handler, let version):
      return "\(scene.names.handler(handler)) \(scene.names.version(version, of: handler))"
    case .nothing: return ""
    }
  }
}
