import FleetModel
import RolloutOrchestrator

extension Scene {
  /// Explanations in the words of this moment.
  var explanationWords: ExplanationWords { ExplanationWords(names: names, now: now, keys: keys) }
}

/// Explanations in sentences.
struct ExplanationWords {
  let names: PlaceNames
  let now: Instant
  let keys: KeyTable
  private var fleet: Fleet { _read { yield names.fleet } }
  private var waitWords: WaitWords { WaitWords(names) }

  /// What it does now, as a sentence about `subject`; `arrival`: since when a VM runs the version that it runs.
  func activity(
    _ explanation: Explanation, subject: String, arrival: VersionArrival = .unknown
  ) -> String {
    switch explanation.activity {
    case .notPart(.noRollout): "\(subject) is in no rollout: \(newest(explanation, arrival))."
    case .notPart(.upToDate):
      "\(subject) is no part of this rollout: \(text(.upToDate))\(has(arrival))."
    case .notPart(let reason): "\(subject) is no part of this rollout: \(text(reason))."
    case .installing(let since, let limit):
      "\(subject) installs the new version; the install began \(ago(since)) and is given up after \(Figures.duration(limit - since)) (R3)."
    case .watching(let since): "\(subject) got the new version \(ago(since)); its health is watched (R2)."
    case .rollingBack: "\(subject) is being rolled back to the version before; that began \(ago(explanation.since))."
    case .inFlight(let count):
      "\(subject): \(Figures.count(count, "VM")) in flight\(explanation.since.map { ", without a break since \(clock($0))" } ?? "")\(end(of: explanation))."
    case .waiting(let pending):
      pending == 1 && explanation.parts.isEmpty
        ? "\(subject) waits for its upgrade."
        : "\(subject): \(Figures.count(pending, "VM")) still to upgrade\(skipped(explanation))."
    case .baking: "\(subject) is done; its bake began \(at(explanation.since)) (R23)."
    case .done(upgraded: 0, let excluded):
      excluded == 0
        ? "\(subject): no VM takes part\(explanation.since.map { ", passed \(at($0))" } ?? "")."
        : "\(subject): \(excluded == 1 ? "left out" : "\(Figures.count(excluded, "VM")) left out")."
    case .done(upgraded: 1, excluded: 0) where explanation.since == nil:
      "\(subject): upgraded\(since(arrival, by: explanation.doneBy))."
    case .done(let upgraded, let excluded):
      "\(subject): \(Figures.count(upgraded, "VM")) upgraded\(excluded > 0 ? ", \(Figures.grouped(excluded)) left out" : "")\(explanation.since.map { ", done \(since($0))" } ?? "")\(skipped(explanation))\(end(of: explanation))."
    case .over(let outcome):
      "\(subject): the rollout \(text(outcome)) \(at(explanation.since))\(ending(explanation))."
    }
  }

  /// R30: that nobody waits for a phase any more.
  private func skipped(_ explanation: Explanation) -> String {
    explanation.skippedAt.map { "; somebody skipped its gate \(at($0)) (R30)" } ?? ""
  }

  /// What a rollout does: what its present phase does, or its stragglers of all phases, or its end.
  func activity(_ explanation: Explanation, of rollout: Rollout) -> String {
    if case .over(let outcome) = explanation.activity {
      return
        "Rollout \(rollout.id) \(text(outcome)) \(at(explanation.since))\(ending(explanation))."
    }
    let phase = names.phase(rollout.phase)
    return activity(
      explanation,
      subject: rollout.stage == .passed
        ? "Rollout \(rollout.id)" : "\(Headline.capital(phase)) of rollout \(rollout.id)")
  }

  /// Why a rollout is over, where that is known, and how far it came.
  private func ending(_ explanation: Explanation) -> String {
    let reached = explanation.reached.map { reached in
      let of = "\(Figures.grouped(reached.upgraded)) of \(Figures.count(reached.eligible, "VM"))"
      return "; \(of) \(reached.eligible == 1 ? "was" : "were") upgraded"
    }
    return (explanation.isWithdrawn ? Self.withdrawn : "") + (reached ?? "")
  }

