import FleetModel
import RolloutOrchestrator

/// An explanation in two or three words, for the last column of a board.
struct Says {
  let now: Instant
  /// Whether times are rough, for very narrow columns.
  var isBrief = false

  func text(_ explanation: Explanation?) -> String {
    guard let explanation else { return "" }
    switch explanation.activity {
    case .notPart: return "no part"
    case .over(let outcome): return outcome.rawValue
    case .installing: return "updating"
    case .watching: return "watching"
    case .rollingBack: return "rolling back"
    case .inFlight(let count): return "\(count) in flight"
    case .baking: return "bakes\(until(explanation.next))"
    case .done(let upgraded, _): return upgraded > 0 ? "done" : "left out"
    case .waiting: return waiting(explanation)
    }
  }

  private func waiting(_ explanation: Explanation) -> String {
    if let wait = explanation.waits.first { return word(wait.reason, WaitFigures(wait)) + until(wait.until) }
    guard let part = explanation.parts.first else { return "queued" }
    return word(part.reason, nil) + until(part.until)
  }

  private func word(_ reason: WaitReason, _ figures: WaitFigures?) -> String {
    switch reason {
    case .phase: "waits for \(figures?.phase.map { "phase \($0 + 1)" } ?? "a phase")"
    case .bake: "bake"
    case .pair: "geo-pair"
    case .zone: "other zone"
    case .updateDomain: "other domain"
    case .groupBusy: "batch open"
    case .batchPause: "pause"
    case .unhealthyBefore, .stoppedUnhealthy: "over limit"
    case .stoppedUpgraded: "stopped"
    case .retry: "retry"
    case .notPublished: "not published"
    case .held: "held"
    case .healthSource: "two sources"
    case .stopped: "VM stopped"
    case .agent: "agent"
    case .busy: "busy"
    case .unhealthy: "unhealthy"
    case .initializing: "starting"
    case .protected: "protected"
    case .model: "old model"
    case .enrolment: "not enrolled"
    case .serviceFabric: "Service Fabric"
    case .optedOut: "opted out"
    case .failed: "needs you"
    case .subscriptionCap: "last VM"
    case .unsupported: "unsupported"
    case .queued: "queued"
    }
  }

  private func until(_ next: Explanation.Next) -> String {
    switch next {
    case .resumes(let at), .phaseStarts(_, let at): return until(at)
    case .nothing, .installEnds, .verdict, .rollbackEnds, .flightEnds, .whenOver, .person: return ""
    }
  }

  private func until(_ instant: Instant?) -> String {
    guard let instant, instant > now else { return "" }
    return " " + (isBrief ? Figures.roughly(instant - now) : Figures.duration(instant - now))
  }
}
