import FleetModel
import FleetSession
import RolloutOrchestrator

/// What an event is about, for menus and for "why": the thing itself, and the rollout that the event belongs to, which need
/// not be the one that is looked at.
struct EventSelection: Equatable {
  var what: Selection
  var rollout: RolloutID?

  /// Nil where an event is about the whole fleet, or a command, which may be about several things.
  init?(_ what: SessionEvent.What) {
    switch what {
    case .command, .digest: return nil
    case .fleet(let event): self.init(event)
    case .rollout(let event): self.init(event)
    }
  }

  private init?(_ event: FleetEvent) {
    switch event {
    case .installEnded(let vm, let handler, _, _), .rollbackEnded(let vm, let handler, _, _),
      .automaticChanged(let vm, let handler, _), .extensionSet(let vm, let handler, _, _):
      self.init(what: .machine(vm, handler))
    case .health(let vm, _, _, _), .power(let vm, _), .agent(let vm, _), .protection(let vm, _), .model(let vm, _),
      .machineRemoved(let vm), .extensionRemoved(let vm, _):
      self.init(what: .machine(vm, nil))
    case .machineAdded(let machine): self.init(what: .group(machine.group))
    case .modelAutomaticChanged(let group, _, _), .modelExtensionSet(let group, _),
      .modelExtensionRemoved(let group, _):
      self.init(what: .group(group))
    case .versionPublished, .versionWithdrawn, .enrolment: return nil
    }
  }

  private init?(_ event: RolloutEvent) {
    switch event {
    case .rolloutStarted(let id, _, _), .rolloutHeld(let id), .rolloutResumed(let id), .rolloutEnded(let id, _):
      self.init(what: .rollout(id), rollout: id)
    case .phaseStarted(let id, let phase), .phaseSucceeded(let id, let phase, _, _, _),
      .phaseSkipped(let id, let phase):
      self.init(what: .phase(phase), rollout: id)
    case .runStarted(let id, _, let group), .batchEnded(let id, _, _, let group, _, _),
      .runEnded(let id, _, let group, _, _):
      self.init(what: .group(group), rollout: id)
    case .batchStarted(let batch): self.init(what: .group(batch.group), rollout: batch.rollout)
    case .attemptStarted(let start): self.init(what: .machine(start.vm, start.handler), rollout: start.rollout)
    case .attemptEnded(let end): self.init(what: .machine(end.vm, end.handler), rollout: end.rollout)
    case .abandoned(let vm, let handler), .rollbackStarted(let vm, let handler, _, _, _):
      self.init(what: .machine(vm, handler))
    case .waiting(let id, let scope, _): self.init(what: Self.place(scope), rollout: id)
    case .machinesWaiting: return nil
    }
  }

  private init(what: Selection, rollout: RolloutID? = nil) {
    self.what = what
    self.rollout = rollout
  }

  private static func place(_ scope: WaitScope) -> Selection {
    switch scope {
    case .machine(let vm): .machine(vm, nil)
    case .group(let group): .group(group)
    case .zone(let region, let zone): .zone(region, zone)
    case .region(let region): .region(region)
    case .phase(let phase): .phase(phase)
    }
  }
}

extension Scene {
  /// The event under the cursor of the events.
  var chosenEvent: LogEntry? {
    let rows = EventRows(scene: self, level: view.events.level, filter: Filter(view.filters[Screen.events.rawValue]))
    return rows.rows(from: view.events.row, count: 1).first?.entry
  }

  /// What the event under the cursor is about; nil on other screens.
  var eventSelection: EventSelection? {
    guard view.screen == .events, let event = chosenEvent else { return nil }
    return EventSelection(event.what)
  }
}
