import FleetModel
import FleetSession
import RolloutOrchestrator

/// How a run went from its start as far as it is known, whichever moment of it is shown: a live run up to now, a recording
/// as far as it was read ahead.
public struct RunCourse: Sendable, Codable {
  /// When a rollout began, went through its phases, and ended.
  struct RolloutTimes: Sendable, Codable {
    var startedAt: Instant
    var endedAt: Instant?
    var phases: [PhaseTimes]
  }

  private(set) var marks = MarkList()
  private(set) var series = ProgressSeries()
  /// By number less one.
  private(set) var rollouts: [RolloutTimes] = []
  /// How far in simulated time all this is known.
  private(set) var known: Instant = 0

  /// Takes note of events in their order; `session` is as it is after them.
  mutating func take(_ events: [SessionEvent], _ session: Session) {
    known = session.now
    guard !events.isEmpty else { return }
    marks.take(events, session)
    series.note(session)
    guard rollouts.count != session.orchestrator.rollouts.count || events.contains(where: Self.changesTimes) else {
      return
    }
    rollouts = session.orchestrator.rollouts.map {
      RolloutTimes(startedAt: $0.startedAt, endedAt: $0.endedAt, phases: $0.phaseTimes)
    }
  }

  private static func changesTimes(_ event: SessionEvent) -> Bool {
    guard case .rollout(let decision) = event.what else { return false }
    switch decision {
    case .rolloutStarted, .rolloutEnded, .phaseStarted, .phaseSucceeded, .phaseSkipped: return true
    default: return false
    }
  }

  /// Looks at a run that begins, or that was joined on the way.
  mutating func begin(_ session: Session) { series.note(session) }

  /// Forgets what is later than the moment from which a run went on another way.
  mutating func forget(after session: Session) {
    marks.forget(after: session.now)
    series.forget(after: session.now)
    known = session.now
    rollouts = session.orchestrator.rollouts.map {
      RolloutTimes(startedAt: $0.startedAt, endedAt: $0.endedAt, phases: $0.phaseTimes)
    }
  }

  /// Forgets the person's own marks, which are not the run's.
  mutating func forgetOwnMarks() { marks.forgetOwn() }

  /// Puts a mark of the person's own.
  mutating func mark(at time: Instant, _ text: String) { marks.add(Mark(time: time, text: text, kind: .own)) }
}