  private static let withdrawn = ", since its version was withdrawn (R29)"

  /// How and when the rollout ended, behind what a place of it does or did.
  private func end(of explanation: Explanation) -> String {
    guard let end = explanation.end else { return "" }
    return "; the rollout \(text(end.outcome)) \(at(end.at))\(explanation.isWithdrawn ? Self.withdrawn : "")"
  }

  /// Since when a VM is upgraded: when its version came, else when its group was done.
  private func since(_ arrival: VersionArrival, by: Instant?) -> String {
    switch arrival {
    case .at(let instant): " \(since(instant))"
    case .start, .unknown: by.map { $0 < now ? " at \(Figures.clock($0)) at the latest, \(ago($0))" : "" } ?? ""
    }
  }

  /// Since when a VM has the version that it has, where it is up to date.
  private func has(_ arrival: VersionArrival) -> String {
    switch arrival {
    case .at(let instant): ", \(since(instant))"
    case .start: ", since the start"
    case .unknown: ""
    }
  }

  /// What a VM does, in a few words where the sentence is long; nil where it is not.
  func activityInBrief(_ explanation: Explanation, subject: String) -> String? {
    switch explanation.activity {
    case .installing(let since, _): "\(subject) installs the new version, begun \(ago(since))."
    case .rollingBack: "\(subject) is being rolled back, begun \(ago(explanation.since))."
    case .watching, .notPart, .inFlight, .waiting, .baking, .done, .over: nil
    }
  }

  /// One line for each wait, with its rule and when it is over.
  func waits(_ explanation: Explanation) -> [String] {
    explanation.waits.map { wait in
      let since = wait.since.map { ", since \(clock($0))" } ?? ""
      let until = wait.until.map { ", until \(end($0))" } ?? ""
      return "It waits \(waitWords.text(wait))\(since)\(until). (\(WaitWords.rule(wait.reason)))"
    }
  }

  /// A wait in fewer words, the longest first: without since when, then without the clock.
  func brief(_ wait: Wait) -> [String] {
    let text = waitWords.text(wait)
    let rule = WaitWords.rule(wait.reason)
    let ends =
      wait.until.map { [", until \(end($0))", $0 > now ? ", \(Figures.duration($0 - now)) more" : ""] } ?? [""]
    return ends.map { "It waits \(text)\($0). (\(rule))" }
  }

  /// One line for each kind of part that waits.
  func parts(_ explanation: Explanation) -> [String] {
    explanation.parts.map { part in
      let what = part.isGroups ? Figures.count(part.count, "group") : Figures.count(part.count, "VM")
      let first = part.count == 1 ? "" : "the first "
      let until =
        part.until.map { ", \(first)until \(end($0))" }
        ?? part.notBefore.map { $0 > now ? ", \(first)not before \(end($0))" : "" } ?? ""
      let since = part.since.map { ", \(first)since \(clock($0))" } ?? ""
      // R33: who is left out keeps nobody waiting.
      let isOut = !part.isPending && part.reason.isExclusion
      let verb =
        part.count == 1 ? (isOut ? "is left out" : "waits") : isOut ? "are left out" : "wait"
      return "\(what) \(verb) \(waitWords.text(part: part))\(since)\(until). (\(WaitWords.rule(part.reason)))"
    }
  }

  /// The gates with their arithmetic.
  func gates(_ explanation: Explanation) -> [String] {
    explanation.gates.map { gate in
      let gauge = GateGauge(gate: gate)
      let start = "\(Figures.padded(gate.rule.rawValue, 3)) \(gauge.bar(width: Self.gaugeWidth)) \(gauge.figures)"
      switch gate.rule {
      case .batch, .subscriptionCap: return start
      case .unhealthyBefore, .unhealthyDuring, .upgradedBad: return "\(start): \(gate.passes ? "passes" : "stops")"
      case .phaseSuccess: return "\(start): \(gate.passes ? "passes" : "not yet")"
      }
    }
  }

