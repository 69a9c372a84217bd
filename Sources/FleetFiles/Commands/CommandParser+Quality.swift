import FleetModel
import FleetSession
import FleetSimulator

// Commands about versions and how good they are.

extension CommandParser {
  mutating func publish(_ words: inout WordReader) throws(CommandSyntaxError) -> Command {
    let handler = try handler(&words)
    let version = try words.version()
    var regions = RegionScope.all
    if let word = words.take(option: "regions") { regions = try regionScope(word) }
    let rules = try rules(&words, handler: handler, version: version)
    return .publish(handler: handler, version: version, regions: regions, quality: rules)
  }

  mutating func poison(_ words: inout WordReader) throws(CommandSyntaxError) -> Command {
    let handler = try handler(&words)
    let version = words.take("any") ? nil : try words.version()
    return .poison(try rule(&words, handler: handler, version: version, isAlone: true))
  }

  /// Qualities with `and` between them; none at all is an empty list.
  private mutating func rules(
    _ words: inout WordReader, handler: HandlerIndex, version: HandlerVersion
  ) throws(CommandSyntaxError) -> [QualityRule] {
    guard !words.isAtEnd else { return [] }
    var rules = [try rule(&words, handler: handler, version: version, isAlone: false)]
    while words.take("and") { rules.append(try rule(&words, handler: handler, version: version, isAlone: false)) }
    return rules
  }

  /// A quality: for which VMs it holds, and what differs from a version without faults, or `good` if nothing does.
  private mutating func rule(
    _ words: inout WordReader, handler: HandlerIndex, version: HandlerVersion?, isAlone: Bool
  ) throws(CommandSyntaxError) -> QualityRule {
    var rule = QualityRule(handler: handler, version: version, quality: VersionQuality())
    var seen: [String] = []
    while !words.isAtEnd, isAlone || !words.isNext("and") {
      let isGood = words.isNext("good")
      let word = try words.next("a quality", mend: "for example fail=5%")
      guard !isGood else {
        guard rule.quality == VersionQuality(), isAlone ? words.isAtEnd : words.isAtEnd || words.isNext("and") else {
          throw CommandSyntaxError(column: word.column, "good stands last and without other qualities")
        }
        return rule
      }
      guard let option = word.option else {
        throw CommandSyntaxError(
          column: word.column, "expected a quality, found \(QuotedText.quoted(word.text))",
          mend: "write it with a value, for example fail=5%")
      }
      if seen.contains(option.key) {
        throw CommandSyntaxError(
          column: word.column, "\(QuotedText.quoted(option.key)) is given twice", mend: "keep one")
      }
      seen.append(option.key)
      try set(option.key, option.value, word, &rule)
    }
    guard seen.isEmpty else { return rule }
    let mend = "for example fail=5%, or good"
    throw WordReader.wrong(try words.next("a quality", mend: mend), "a quality", mend: mend)
  }

  private func set(
    _ key: String, _ value: String, _ word: CommandWord, _ rule: inout QualityRule
  ) throws(CommandSyntaxError) {
    if let times = QualityWords.times.first(where: { $0.word == key }) {
      guard let range = Quantity.range(value) else {
        throw WordReader.wrong(word, "a time or a range of times", mend: "for example \(key)=30s..2m")
      }
      rule.quality[keyPath: times.path] = range
    } else if let shares = QualityWords.shares.first(where: { $0.word == key }) {
      rule.quality[keyPath: shares.path] = try WordReader.share(word)
    } else if key == "os" {
      guard let system = QualityWords.systems.first(where: { $0.word == value })?.value else {
        throw WordReader.wrong(
          word, "Linux or Windows", mend: NearestWord.hint(for: value, in: QualityWords.systems.map(\.word)))
      }
      rule.os = system
    } else if key == "region" {
      rule.region = try region(value, word)
    } else if key == "size", !value.isEmpty {
      rule.size = value
    } else {
      let words = ["os", "region", "size"] + QualityWords.times.map(\.word) + QualityWords.shares.map(\.word)
      let hint = NearestWord.hint(for: key, in: words + ["regions"])
      throw CommandSyntaxError(
        column: word.column, "there is no quality \(QuotedText.quoted(key))",
        mend: hint.isEmpty ? "qualities are \(words.joined(separator: ", "))" : hint)
    }
  }

  private func regionScope(_ word: CommandWord) throws(CommandSyntaxError) -> RegionScope {
    if word.option?.value == "all", !word.isQuoted { return .all }
    var regions: [RegionIndex] = []
    for name in word.list {
      let region = try region(name, word)
      if !regions.contains(region) { regions.append(region) }
    }
    return .only(regions.sorted())
  }
}
