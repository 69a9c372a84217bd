import FleetModel
import FleetSession
import RolloutOrchestrator

/// A moment worth coming back to.
struct Mark: Sendable, Equatable {
  enum Kind: Sendable, Equatable { case phase, stop, command, own }
  var time: Instant
  var text: String
  var kind: Kind
}

/// The marks of a run in order of time: phases, stops and commands by themselves, and the person's own.
struct MarkList: Sendable, Equatable {
  /// As many as anybody looks through; the oldest automatic ones go first.
  static let capacity = 500

  private(set) var marks: [Mark] = []

  /// Adds a mark, unless it is there: a replay passes the same moments again.
  mutating func add(_ mark: Mark) {
    guard !marks.contains(mark) else { return }
    let place = marks.lastIndex { $0.time <= mark.time }.map { $0 + 1 } ?? 0
    marks.insert(mark, at: place)
    if marks.count > Self.capacity, let oldest = marks.firstIndex(where: { $0.kind != .own }) {
      marks.remove(at: oldest)
    }
  }

  mutating func take(_ events: [SessionEvent], _ session: Session) {
    let words = EventWords(session: session)
    for event in events {
      guard let kind = Self.kind(event.what) else { continue }
      let line = words.line(event.what)
      let place = kind == .command ? "" : line.place + " "
      add(Mark(time: event.time, text: place + line.text, kind: kind))
    }
  }

  private static func kind(_ what: SessionEvent.What) -> Mark.Kind? {
    switch what {
    case .command(_, let source): return source == .replay ? nil : .command
    case .digest, .fleet: return nil
    case .rollout(let event):
      switch event {
      case .phaseStarted, .phaseSucceeded, .phaseSkipped, .rolloutEnded: return .phase
      case .runEnded(_, _, _, let outcome, _):
        switch outcome {
        case .unhealthyBefore, .stoppedUnhealthy, .stoppedUpgraded: return .stop
        case .completed, .rolloutOver: return nil
        }
      default: return nil
      }
    }
  }
}
