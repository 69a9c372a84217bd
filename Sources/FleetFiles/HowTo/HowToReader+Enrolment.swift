import FleetModel
import FleetSession

// R40: the lines that enrol a subscription.

extension HowToReader {
  static let provider = "Microsoft.Compute"
  static let feature = "AutomaticExtensionUpgradePreview"

  /// The commands for the subscription that the line names; for all where it names none, those left out for which
  /// nothing would change unless nothing would change anywhere.
  func enrolment(_ verb: HowToVerb, _ arguments: HowToArguments) throws(CommandSyntaxError) -> [Command] {
    let namespace = try arguments.required(.namespace, what: "the namespace")
    try check(namespace, Self.provider)
    if verb != .registerProvider {
      try check(try arguments.required(.feature, what: "the name of the feature"), Self.feature)
    }
    let subscriptions: [SubscriptionIndex]
    if let word = arguments.optional(.subscription) {
      guard let subscription = names.subscription(named: word.text) else {
        throw CommandSyntaxError(
          column: word.column, "there is no subscription \(QuotedText.quoted(word.text))",
          mend: NearestWord.hint(for: word.text, in: names.fleet.subscriptions.map(\.name)), isUnknownName: true)
      }
      subscriptions = [subscription]
    } else {
      let all = Array(names.fleet.subscriptions.indices)
      let open = all.filter { wouldChange(verb, names.fleet.subscriptions[$0]) }
      subscriptions = open.isEmpty ? all : open
    }
    return subscriptions.map { subscription in
      switch verb {
      case .registerFeature: .registerFeature(subscription)
      case .unregisterFeature: .unregisterFeature(subscription)
      default: .registerProvider(subscription)
      }
    }
  }

  private func wouldChange(_ verb: HowToVerb, _ subscription: Subscription) -> Bool {
    switch verb {
    case .registerFeature: subscription.feature == .notRegistered
    case .unregisterFeature: subscription.feature != .notRegistered
    default: !subscription.isPropagated
    }
  }

  private func check(_ word: HowToWord, _ expected: String) throws(CommandSyntaxError) {
    guard word.text.lowercased() == expected.lowercased() else {
      throw CommandSyntaxError(
        column: word.column, "expected \(expected), found \(QuotedText.quoted(word.text))", mend: "")
    }
  }
}
