import FleetModel
import FleetSimulator

/// Takes the words of a command one after the other.
struct WordReader {
  private let words: [CommandWord]
  private let end: Int
  private var index = 0

  init(_ words: [CommandWord], end: Int) {
    self.words = words
    self.end = end
  }

  var isAtEnd: Bool { index == words.count }

  func isNext(_ text: String) -> Bool { !isAtEnd && words[index].text == text && !words[index].isQuoted }

  mutating func next(_ what: String, mend: String) throws(CommandSyntaxError) -> CommandWord {
    guard !isAtEnd else { throw missing(what, mend: mend) }
    index += 1
    return words[index - 1]
  }

  /// Takes the next word if it is this one.
  mutating func take(_ text: String) -> Bool {
    guard isNext(text) else { return false }
    index += 1
    return true
  }

  /// Takes the next word if it is this option.
  mutating func take(option key: String) -> CommandWord? {
    guard !isAtEnd, words[index].option?.key == key else { return nil }
    index += 1
    return words[index - 1]
  }

  func missing(_ what: String, mend: String) -> CommandSyntaxError {
    CommandSyntaxError(column: end, "expected \(what), found the end", mend: mend)
  }

  static func wrong(_ word: CommandWord, _ what: String, mend: String) -> CommandSyntaxError {
    CommandSyntaxError(column: word.column, "expected \(what), found \(QuotedText.quoted(word.text))", mend: mend)
  }

  /// Refuses words that are left over.
  func finish() throws(CommandSyntaxError) {
    guard !isAtEnd else { return }
    throw CommandSyntaxError(
      column: words[index].column, "expected the end, found \(QuotedText.quoted(words[index].text))",
      mend: "remove it, or put names with blanks in quotes")
  }

  mutating func version() throws(CommandSyntaxError) -> HandlerVersion {
    let word = try next("a version", mend: "for example 9.10.16.0")
    guard let version = HandlerVersion(word.text) else {
      throw Self.wrong(word, "a version of two to four numbers", mend: "for example 9.10.16.0")
    }
    return version
  }

  mutating func choice<Value>(_ choices: [(word: String, value: Value)]) throws(CommandSyntaxError) -> Value {
    let known = choices.map(\.word).joined(separator: " or ")
    let word = try next(known, mend: "write \(known)")
    guard let choice = choices.first(where: { $0.word == word.text }) else {
      throw Self.wrong(word, known, mend: NearestWord.hint(for: word.text, in: choices.map(\.word)))
    }
    return choice.value
  }

  mutating func count(_ range: ClosedRange<Int>) throws(CommandSyntaxError) -> Int {
    let word = try next("a number", mend: "for example 12")
    guard let number = Quantity.whole(word.text), range.contains(number) else {
      throw Self.wrong(word, "a number from \(range.lowerBound) to \(range.upperBound)", mend: "for example 12")
    }
    return number
  }

  /// `auto=on` or `auto=off`; R41: left out is off.
  mutating func automatic() throws(CommandSyntaxError) -> Bool {
    guard let word = take(option: "auto") else { return false }
    guard let choice = CommandParser.onOff.first(where: { $0.word == word.option?.value }) else {
      throw Self.wrong(word, "auto=on or auto=off", mend: "")
    }
    return choice.value
  }

  mutating func fault() throws(CommandSyntaxError) -> Fault {
    let word = try next("a fault", mend: "for example unhealthy")
    if let fault = FaultWords.plain.first(where: { $0.word == word.text })?.value { return fault }
    if word.option?.key == FaultWords.slowHealth {
      return .slowHealth(try Self.duration(word))
    }
    let known = FaultWords.plain.map(\.word) + ["\(FaultWords.slowHealth)=6m"]
    let hint = NearestWord.hint(for: word.text, in: known)
    throw CommandSyntaxError(
      column: word.column, "there is no fault \(QuotedText.quoted(word.text))",
      mend: hint.isEmpty ? "faults are \(known.joined(separator: ", "))" : hint)
  }

  /// The share and the duration behind a scope, in any order, of the keys that the command knows.
  mutating func options(
    _ keys: [String]
  ) throws(CommandSyntaxError) -> (share: PartsPerMillion?, duration: Milliseconds?) {
    var (share, duration): (PartsPerMillion?, Milliseconds?)
    while !isAtEnd {
      let word = try next("an option", mend: "")
      guard let key = word.option?.key, keys.contains(key) else {
        let forms = keys.map { $0 == "share" ? "share=10%" : "for=30m" }.joined(separator: " or ")
        throw Self.wrong(word, forms, mend: "remove it")
      }
      if key == "share" ? share != nil : duration != nil {
        throw CommandSyntaxError(column: word.column, "\(QuotedText.quoted(key)) is given twice", mend: "keep one")
      }
      if key == "share" { share = try Self.share(word) } else { duration = try Self.duration(word) }
    }
    return (share, duration)
  }

  /// A duration that must have been given.
  func required(_ duration: Milliseconds?) throws(CommandSyntaxError) -> Milliseconds {
    guard let duration else { throw missing("for= and a time", mend: "for example for=30m") }
    return duration
  }

  static func share(_ word: CommandWord) throws(CommandSyntaxError) -> PartsPerMillion {
    guard let share = Quantity.share(word.option?.value ?? "") else {
      throw wrong(word, "a share from 0% to 100%", mend: "for example \(word.option?.key ?? "share")=2.5%")
    }
    return share
  }

  /// A time above zero.
  private static func duration(_ word: CommandWord) throws(CommandSyntaxError) -> Milliseconds {
    guard let duration = Quantity.duration(word.option?.value ?? ""), duration > 0 else {
      throw wrong(word, "a time above 0", mend: "for example \(word.option?.key ?? "for")=30m")
    }
    return duration
  }
}

/// The faults by name.
enum FaultWords {
  static let plain: [(word: String, value: Fault)] = [
    ("unhealthy", .unhealthy), ("signal-lost", .signalLost), ("flapping", .flapping), ("agent-lost", .agentLost),
    ("install-fails", .installFails), ("install-hangs", .installHangs), ("rollback-fails", .rollbackFails),
    ("rollback-hangs", .rollbackHangs),
  ]

  /// The fault that has a time.
  static let slowHealth = "slow-health"
}