  private static let gaugeWidth = 20

  /// What comes next, as a sentence.
  func next(_ explanation: Explanation) -> String {
    switch explanation.next {
    case .nothing: return "Nothing more happens here by itself."
    case .installEnds(let latest):
      return "Next: the install ends, at the latest \(moment(latest)) (R3); then its health is watched."
    case .verdict(let earliest, let latest):
      if let earliest {
        return "Next: it is healthy; the verdict comes \(moment(max(earliest, now))) if it stays so (R4)."
      }
      return "Next: upgraded once a healthy report comes, rolled back \(moment(latest)) without one (R4)."
    case .rollbackEnds(let latest):
      return "Next: the rollback ends, at the latest \(moment(latest)); then it waits for its retry (R7)."
    case .flightEnds(let latest):
      let limit = latest.map { ", all of them at the latest \(moment($0))" } ?? ""
      let isOne = explanation.activity == .inFlight(count: 1)
      return
        "Next: \(verdicts(explanation))\(isOne ? limit.replacing(", all of them", with: "") : limit); \(afterFlight(explanation))."
    case .phaseStarts(let phase, let at): return "Next: \(names.phase(phase)), starts \(moment(at)) (R23)."
    case .resumes(let at): return "Next: it may go on \(moment(at)), not before."
    case .whenOver where explanation.waits.contains { [.serviceFabric, .unsupported].contains($0.reason) }:
      return "Next: nothing: automatic upgrade does not support it."
    case .whenOver:
      return "Next: it goes on \(condition(explanation))\(andTheRest(explanation))\(notBefore(explanation))."
    case .person: return person(explanation)
    }
  }

  private func verdicts(_ explanation: Explanation) -> String {
    explanation.activity == .inFlight(count: 1)
      ? "the VM in flight gets its verdict" : "the VMs in flight get their verdicts"
  }

  private func isHeld(_ explanation: Explanation) -> Bool {
    explanation.waits.contains { $0.reason == .held && $0.until == nil }
  }

  private func afterFlight(_ explanation: Explanation) -> String {
    if explanation.end != nil { return "nothing else starts here" }
    if explanation.left == 0 { return "nothing else is left here" }
    return isHeld(explanation)
      ? "then nothing until somebody resumes the rollout (\(keys.name(.control)))"
      : afterFlight(explanation.afterFlight)
  }

  private func afterFlight(_ after: Explanation.AfterFlight) -> String {
    switch after {
    case .goesOn: "then what is left here goes on"
    case .stops: "then the rest is stopped (R15)"
    case .waits: "what is left here waits on"
    }
  }

  /// The same in a few words where the sentence is long; nil where it is not.
  func nextInBrief(_ explanation: Explanation) -> String? {
    switch explanation.next {
    case .installEnds(let latest): "Next: the install ends, at the latest \(moment(latest)) (R3)."
    case .verdict(_, let latest): "Next: the verdict on its health, at the latest \(moment(latest)) (R4)."
    case .rollbackEnds(let latest): "Next: the rollback ends, at the latest \(moment(latest)) (R3)."
    case .flightEnds where isHeld(explanation):
      "Next: \(verdicts(explanation)); nothing more while held (\(keys.name(.control)))."
    case .flightEnds: "Next: \(verdicts(explanation)); \(afterFlight(explanation))."
    case .nothing, .phaseStarts, .resumes, .whenOver, .person: nil
    }
  }

  private func person(_ explanation: Explanation) -> String {
    if isHeld(explanation) {
      return "Next: nothing until somebody resumes the rollout (\(keys.name(.control)))."
    }
    return "Next: nothing until somebody says retry (\(keys.name(.retry)))."
  }

