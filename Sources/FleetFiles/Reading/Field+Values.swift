import FleetModel
import FleetSimulator

// The simple values. Each either returns what it read or reports what is wrong and returns nil.

extension Field {
  /// A text of at most `limit` bytes that is not empty.
  func text(_ what: String, atMost limit: Int = FleetFileLimit.nameBytes) -> String? {
    guard let text = scalar, !text.isEmpty else {
      expected(what, mend: "write a text")
      return nil
    }
    guard text.utf8.count <= limit else {
      report("\(what) has \(text.utf8.count) bytes, more than \(limit)", mend: "shorten it")
      return nil
    }
    return text
  }

  /// A whole number in a range.
  func whole(_ range: ClosedRange<Int>) -> Int? {
    guard let text = plainScalar, let number = Quantity.whole(text), range.contains(number) else {
      expected(
        "a whole number from \(range.lowerBound) to \(range.upperBound)",
        mend: "write digits only, for example \(range.contains(5) ? 5 : range.lowerBound)")
      return nil
    }
    return number
  }

  /// A number of percent, with or without the sign.
  func percent(_ range: ClosedRange<Int>) -> Int? {
    let text = scalar.map { $0.last == "%" ? String($0.dropLast()) : $0 }
    guard let text, let number = Quantity.whole(text), range.contains(number) else {
      expected("whole percent from \(range.lowerBound) to \(range.upperBound)", mend: "for example 20 or 20%")
      return nil
    }
    return number
  }

  /// true or false.
  func flag() -> Bool? {
    switch plainScalar {
    case "true": return true
    case "false": return false
    default:
      expected("true or false", mend: "write true or false without quotes")
      return nil
    }
  }

  /// A length of time.
  func duration(_ range: ClosedRange<Milliseconds> = 0...FleetFileLimit.longestTime) -> Milliseconds? {
    guard let text = scalar, let duration = Quantity.duration(text), range.contains(duration) else {
      expected(
        "a time from \(Quantity.text(range.lowerBound)) to \(Quantity.text(range.upperBound))",
        mend: "write whole numbers with units d, h, m, s or ms, for example 1h30m")
      return nil
    }
    return duration
  }

  /// A shortest and a longest time.
  func timeRange() -> TimeRange? {
    guard let text = scalar, let range = Quantity.range(text) else {
      expected("a time or a range of times", mend: "for example 45s or 30s..2m")
      return nil
    }
    return range
  }

  /// A share from 0% to 100%.
  func share() -> PartsPerMillion? {
    guard let text = scalar, let share = Quantity.share(text) else {
      expected(
        "a share from 0% to 100%", mend: "write percent with at most four digits after the point, for example 2.5%")
      return nil
    }
    return share
  }

  /// true, false, or the share for which it is true.
  func likelihood() -> PartsPerMillion? {
    switch plainScalar {
    case "true": return 1_000_000
    case "false": return 0
    default: break
    }
    guard let text = scalar, let share = Quantity.share(text) else {
      expected("true, false or a share", mend: "for example true or 80%")
      return nil
    }
    return share
  }

  /// A handler version.
  func version() -> HandlerVersion? {
    guard let text = scalar, let version = HandlerVersion(text) else {
      expected("a version of two to four numbers", mend: "for example 9.10.16.0; put 1.10 in quotes in JSON")
      return nil
    }
    return version
  }

  /// One of a few words.
  func choice<Value>(_ words: [(word: String, value: Value)]) -> Value? {
    if let text = scalar, let match = words.first(where: { $0.word == text }) { return match.value }
    let names = words.map(\.word)
    let hint = scalar.map { NearestWord.hint(for: $0, in: names) } ?? ""
    expected(names.joined(separator: " or "), mend: hint.isEmpty ? "write one of these words" : hint)
    return nil
  }

  /// One of the words of an enumeration.
  func choice<Value: CaseIterable & RawRepresentable<String>>(_ type: Value.Type) -> Value? {
    choice(Value.allCases.map { ($0.rawValue, $0) })
  }

  /// The index of a name that must be known.
  func index(of what: String, in names: NameIndex) -> Int? {
    guard let text = scalar else {
      expected("the name of \(what)", mend: "write a name")
      return nil
    }
    if let index = names[text] { return index }
    let hint = NearestWord.hint(for: text, in: names.names)
    report("there is no \(what) \(QuotedText.quoted(text))", mend: hint.isEmpty ? "define it first" : hint)
    return nil
  }
}

/// Names and their places in a list.
struct NameIndex {
  private(set) var names: [String] = []
  private var places: [String: Int] = [:]

  subscript(name: String) -> Int? { places[name] }

  /// Adds a name; false if it was there.
  mutating func add(_ name: String) -> Bool {
    guard places[name] == nil else { return false }
    places[name] = names.count
    names.append(name)
    return true
  }
}
