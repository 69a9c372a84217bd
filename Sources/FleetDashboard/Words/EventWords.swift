import FleetModel
import FleetSession
import RolloutOrchestrator
import TextCanvas

/// One event in words: where, what, and the state whose glyph it bears.
struct EventLine {
  var role: Role
  var place: String
  var text: String
  /// The VM it is about, if it is about one.
  var machine: VMIndex?
  var region: RegionIndex?
}

/// Events in words.
struct EventWords {
  /// The handler that the reader knows it is about; where room is short its name is left out of what VMs do.
  var known: HandlerIndex?
  var fleet: Fleet { _read { yield names.fleet } }
  private let names: PlaceNames

  init(session: Session) { names = PlaceNames(fleet: session.fleet) }

  func line(_ what: SessionEvent.What) -> EventLine {
    switch what {
    case .command(let command, let source):
      EventLine(
        role: .accent, place: "by \(source.rawValue)", text: CommandWords(fleet: fleet).text(command), machine: nil,
        region: nil)
    case .digest(let digest): EventLine(role: .dim, place: "digest", text: digest.hex, machine: nil, region: nil)
    case .fleet(let event): line(event)
    case .rollout(let event): line(event)
    }
  }

  /// The line in so many columns: where it is longer the extension's name gives way, so that what became of the VM is seen.
  func line(_ what: SessionEvent.What, width: Int) -> EventLine {
    let whole = line(what)
    guard SafeText.width(whole.text, limit: width + 1) > width,
      case .machine(_, let handler?)? = EventSelection(what)?.what
    else { return whole }
    var words = self
    words.known = handler
    return words.line(what)
  }

  // MARK: The fleet

  private func line(_ event: FleetEvent) -> EventLine {
    switch event {
    case .installEnded(let vm, let handler, let version, let failure):
      guard let failure else {
        return at(vm, .watching, "\(shortName(handler, version)) installed, health is watched")
      }
      return at(vm, .failed, "\(shortName(handler, version)): \(failure.text)")
    case .rollbackEnded(let vm, let handler, let version, let ok):
      return ok
        ? at(vm, .rolledBack, "\(shortName(handler, version)) is back")
        : at(vm, .failed, "rollback to \(shortName(handler, version)) failed")
    case .health(let vm, let health, _, let cause): return at(vm, role(health), "\(health.word) (\(cause.word))")
    case .power(let vm, let isRunning): return at(vm, isRunning ? .done : .silent, isRunning ? "started" : "stopped")
    case .agent(let vm, let isReady):
      return at(vm, isReady ? .done : .silent, isReady ? "agent is ready" : "agent is lost")
    case .protection(let vm, let isOn): return at(vm, isOn ? .held : .done, isOn ? "protected" : "no longer protected")
    case .model(let vm, let isLatest):
      return at(vm, isLatest ? .done : .held, isLatest ? "on the latest model" : "behind the latest model")
    case .machineAdded(let machine): return at(group: machine.group, .accent, "one VM added")
    case .machineRemoved(let vm): return at(vm, .dim, "removed")
    case .versionPublished(let handler, let version, let regions):
      return everywhere("\(names.handler(handler)) \(Figures.version(version)) published\(scope(regions))")
    case .versionWithdrawn(let handler, let version): return everywhere("\(extensionName(handler, version)) withdrawn")
    case .enrolment(let subscription, let feature, let isPropagated):
      let state = isPropagated ? "enrolled" : "feature \(feature.rawValue)"
      return everywhere("subscription \(fleet.subscriptions[subscription].name): \(state)")
    case .automaticChanged(let vm, let handler, let isOn):
      return at(vm, isOn ? .accent : .held, "automatic upgrade of \(names.handler(handler)) \(isOn ? "on" : "off")")
    case .modelAutomaticChanged(let group, let handler, let isOn):
      return at(
        group: group, isOn ? .accent : .held,
        "model: automatic upgrade of \(names.handler(handler)) \(isOn ? "on" : "off")")
    case .modelExtensionSet(let group, let model):
      return at(group: group, .accent, "model: \(extensionName(model.handler, model.version))")
    case .modelExtensionRemoved(let group, let handler):
      return at(group: group, .dim, "model: \(names.handler(handler)) removed")
    case .extensionSet(let vm, let handler, let version, _):
      return at(vm, .accent, "\(extensionName(handler, version)) deployed by its owner")
    case .extensionRemoved(let vm, let handler): return at(vm, .dim, "\(names.handler(handler)) removed by its owner")
    }
  }

  private func role(_ health: MachineHealth) -> Role {
    switch health {
    case .healthy: .done
    case .unhealthy: .failed
    case .unknown: .silent
    case .initializing: .watching
    }
  }

  private func scope(_ regions: RegionScope) -> String {
    switch regions {
    case .all: ""
    case .only(let list): " in " + list.map(names.region).joined(separator: ", ")
    }
  }

  // MARK: The rollouts