  /// What must come true, and who can see to it: of the waits the first that does not end by itself.
  private func condition(_ explanation: Explanation) -> String {
    let wait = explanation.waits.first { $0.mender != .time } ?? explanation.waits.first
    guard let wait else { return "when the first of them is free to" }
    let figures = WaitFigures(wait)
    switch wait.reason {
    case .unhealthyBefore:
      return
        "when at most \(figures.limit.map { "\(Figures.grouped($0)) of \(Figures.grouped(figures.total ?? 0))" } ?? "the limit") are unhealthy"
    case .notPublished: return "when the publisher offers the version here"
    case .stopped: return "when somebody starts the VM"
    case .agent: return "when its agent reports again"
    case .unhealthy: return "when it is healthy again"
    case .protected: return "when its owner lifts the protection"
    case .model: return "when its owner brings it to the set's latest model"
    case .enrolment: return "when its subscription is enrolled"
    case .optedOut: return "when its owner switches automatic upgrade on (\(keys.name(.automatic)))"
    case .healthSource: return "when its owner leaves the set one source of health"
    case .phase, .bake, .pair, .zone, .updateDomain, .groupBusy, .batchPause, .stoppedUnhealthy, .stoppedUpgraded,
      .retry,
      .held, .busy, .initializing, .failed, .subscriptionCap, .queued, .serviceFabric, .unsupported:
      return explanation.waits.count == 1 ? "as soon as that is over" : "as soon as all of that is over"
    }
  }

  /// Whether what must come true leaves waits whose end nobody can name; those that have an end are named by it.
  private func andTheRest(_ explanation: Explanation) -> String {
    guard let named = explanation.waits.firstIndex(where: { $0.mender != .time }) else { return "" }
    let isMore = explanation.waits.indices.contains { $0 != named && explanation.waits[$0].until == nil }
    return isMore ? " and the rest of that is over" : ""
  }

  /// Of several waits the last that has an end; of parts, which go on each for itself, the first.
  private func notBefore(_ explanation: Explanation) -> String {
    guard let end = explanation.waits.isEmpty ? firstPart(explanation) : explanation.waits.compactMap(\.until).max(),
      end > now
    else { return "" }
    return ", not before \(Figures.clock(end)) (in \(Figures.duration(end - now)))"
  }

  /// Before when no part goes on; nil if one may at any time.
  private func firstPart(_ explanation: Explanation) -> Instant? {
    let parts = explanation.parts.filter { $0.isPending && $0.reason != .failed }
    let bounds = parts.compactMap { $0.until ?? $0.notBefore }
    return bounds.count == parts.count ? bounds.min() : nil
  }

  private func newest(_ explanation: Explanation, _ arrival: VersionArrival) -> String {
    guard explanation.waits.isEmpty else { return "it does not take part" }
    let own =
      switch arrival {
      case .at(let instant): "; it got its own \(at(instant))"
      case .start: "; it has had its own since the start"
      case .unknown: ""
      }
    return "no newer version of its major is published" + own
  }

  private func text(_ outcome: RolloutOutcome) -> String {
    switch outcome {
    case .completed: "was completed"
    case .superseded: "was superseded by a newer version"
    case .cancelled: "was cancelled"
    }
  }

  private func text(_ reason: Explanation.NotPartReason) -> String {
    switch reason {
    case .removed: "it was removed"
    case .noHandler: "it does not have the extension"
    case .otherMajor: "it runs another major, which is never crossed (R10)"
    case .upToDate: "it runs this version or a newer one"
    case .nobody: "no VM here has an older version of this major"
    case .noRollout: "there is no rollout of the extension"
    }
  }

  private func ago(_ instant: Instant?) -> String {
    guard let instant, now > instant else { return "just now" }
    return "\(Figures.duration(now - instant)) ago"
  }

  /// `at 00:12:30, 3 h ago`.
  private func at(_ instant: Instant?) -> String {
    guard let instant, now > instant else { return "just now" }
    return "at \(clock(instant))"
  }

  /// `since 00:12:30, 3 h ago`.
  private func since(_ instant: Instant) -> String { instant < now ? "since \(clock(instant))" : "just now" }

  private func clock(_ instant: Instant) -> String {
    instant < now ? "\(Figures.clock(instant)), \(Figures.duration(now - instant)) ago" : "just now"
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
