import FleetModel

/// The subscriptions of a fleet. A name with a count stands for that many, numbered from 001.
struct SubscriptionSection {
  private(set) var subscriptions: [Subscription] = []
  private(set) var names = NameIndex()
  /// The subscriptions that a numbered name stands for.
  private var families: [String: [SubscriptionIndex]] = [:]

  init(_ field: Field?) {
    guard let field else { return }
    guard let items = field.items(of: "subscriptions", mend: "for example - production") else { return }
    if items.isEmpty { field.report("a fleet has at least one subscription", mend: "for example - production") }
    for item in items { read(item) }
    if subscriptions.count > FleetFileLimit.subscriptions {
      field.report(
        "a fleet has at most \(FleetFileLimit.subscriptions) subscriptions, found \(subscriptions.count)",
        mend: "lower a count")
    }
  }

  private mutating func read(_ item: Field) {
    guard item.isMapping else {
      if let name = item.text("the name of a subscription") { add(name, true, item) }
      return
    }
    guard let table = Table(item, FleetFileKeys.subscription) else { return }
    let isEnrolled = table["enrolled"]?.flag() ?? true
    let count = table["count"]?.whole(1...FleetFileLimit.subscriptions)
    guard let name = table["name"]?.text("the name of a subscription") else { return }
    guard table["count"] != nil else { return add(name, isEnrolled, item) }
    let first = subscriptions.count
    for number in 1...(count ?? 1) { add("\(name)-\(Numbered.padded(number))", isEnrolled, item) }
    families[name] = Array(first..<subscriptions.count)
  }

  private mutating func add(_ name: String, _ isEnrolled: Bool, _ item: Field) {
    guard names.add(name) else {
      item.report("the subscription \(QuotedText.quoted(name)) is listed twice", mend: "give it another name")
      return
    }
    subscriptions.append(Subscription(name: name, isEnrolled: isEnrolled))
  }

  /// The subscriptions that a name stands for: one, or all of a numbered name.
  func resolve(_ field: Field) -> [SubscriptionIndex]? {
    if let name = field.scalar, let family = families[name] { return family }
    return field.index(of: "subscription", in: names).map { [$0] }
  }
}

/// Numbers behind names, as the fleet writes them.
enum Numbered {
  /// At least three digits.
  static func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 3 - digits.utf8.count)) + digits
  }
}
