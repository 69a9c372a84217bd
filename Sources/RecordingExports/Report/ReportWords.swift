import FleetFiles
import FleetModel
import FleetSession
import RolloutOrchestrator
import SessionRecordings

// What a report says, in words. Both forms of it say the same.

extension ReportFacts {
  /// Rows of a table that are shown; the table of attempts has all.
  static let shownRows = 200

  var fleet: Fleet { session.fleet }

  /// A time as people read it: whole seconds from a minute on.
  static func time(_ time: Instant) -> String {
    Quantity.text(time >= Span.minute ? time / Span.second * Span.second : time)
  }

  var title: String { "What happened in \(fleet.name)" }

  /// What kind of run this was.
  var origin: String {
    let header = recording.header
    var text =
      "\(Self.machines(fleet.machineCount)) in \(Quantity.count(fleet.regions.count, "region")), seed \(header.seed)"
    text += "; \(Self.time(session.now)) of simulated time, recorded from \(UTCDate.text(header.startedAt)) on."
    if let parent = header.parent {
      text += " Forked at \(Self.time(parent.time)) from the recording \(parent.id.prefix(8))."
    }
    return text
  }

  var ending: String {
    switch recording.contents.end?.reason {
    case "until": "It ended when the time that was asked for had passed."
    case "quit": "It ended when the operator quit."
    case "idle": "It ended when nothing was left to happen."
    case "error": "It ended with an error."
    default: recording.gap == nil ? "It was interrupted." : "Commands are missing behind this point."
    }
  }

  /// A warning if the replay is not what was recorded.
  var warning: String? {
    if let mismatch { return "This is not all that was recorded: the replay differs \(mismatch)" }
    if let fault = recording.contents.fault { return "The recording is damaged: \(fault)" }
    return nil
  }

  /// A sentence for each rollout.
  func sentence(_ rollout: Rollout) -> String {
    let tally = session.orchestrator.outcomes(of: rollout.id, in: fleet)
    let end = rollout.endedAt ?? session.now
    let handler = fleet.handlers[rollout.handler].type
    var text = "Rollout \(rollout.id) of \(handler) \(rollout.targetVersion) began at \(Self.time(rollout.startedAt))"
    switch rollout.outcome {
    case .completed: text += " and was completed after \(Self.time(end - rollout.startedAt))."
    case .superseded: text += " and gave way to a newer version after \(Self.time(end - rollout.startedAt))."
    case .cancelled: text += " and was cancelled after \(Self.time(end - rollout.startedAt))."
    case nil:
      text +=
        " and was in phase \(rollout.phase + 1) of \(fleet.phasePlan.count)\(rollout.isHeld ? ", held," : "") at the end."
    }
    text +=
      " \(Self.machines(tally.upgraded)) upgraded, \(tally.rolledBack) rolled back, \(tally.rollbackFailed) failed, \(tally.pending) pending, \(tally.excluded) left out."
    return text
  }

  /// Why a run was stopped, with the figures there are.
  func reason(_ stop: Stop) -> String {
    var count: Int?
    var limit: Int?
    var total: Int?
    for figure in stop.figures {
      switch figure {
      case .count(let value): count = value
      case .limit(let value): limit = value
      case .total(let value): total = value
      default: break
      }
    }
    let of =
      count.map { count in total.map { "\(count) of \(Self.machines($0))" } ?? Self.machines(count) } ?? "too many VMs"
    let most = limit.map { "; at most \($0) may be" } ?? ""
    return switch stop.reason {
    case .unhealthyBefore: "\(of) of the set were unhealthy before a batch could start (R14)\(most)"
    case .stoppedUnhealthy: "\(of) of the set were unhealthy while a batch was in flight (R15)\(most)"
    case .stoppedUpgraded: "\(of) that this run upgraded went bad (R16)\(most)"
    case .completed, .rolloutOver: ""
    }
  }

  private static func machines(_ count: Int) -> String { Quantity.count(count, "VM") }

  /// Who gave a command.
  func who(_ source: CommandSource) -> String {
    switch source {
    case .key: "keyboard"
    case .http: "HTTP client"
    case .script: "script or scenario"
    case .replay: "replay"
    }
  }

  /// The phases of a rollout as far as they came.
  func phases(_ rollout: Rollout) -> [PhaseSpan] {
    rollout.phaseTimes.enumerated().compactMap { index, times in
      guard let start = times.startedAt else { return nil }
      let over = times.succeededAt ?? times.skippedAt
      let next = index + 1 < rollout.phaseTimes.count ? rollout.phaseTimes[index + 1].startedAt : nil
      let last = rollout.endedAt ?? session.now
      return PhaseSpan(
        name: fleet.phasePlan[index].name, number: index + 1, start: start, end: over ?? next ?? last,
        bakeEnd: times.succeededAt.map { min(last, next ?? $0 + fleet.phasePlan[index].bake) },
        state: times.skippedAt != nil ? "skipped" : times.succeededAt != nil ? "succeeded" : "not done")
    }
  }

  /// One phase of one rollout in time.
  struct PhaseSpan {
    let name: String
    let number: Int
    let start: Instant
    let end: Instant
    let bakeEnd: Instant?
    let state: String
  }

  /// Handlers whose versions changed on some VM.
  var changedHandlers: [HandlerIndex] {
    spread.indices.filter { handler in
      guard let first = spread[handler].first else { return false }
      return spread[handler].contains { Self.trimmed($0) != Self.trimmed(first) }
    }
  }

  private static func trimmed(_ counts: [Int]) -> [Int] {
    Array(counts[..<((counts.lastIndex { $0 > 0 } ?? -1) + 1)])
  }
}