  private func line(_ event: RolloutEvent) -> EventLine {
    switch event {
    case .rolloutStarted(let id, let handler, let version):
      return rollout(id, .accent, "starts: \(extensionName(handler, version))")
    case .phaseStarted(let id, let phase): return rollout(id, .updating, "\(names.phase(phase)) starts")
    case .phaseSucceeded(let id, let phase, let eligible, let upgraded, _):
      return rollout(
        id, .done,
        "\(names.phase(phase)) done: \(Figures.grouped(upgraded)) of \(Figures.count(eligible, "VM")) upgraded")
    case .phaseSkipped(let id, let phase): return rollout(id, .held, "\(names.phase(phase)) skipped by an operator")
    case .runStarted(let id, _, let group): return at(group: group, .updating, "run of rollout \(id) starts")
    case .batchStarted(let batch):
      return at(
        group: batch.group, .updating,
        "batch \(batch.batch): \(Figures.count(batch.machines.count, "VM")) of \(Figures.grouped(batch.total)), \(Figures.grouped(batch.unhealthy)) unhealthy"
      )
    case .attemptStarted(let start):
      return at(
        start.vm, .updating,
        "\(start.handler == known ? "" : names.handler(start.handler) + " ")\(change(start)) starts, attempt \(start.attempt)"
      )
    case .abandoned(let vm, let handler):
      return at(vm, .failed, "\(names.handler(handler)): over the time limit, given up")
    case .rollbackStarted(let vm, let handler, let to, _, let why):
      let cause = why == .installFailed ? "install failed" : "not healthy within its window"
      return at(vm, .rolledBack, "\(cause): rolls back to \(shortName(handler, to))")
    case .attemptEnded(let end): return ended(end)
    case .batchEnded(_, _, let batch, let group, let upgraded, let bad):
      return at(group: group, bad > 0 ? .failed : .done, "batch \(batch) ends: \(upgraded) upgraded, \(bad) bad")
    case .runEnded(let id, _, let group, let outcome, let retryAt): return runEnded(id, group, outcome, retryAt)
    case .waiting(let id, let scope, let wait): return waiting(id, scope, wait)
    case .machinesWaiting: preconditionFailure("it has a line for each VM")
    case .rolloutHeld(let id): return rollout(id, .held, "held: nothing new starts")
    case .rolloutResumed(let id): return rollout(id, .updating, "goes on")
    case .rolloutEnded(let id, let outcome): return rollout(id, outcome == .completed ? .done : .held, outcome.rawValue)
    }
  }

  private func change(_ start: AttemptStart) -> String {
    "\(names.version(start.from, of: start.handler)) -> \(names.version(start.to, of: start.handler))"
  }

  private func ended(_ end: AttemptEnd) -> EventLine {
    let what = shortName(end.handler, end.version)
    switch end.outcome {
    case .upgraded: return at(end.vm, .done, "\(what) upgraded and healthy")
    case .rolledBack:
      let retry = end.retryAt.map { ", retry at \(Figures.clock($0))" } ?? ""
      return at(end.vm, .rolledBack, "rolled back to \(what)\(retry)")
    case .rollbackFailed: return at(end.vm, .failed, "\(names.handler(end.handler)) failed, needs a person")
    }
  }

  private func runEnded(_ id: RolloutID, _ group: GroupIndex, _ outcome: RunOutcome, _ retryAt: Instant?) -> EventLine {
    let retry = retryAt.map { ", again at \(Figures.clock($0))" } ?? ""
    switch outcome {
    case .completed: return at(group: group, .done, "run of rollout \(id) completed")
    case .unhealthyBefore:
      return at(group: group, .failed, "stopped before a batch: too many unhealthy (R14)\(retry)")
    case .stoppedUnhealthy:
      return at(group: group, .failed, "stopped: too many turned unhealthy (R15)\(retry)")
    case .stoppedUpgraded:
      return at(group: group, .failed, "stopped: too many upgrades went bad (R16)\(retry)")
    case .rolloutOver(let outcome): return at(group: group, .held, "run ends: rollout \(id) \(outcome.rawValue)")
    }
  }

  private func waiting(_ id: RolloutID, _ scope: WaitScope, _ wait: Wait) -> EventLine {
    let until = wait.until.map { ", until \(Figures.clock($0))" } ?? ""
    let text = "waits \(WaitWords(names).text(wait))\(until) (\(WaitWords.rule(wait.reason)))"
    switch scope {
    case .machine(let vm): return at(vm, .waiting, text)
    case .group(let group): return at(group: group, .waiting, text)
    case .zone(let region, let zone):
      return EventLine(
        role: .waiting, place: "\(names.region(region))/\(names.zoneShort(zone))", text: text, machine: nil,
        region: region)
    case .region(let region):
      return EventLine(role: .waiting, place: names.region(region), text: text, machine: nil, region: region)
    case .phase(let phase): return rollout(id, .waiting, "\(names.phase(phase)) \(text)")
    }
  }

  // MARK: Places

  private func extensionName(_ handler: HandlerIndex, _ version: VersionIndex) -> String {
    "\(names.handler(handler)) \(names.version(version, of: handler))"
  }

  private func shortName(_ handler: HandlerIndex, _ version: VersionIndex) -> String {
    handler == known ? names.version(version, of: handler) : extensionName(handler, version)
  }

  private func at(_ vm: VMIndex, _ role: Role, _ text: String) -> EventLine {
    EventLine(
      role: role, place: names.path(of: vm), text: "\(fleet.name(of: vm)) \(text)", machine: vm,
      region: fleet.region(of: vm))
  }

  private func at(group: GroupIndex, _ role: Role, _ text: String) -> EventLine {
    EventLine(
      role: role, place: names.path(ofGroup: group), text: text, machine: nil, region: fleet.groups[group].region)
  }

  private func rollout(_ id: RolloutID, _ role: Role, _ text: String) -> EventLine {
    EventLine(role: role, place: "rollout \(id)", text: text, machine: nil, region: nil)
  }

  private func everywhere(_ text: String) -> EventLine {
    EventLine(role: .accent, place: "fleet", text: text, machine: nil, region: nil)
  }
}
