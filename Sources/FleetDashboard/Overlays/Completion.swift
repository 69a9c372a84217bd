import FleetModel
import TextCanvas
import FleetSession

/// What the word under the cursor of a command may become.
struct Completion {
  let fleet: Fleet

  /// No more names than this are offered; a person narrows them by typing.
  static let most = 50

  /// Whole lines, best first.
  func lines(for text: String) -> [String] {
    if let lines = HowToCompletion(fleet: fleet).lines(for: text) { return lines }
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let last = words.last ?? ""
    let before = words.dropLast().joined(separator: " ")
    let prefix = before.isEmpty ? "" : before + " "
    return candidates(Array(words.dropLast()), last).prefix(Self.most).map { prefix + $0 }
  }

  private func candidates(_ before: [String], _ word: String) -> [String] {
    guard let verb = before.first else {
      let verbs = RunVerbs.table.map(\.word) + ViewCommand.table.map(\.word) + ["az"]
      return Self.ranked(verbs, word).map { $0 + " " }
    }
    switch verb {
    case "vm", "remove": return machines(word)
    case "region": return Self.ranked(fleet.regions.map(\.name), word)
    case "group", "scale": return groups(word)
    case "set" where before.count == 1: return Self.ranked(DashboardConfig.names, word)
    case "theme": return Self.ranked(Theme.allCases.map(\.rawValue), word)
    case "set" where before.count == 2: return Self.ranked(Self.values(of: before[1]), word)
    case "quiet": return Self.ranked(["skip", "show"], word)
    case "feature" where before.count == 1: return Self.ranked(["register", "unregister"], word)
    case "provider" where before.count == 1: return ["register"]
    case "feature", "provider": return Self.ranked(fleet.subscriptions.map(\.name), word)
    case "auto" where before.count == 1, "power" where before.count == 1, "protect" where before.count == 1:
      return Self.ranked(["on", "off"], word)
    case "break" where before.count == 1: return Self.ranked(Self.faults, word)
    case "publish" where before.count == 1, "withdraw" where before.count == 1, "poison" where before.count == 1,
      "deploy" where before.count == 1, "undeploy" where before.count == 1, "auto" where before.count == 2:
      return Self.ranked(fleet.handlers.map(\.type), word)
    case "next", "previous": return before.count == 1 ? Self.ranked(Self.markKinds, word) : []
    case "pace": return before.count == 1 ? Self.ranked(Self.values(of: "pace"), word) : []
    case "span": return before.count == 1 ? Self.ranked(["start", "end", "clear"], word) : []
    case "ascii": return before.count == 1 ? Self.ranked(["on", "off"], word) : []
    default: return ViewCommand.table.contains { $0.word == verb } ? [] : scopes(word)
    }
  }

  private static let markKinds = ["phase", "batch", "stop", "rollback", "command"]

  private static func values(of setting: String) -> [String] {
    switch setting {
    case "theme": Theme.allCases.map(\.rawValue)
    case "background": Ground.allCases.map(\.rawValue)
    case "copy": CopyPlace.allCases.map(\.rawValue)
    case "quiet": ["skip", "show"]
    case "ascii", "mouse": ["on", "off"]
    case "fps": ["5", "10", "30", "60"]
    case "pace": ["x1", "x64", "x1024", "max"]
    default: []
    }
  }

  private static let faults = [
    "unhealthy", "signal-lost", "flapping", "agent-lost", "install-fails", "install-hangs", "slow-health=6m",
    "rollback-fails", "rollback-hangs",
  ]

  private func scopes(_ word: String) -> [String] {
    guard let equals = word.firstIndex(of: "=") else {
      return Self.ranked(["all", "region=", "zone=", "group=", "ud=", "vm=", "sub=", "share=", "for="], word)
    }
    let key = word[..<equals]
    let value = String(word[word.index(after: equals)...])
    let values: [String]
    switch key {
    case "region": values = Self.ranked(fleet.regions.map(\.name), value)
    case "zone":
      values = Self.ranked(
        fleet.regions.flatMap { region in (1...max(1, region.zoneCount)).map { "\(region.name)/\($0)" } }, value)
    case "group": values = groups(value)
    case "sub": values = Self.ranked(fleet.subscriptions.map(\.name), value)
    case "vm": values = machines(value)
    case "share": values = ["5%", "10%", "20%", "50%"].filter { $0.hasPrefix(value) }
    case "for": values = ["5m", "15m", "1h", "6h", "1d"].filter { $0.hasPrefix(value) }
    default: values = []
    }
    return values.map { "\(key)=\($0)" }
  }

  private func groups(_ word: String) -> [String] {
    var names: [String] = []
    for group in fleet.groups.indices where names.count < Self.most {
      let name = fleet.name(ofGroup: group)
      if name.hasPrefix(word) { names.append(name) }
    }
    return names
  }

  /// VMs are looked up by their group, which their name usually begins with.
  func machines(_ word: String) -> [String] {
    var names: [String] = []
    for group in fleet.groups.indices where names.count < Self.most {
      let name = fleet.name(ofGroup: group)
      guard name.hasPrefix(word) || word.hasPrefix(name) || fleet.kind(of: group) == .standalone else { continue }
      for vm in fleet.members(of: group) where fleet.exists(vm) && names.count < Self.most {
        let own = fleet.name(of: vm)
        if own.hasPrefix(word) { names.append(own) }
      }
    }
    return names
  }

  /// Those that begin with the word, then those that contain its letters in order.
  static func ranked(_ names: [String], _ word: String) -> [String] {
    let lower = word.lowercased()
    let starting = names.filter { $0.lowercased().hasPrefix(lower) }
    let fuzzy = names.filter { !$0.lowercased().hasPrefix(lower) && isSubsequence(lower, of: $0.lowercased()) }
    return starting + fuzzy
  }

  private static func isSubsequence(_ word: String, of name: String) -> Bool {
    var rest = Substring(word)
    for character in name where character == rest.first { rest.removeFirst() }
    return rest.isEmpty
  }
}
