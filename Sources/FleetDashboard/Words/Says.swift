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
    return word(part.reason, nil) + until(part.until ?? part.notBefore)
  }

  /// What it waits for in one word, without its end, where there is room for no more.
  func oneWord(_ explanation: Explanation) -> String {
    guard let reason = explanation.waits.first?.reason else { return "" }
    switch reason {
    case .phase: return "phase"
    case .bake: return "bake"
    case .pair: return "pair"
    case .zone: return "zone"
    case .updateDomain: return "domain"
    case .groupBusy: return "batch"
    case .unhealthyBefore, .stoppedUnhealthy: return "limit"
    case .notPublished: return "version"
    case .healthSource: return "source"
    case .stopped: return "power"
    case .unhealthy: return "sick"
    case .protected: return "owner"
    case .model: return "model"
    case .enrolment: return "R40"
    case .serviceFabric: return "R34"
    case .optedOut: return "off"
    case .failed: return "person"
    case .subscriptionCap: return "R19"
    case .unsupported: return "R32"
    case .batchPause, .stoppedUpgraded, .retry, .held, .agent, .busy, .initializing, .queued:
      return word(reason, nil)
    }
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
