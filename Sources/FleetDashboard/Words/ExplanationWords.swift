import FleetModel
import RolloutOrchestrator

/// Explanations in sentences.
struct ExplanationWords {
  let fleet: Fleet
  let now: Instant
  private var names: PlaceNames { PlaceNames(fleet: fleet) }
  private var waitWords: WaitWords { WaitWords(fleet) }

  /// What it does now, as a sentence about `subject`.
  func activity(_ explanation: Explanation, subject: String) -> String {
    switch explanation.activity {
    case .notPart(let reason): "\(subject) is no part of this rollout: \(text(reason))."
    case .installing(let since, let limit):
      "\(subject) installs the new version since \(ago(since)); given up after \(Figures.duration(limit - since)) (R3)."
    case .watching(let since): "\(subject) runs the new version since \(ago(since)); its health is watched (R2)."
    case .rollingBack: "\(subject) is being rolled back to the version before."
    case .inFlight(let count): "\(subject): \(Figures.count(count, "VM")) in flight."
    case .waiting(let pending):
      pending == 1
        ? "\(subject) waits for its upgrade." : "\(subject): \(Figures.count(pending, "VM")) still to upgrade."
    case .baking: "\(subject) is done and bakes (R23)."
    case .done(let upgraded, let excluded):
      upgraded == 0 && excluded > 0
        ? "\(subject): \(excluded == 1 ? "left out" : "\(Figures.count(excluded, "VM")) left out")."
        : "\(subject): \(upgraded == 1 ? "upgraded" : "\(Figures.count(upgraded, "VM")) upgraded")\(excluded > 0 ? ", \(excluded) left out" : "")."
    case .over(let outcome): "\(subject): the rollout is \(outcome.rawValue)."
    }
  }

  /// One line for each wait, with its rule and when it is over.
  func waits(_ explanation: Explanation) -> [String] {
    explanation.waits.map { wait in
      let until = wait.until.map { ", until \(end($0))" } ?? ""
      return "It waits \(waitWords.text(wait))\(until). (\(WaitWords.rule(wait.reason)))"
    }
  }

  /// One line for each kind of part that waits.
  func parts(_ explanation: Explanation) -> [String] {
    explanation.parts.map { part in
      let what = part.isGroups ? Figures.count(part.count, "group") : Figures.count(part.count, "VM")
      let until = part.until.map { ", \(part.count == 1 ? "" : "the first ")until \(end($0))" } ?? ""
      let verb = part.count == 1 ? "waits" : "wait"
      return "\(what) \(verb) \(waitWords.text(part: part))\(until). (\(WaitWords.rule(part.reason)))"
    }
  }

  /// The gates with their arithmetic.
  func gates(_ explanation: Explanation) -> [String] {
    explanation.gates.map { gate in
      let figures = "\(Figures.grouped(gate.count)) of \(Figures.grouped(gate.total))"
      let limit = "limit \(Figures.grouped(gate.limit))"
      let verdict = gate.passes ? "passes" : "stops"
      switch gate.rule {
      case .batch: return "\(gate.rule.rawValue)  in the open batch \(figures), \(limit)"
      case .unhealthyBefore: return "\(gate.rule.rawValue)  unhealthy \(figures), \(limit): \(verdict)"
      case .unhealthyDuring: return "\(gate.rule.rawValue)  unhealthy beside the batch \(figures), \(limit): \(verdict)"
      case .upgradedBad: return "\(gate.rule.rawValue)  of this run bad \(figures), \(limit): \(verdict)"
      case .subscriptionCap:
        return "\(gate.rule.rawValue)  standalone VMs of the subscription in flight \(figures), \(limit)"
      case .phaseSuccess:
        return
          "\(gate.rule.rawValue)  upgraded \(figures), needed \(Figures.grouped(gate.limit)): \(gate.passes ? "passes" : "not yet")"
      }
    }
  }

  /// What comes next, as a sentence.
  func next(_ explanation: Explanation) -> String {
    switch explanation.next {
    case .nothing: return "Nothing more happens here by itself."
    case .installEnds(let latest):
      return "Next: the install ends, at the latest \(moment(latest)); then its health is watched."
    case .verdict(let earliest, let latest):
      if let earliest {
        return "Next: it is healthy; the verdict comes \(moment(max(earliest, now))) if it stays so (R4)."
      }
      return "Next: upgraded once a healthy report comes, rolled back \(moment(latest)) without one (R4)."
    case .rollbackEnds: return "Next: the rollback ends; then it waits for its retry (R7)."
    case .flightEnds: return "Next: the VMs in flight get their verdicts, then what is left goes on."
    case .resumes(let at): return "Next: it goes on \(moment(at))."
    case .whenOver: return "Next: it goes on as soon as that is over."
    case .person: return person(explanation)
    }
  }

  private func person(_ explanation: Explanation) -> String {
    if explanation.waits.first?.reason == .held { return "Next: nothing until somebody resumes the rollout (x)." }
    return "Next: nothing until somebody says retry (r)."
  }

  private func text(_ reason: Explanation.NotPartReason) -> String {
    switch reason {
    case .removed: "it was removed"
    case .noHandler: "it does not have the extension"
    case .otherMajor: "it runs another major, which is never crossed (R10)"
    case .upToDate: "it runs this version or a newer one"
    case .nobody: "no VM here has an older version of this major"
    }
  }

  private func ago(_ instant: Instant) -> String {
    now > instant ? "\(Figures.duration(now - instant)) ago" : "just now"
  }

  /// `2d 03:20:04, in 5 h 58 m`.
  private func end(_ instant: Instant) -> String {
    instant <= now ? "now" : "\(Figures.clock(instant)), in \(Figures.duration(instant - now))"
  }

  /// `in 5 h 58 m (2d 03:20:04)`.
  func moment(_ instant: Instant) -> String {
    instant <= now ? "now" : "in \(Figures.duration(instant - now)) (\(Figures.clock(instant)))"
  }
}
