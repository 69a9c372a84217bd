import FleetModel

/// Why there is no rollout, as far as a person can do something about it, and what that is: R40's enrolment comes first.
struct NoRollout {
  let fleet: Fleet

  private var missing: [Subscription] { fleet.subscriptions.filter { !$0.isEnrolled } }

  /// R41: whether automatic upgrade is on for no extension of any VM.
  var isOffEverywhere: Bool { fleet.machineCount > 0 && !fleet.isAutomaticAnywhere }

  /// What and where, the longest way first.
  var subject: [String] {
    let count = missing.count
    guard count > 0 else {
      if fleet.machineCount == 0 {
        return ["\(fleet.name): no rollout, the fleet has no VM.", "\(fleet.name): no rollout."]
      }
      if isOffEverywhere {
        return [
          "\(fleet.name): no rollout, automatic upgrade is off everywhere (R11).",
          "\(fleet.name): no rollout, automatic upgrade is off.",
          "\(fleet.name): no rollout.",
        ]
      }
      return ["\(fleet.name): no rollout, no VM that takes part is behind.", "\(fleet.name): no rollout."]
    }
    let all = fleet.subscriptions.count
    let who = all == 1 ? "its subscription is" : "\(count) of \(all) subscriptions \(count == 1 ? "is" : "are")"
    guard count == all else {
      return [
        "\(fleet.name): no rollout, no VM that takes part is behind; \(who) not enrolled (R40).",
        "\(fleet.name): no rollout, no enrolled VM is behind.", "no rollout, no enrolled VM is behind", "no rollout",
      ]
    }
    return [
      "\(fleet.name): no rollout; \(who) not enrolled (R40).", "\(fleet.name): no rollout, not enrolled (R40).",
      "no rollout, not enrolled (R40)", "no rollout",
    ]
  }

  /// What would have to be done, the longest way first; nil where enrolment is not what is missing everywhere.
  var next: [String]? { missing.count == fleet.subscriptions.count ? enrolment : nil }

  /// What would enrol the first subscription that is not; nil if all are.
  var enrolment: [String]? {
    guard let first = missing.first else { return nil }
    let name = first.name.contains(" ") ? "\"\(first.name)\"" : first.name
    let provider = ":provider register \(name)"
    switch first.feature {
    case .notRegistered, .unregistering:
      return [
        "Next: nothing by itself; :feature register \(name), later \(provider).",
        "Next: :feature register \(name), later :provider.", "Next: :feature register",
      ]
    case .registering:
      return [
        "Next: the feature of \(name) is registered within 15 m; then \(provider).", "Next: soon \(provider).",
        "Next: soon :provider register",
      ]
    case .registered: return ["Next: nothing by itself; \(provider) enrols it.", "Next: :provider register"]
    }
  }

  /// The same in whole sentences.
  var sentences: [String] {
    let shown = missing.prefix(5).map { own in
      "Subscription \(own.name) is not enrolled, so nothing in it is upgraded: \(own.missingStep ?? ""). (R40)"
    }
    guard !shown.isEmpty else {
      if fleet.machineCount == 0 { return ["There is no rollout: the fleet has no VM."] }
      if isOffEverywhere { return ["There is no rollout: automatic upgrade is off for every VM. (R11)"] }
      return ["There is no rollout: no VM that takes part has a newer version to go to."]
    }
    let more = missing.count - shown.count
    return ["There is no rollout."] + shown
      + (more > 0
        ? ["\(Figures.count(more, "more subscription")) \(more == 1 ? "is" : "are") not enrolled either."] : [])
  }
}
