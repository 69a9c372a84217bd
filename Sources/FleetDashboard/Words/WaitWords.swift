import FleetModel
import RolloutOrchestrator

/// Waits in words, with the rule that makes them and their figures.
struct WaitWords {
  private let names: PlaceNames
  private var fleet: Fleet { _read { yield names.fleet } }

  init(_ names: PlaceNames) { self.names = names }

  /// The rule behind a reason, as `docs/rules.md` numbers them.
  static func rule(_ reason: WaitReason) -> String {
    switch reason {
    case .phase: "R22"
    case .bake: "R23"
    case .pair: "R24"
    case .zone: "R25"
    case .updateDomain: "R13"
    case .groupBusy: "R20"
    case .batchPause: "R21"
    case .unhealthyBefore: "R14"
    case .stoppedUnhealthy: "R15"
    case .stoppedUpgraded: "R16"
    case .retry: "R7"
    case .notPublished: "R36"
    case .held: "R30"
    case .healthSource: "R5b"
    case .stopped, .agent, .busy, .unhealthy, .protected, .model: "R33"
    case .initializing: "R6"
    case .enrolment: "R40"
    case .serviceFabric: "R34"
    case .optedOut: "R11"
    case .failed: "R8"
    case .subscriptionCap: "R19"
    case .unsupported: "R32"
    case .queued: "R12"
    }
  }

  /// What is waited for, as the end of a sentence that begins with "waits".
  func text(_ wait: Wait) -> String {
    let figures = WaitFigures(wait)
    switch wait.reason {
    case .phase: return "for \(figures.phase.map { "\(names.phase($0))," } ?? "an earlier phase") to finish"
    case .bake: return "until \(figures.phase.map { "\(names.phase($0))," } ?? "the phase before") has baked"
    case .pair: return pair(figures)
    case .zone:
      if let rollout = figures.rollout {
        return "for rollout \(rollout), which is older and served first in this region"
      }
      return "for \(figures.zone.map(names.zone) ?? "another zone") of the region, one zone at a time"
    case .updateDomain: return "for the open batch in another update domain of the set"
    case .groupBusy: return busy(figures)
    case .batchPause: return "for the set's own pause between batches"
    case .unhealthyBefore:
      return "because \(unhealthy(figures, wait.until == nil ? "are" : "were")), before the next batch"
    case .stoppedUnhealthy: return "because \(unhealthy(figures, "were")), while a batch was in flight"
    case .stoppedUpgraded:
      return "because \(share(figures, "upgrades of the run went bad"))"
    case .retry:
      let attempts = figures.attempt ?? 0
      return attempts > 1 ? "for its retry after \(Figures.grouped(attempts)) failures" : "for its retry"
    case .notPublished: return "for the version to be published in this region"
    case .held where wait.until != nil: return "because somebody cancelled the set's run"
    case .held: return "because the rollout is held"
    case .healthSource: return "because the set has two sources of health, which blocks it"
    case .stopped: return "because the VM is stopped"
    case .agent: return "because the VM's agent is not ready"
    case .busy: return "for another upgrade on the same VM"
    case .unhealthy: return "because the VM is not healthy"
    case .initializing: return "for the VM's first health report"
    case .protected: return "because the instance is protected"
    case .model: return "because the instance is not on its set's latest model"
    case .enrolment: return "because its subscription is not enrolled"
    case .serviceFabric: return "because Service Fabric sets are not supported"
    case .optedOut: return "because automatic upgrade is off for it"
    case .failed: return "for a person: the rollback\(figures.attempt.map { " of attempt \($0)" } ?? "") failed"
    case .subscriptionCap:
      let flying = figures.count.flatMap { count in figures.total.map { " (in flight \(count) of \($0))" } } ?? ""
      return "because not all standalone VMs of its subscription may be in flight\(flying)"
    case .unsupported: return "because automatic upgrade does not support this extension"
    case .queued: return "for its group's next batch"
    }
  }

  /// The same for several parts, whose figures differ.
  func text(part: PartWait) -> String {
    let isOne = part.count == 1
    switch part.reason {
    case .groupBusy: return isOne ? "for its open batch" : "for their open batches"
    case .unhealthyBefore: return "because more of the set are unhealthy than the limit allows"
    case .stoppedUnhealthy: return "because too many turned unhealthy while a batch was in flight"
    case .stoppedUpgraded: return "because too many upgrades of the last run went bad"
    case .retry: return isOne ? "for its retry" : "for their retries"
    case .optedOut: return "because automatic upgrade is off for \(isOne ? "it" : "them")"
    case .stopped: return isOne ? "because it is stopped" : "because they are stopped"
    case .agent: return isOne ? "because its agent is not ready" : "because their agents are not ready"
    case .unhealthy: return isOne ? "because it is not healthy" : "because they are not healthy"
    case .protected: return isOne ? "because it is protected" : "because they are protected"
    case .model: return "because of an older model than the set's latest"
    case .failed: return "for a person: the rollback failed"
    case .notPublished: return "for the version to be published in their region"
    case .phase: return "for another phase, whose turn it is"
    case .pair: return "for a geo-paired region, whose turn it is"
    case .held: return "because somebody cancelled \(isOne ? "its run" : "their runs")"
    case .enrolment: return isOne ? text(Wait(.enrolment)) : "because their subscription is not enrolled"
    case .subscriptionCap:
      return "because not all standalone VMs of \(isOne ? "its" : "their") subscription may be in flight"
    case .initializing: return isOne ? text(Wait(.initializing)) : "for their first health reports"
    default: return text(Wait(part.reason))
    }
  }

  private func pair(_ figures: WaitFigures) -> String {
    let region = figures.region.map(names.region) ?? "a paired region"
    if let rollout = figures.rollout {
      return "for rollout \(rollout), which is older and wants the geo-pair \(region)"
    }
    return "for the geo-paired region \(region), where VMs are in flight"
  }

  private func busy(_ figures: WaitFigures) -> String {
    guard let run = figures.run else { return "for the open batch of its group" }
    if let count = figures.count { return "for the open batch: \(Figures.count(count, "VM")) in flight" }
    return "for rollout \(figures.rollout ?? 0), whose run \(run) has the group"
  }

  private func unhealthy(_ figures: WaitFigures, _ verb: String) -> String {
    share(figures, "VMs of the set \(verb) unhealthy")
  }

  private func share(_ figures: WaitFigures, _ what: String) -> String {
    guard let count = figures.count, let total = figures.total else { return "too many \(what)" }
    let limit = figures.limit.map { ", limit \(Figures.grouped($0))" } ?? ""
    return "\(Figures.grouped(count)) of \(Figures.grouped(total)) \(what)\(limit)"
  }
}

/// The figures of a wait by name.
struct WaitFigures {
  private(set) var count: Int?
  private(set) var limit: Int?
  private(set) var total: Int?
  private(set) var rollout: Int?
  private(set) var region: RegionIndex?
  private(set) var zone: Int?
  private(set) var phase: Int?
  private(set) var run: Int?
  private(set) var attempt: Int?

  init(_ wait: Wait) {
    for figure in wait.figures {
      switch figure {
      case .count(let value): count = value
      case .limit(let value): limit = value
      case .total(let value): total = value
      case .rollout(let value): rollout = value
      case .region(let value): region = value
      case .zone(let value): zone = value
      case .phase(let value): phase = value
      case .run(let value): run = value
      case .attempt(let value): attempt = value
      }
    }
  }
}
