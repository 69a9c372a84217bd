/// What `field:value` can ask for on each screen. A test holds it against what the screens answer.
enum FilterFields {
  static func names(_ screen: Screen) -> [String] {
    switch screen {
    case .world: ["region", "phase", "state"]
    case .region: ["set", "kind", "sub"]
    case .machine: ["text"]
    case .catalogue: ["ext", "version"]
    case .events: ["level", "region", "vm", "where", "text"]
    case .timeline: []
    }
  }

  /// Other names that some screen takes as well.
  private static let others: [Screen: [String]] = [.region: ["group"], .events: ["ext", "phase"]]

  /// What is wrong with a filter on a screen: a field that it does not have, or a screen that shows no list.
  static func problem(_ filter: Filter, on screen: Screen) -> String? {
    let known = names(screen)
    guard !known.isEmpty else { return "The timeline shows everything; filter the events instead." }
    if let fault = filter.fault { return fault }
    let all = known + (others[screen] ?? [])
    guard let term = filter.terms.first(where: { !$0.field.isEmpty && !all.contains($0.field) }) else { return nil }
    return "There is no field \(term.field) here; there are \(known.joined(separator: ", "))."
  }
}
