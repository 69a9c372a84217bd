import FleetModel
import FleetSession
import FleetSimulator

// Names and scopes: which part of the fleet a command is about.

extension CommandParser {
  private static let scopeForms =
    "all, sub=NAME, region=NAME, zone=REGION/2, group=NAME, ud=GROUP/3 or vm=NAME"

  /// Reads a scope that stands alone.
  mutating func parseScope(_ text: String) throws(CommandSyntaxError) -> FleetScope {
    var words = WordReader(try CommandWord.split(text), end: text.unicodeScalars.count + 1)
    let scope = try scope(&words)
    try words.finish()
    return scope
  }

  mutating func scope(_ words: inout WordReader) throws(CommandSyntaxError) -> FleetScope {
    try scope(try words.next("a scope", mend: "write \(Self.scopeForms)"))
  }

  mutating func scope(_ word: CommandWord) throws(CommandSyntaxError) -> FleetScope {
    guard let (key, value) = word.option else {
      if word.text == "all" { return .all }
      throw WordReader.wrong(word, "a scope", mend: "write \(Self.scopeForms)")
    }
    switch key {
    case "sub": return .subscription(try subscription(value, word))
    case "region": return .region(try region(value, word))
    case "group": return .group(try group(value, word))
    case "vm": return .machine(try machine(value, word))
    case "zone":
      let (name, part) = try Self.halves(word, value, form: "zone=REGION/2 or zone=REGION/none")
      let region = try region(name, word)
      let zones = names.fleet.regions[region].zoneCount
      if part == "none" { return .zone(region, 0) }
      guard let zone = Quantity.whole(part), (1...max(1, zones)).contains(zone), zones > 0 else {
        throw CommandSyntaxError(
          column: word.column, "\(QuotedText.quoted(name)) has \(zones) zones, found \(QuotedText.quoted(part))",
          mend: "write a number up to \(zones), or none for the VMs without a zone", isUnknownName: true)
      }
      return .zone(region, zone)
    case "ud":
      let (name, part) = try Self.halves(word, value, form: "ud=GROUP/3")
      let group = try group(name, word)
      guard let domain = Quantity.whole(part), domain < FleetLimit.domainsPerGroup else {
        throw WordReader.wrong(word, "the number of an update domain", mend: "write ud=GROUP/3")
      }
      return .updateDomain(group, domain)
    default:
      let keys = ["sub", "region", "zone", "group", "ud", "vm"]
      let hint = NearestWord.hint(for: key, in: keys)
      throw CommandSyntaxError(
        column: word.column, "there is no scope \(QuotedText.quoted(key))",
        mend: hint.isEmpty ? "write \(Self.scopeForms)" : hint)
    }
  }

  /// R6's outages are those of places, not of groups or VMs.
  mutating func outageScope(_ words: inout WordReader) throws(CommandSyntaxError) -> FleetScope {
    let word = try words.next("a zone or a region", mend: "for example zone=westeurope/1")
    let scope = try scope(word)
    switch scope {
    case .zone, .region: return scope
    default: throw WordReader.wrong(word, "a zone or a region", mend: "for example zone=westeurope/1")
    }
  }

  func handler(_ words: inout WordReader) throws(CommandSyntaxError) -> HandlerIndex {
    let word = try words.next("the name of an extension", mend: "for example DependencyAgentLinux")
    return try handler(word.text, word)
  }

  func handler(_ name: String, _ word: CommandWord) throws(CommandSyntaxError) -> HandlerIndex {
    let matches = names.handlers(named: name)
    if matches.count == 1 { return matches[0] }
    if matches.isEmpty {
      throw unknown("extension", name, in: names.fleet.handlers.flatMap { [$0.type, $0.name] }, word)
    }
    throw CommandSyntaxError(
      column: word.column, "several publishers have an extension \(QuotedText.quoted(name))",
      mend: "write \(names.fleet.handlers[matches[0]].name)")
  }

  func region(_ name: String, _ word: CommandWord) throws(CommandSyntaxError) -> RegionIndex {
    guard let region = names.region(named: name) else {
      throw unknown("region", name, in: names.fleet.regions.map(\.name), word)
    }
    return region
  }

  func subscription(_ words: inout WordReader) throws(CommandSyntaxError) -> SubscriptionIndex {
    let word = try words.next("the name of a subscription", mend: "for example feature register production")
    return try subscription(word.option?.key == "sub" ? word.option?.value ?? "" : word.text, word)
  }

  private func subscription(_ name: String, _ word: CommandWord) throws(CommandSyntaxError) -> SubscriptionIndex {
    guard let subscription = names.subscription(named: name) else {
      throw unknown("subscription", name, in: names.fleet.subscriptions.map(\.name), word)
    }
    return subscription
  }

  /// A group that is named with or without `group=`.
  mutating func group(_ word: CommandWord, key: String) throws(CommandSyntaxError) -> GroupIndex {
    try group(word.option?.key == key ? word.option?.value ?? "" : word.text, word)
  }

  private mutating func group(_ name: String, _ word: CommandWord) throws(CommandSyntaxError) -> GroupIndex {
    guard let group = names.group(named: name) else { throw unknown("group", name, in: names.groupNames, word) }
    return group
  }

  /// A VM that is named with or without `vm=`.
  mutating func machine(_ word: CommandWord, key: String) throws(CommandSyntaxError) -> VMIndex {
    try machine(word.option?.key == key ? word.option?.value ?? "" : word.text, word)
  }

  private mutating func machine(_ name: String, _ word: CommandWord) throws(CommandSyntaxError) -> VMIndex {
    guard let machine = names.machine(named: name) else {
      throw CommandSyntaxError(
        column: word.column, "there is no VM \(QuotedText.quoted(name))",
        mend: "a VM has a name of its own or is called after its group, for example web_3", isUnknownName: true)
    }
    return machine
  }

  private func unknown(
    _ what: String, _ name: String, in candidates: some Sequence<String>, _ word: CommandWord
  ) -> CommandSyntaxError {
    CommandSyntaxError(
      column: word.column, "there is no \(what) \(QuotedText.quoted(name))",
      mend: NearestWord.hint(for: name, in: candidates), isUnknownName: true)
  }

  /// The parts before and after the last slash.
  private static func halves(
    _ word: CommandWord, _ value: String, form: String
  ) throws(CommandSyntaxError) -> (String, String) {
    guard let slash = value.lastIndex(of: "/") else {
      throw CommandSyntaxError(
        column: word.column, "\(QuotedText.quoted(word.text)) lacks the part behind the slash", mend: "write \(form)")
    }
    return (String(value[..<slash]), String(value[value.index(after: slash)...]))
  }
}
