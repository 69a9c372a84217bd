public import FleetModel
import FleetSimulator

/// Times and shares as people write them. Fleet files and commands use the same forms.
public enum Quantity {
  private static let units: [(name: String, length: Milliseconds)] = [
    ("d", Span.day), ("h", Span.hour), ("m", Span.minute), ("s", Span.second), ("ms", 1),
  ]

  /// Reads `3h20m`, `90s`, `500ms`, `2d` or `0`: whole numbers with units, largest unit first, none twice.
  public static func duration(_ text: some StringProtocol) -> Milliseconds? {
    if text == "0" { return 0 }
    var rest = Array(text.utf8)[...]
    var total: Milliseconds = 0
    var next = 0
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0 >= 48 && $0 <= 57 }
      rest = rest.dropFirst(digits.count)
      let letters = rest.prefix { $0 >= 97 && $0 <= 122 }
      rest = rest.dropFirst(letters.count)
      let unit = String(decoding: letters, as: UTF8.self)
      guard let amount = Milliseconds(String(decoding: digits, as: UTF8.self)),
        let place = units.indices.first(where: { units[$0].name == unit }), place >= next
      else { return nil }
      let (length, tooLong) = amount.multipliedReportingOverflow(by: units[place].length)
      guard !tooLong, length <= FleetFileLimit.longestTime - total else { return nil }
      total += length
      next = place + 1
    }
    return total
  }

  /// The shortest text that `duration` reads back.
  public static func text(_ duration: Milliseconds) -> String {
    guard duration > 0 else { return "0s" }
    var rest = duration
    var text = ""
    for (name, length) in units where rest >= length {
      text += "\(rest / length)\(name)"
      rest %= length
    }
    return text
  }

  /// A number with what is counted: `1 VM`, `2796 VMs`.
  public static func count(_ number: Int, _ noun: String, plural: String? = nil) -> String {
    "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
  }

  /// Reads `30s..2m`, or one time, which is both ends.
  static func range(_ text: some StringProtocol) -> TimeRange? {
    guard let dots = firstDots(text) else { return duration(text).map { TimeRange($0, $0) } }
    guard let low = duration(text[..<dots]), let high = duration(text[text.index(dots, offsetBy: 2)...]), low <= high
    else { return nil }
    return TimeRange(low, high)
  }

  /// The text that `range` reads back.
  static func text(_ range: TimeRange) -> String {
    range.shortest == range.longest ? text(range.shortest) : "\(text(range.shortest))..\(text(range.longest))"
  }

  /// Reads `5%` or `0.25%`: up to four digits after the point, from 0% to 100%.
  static func share(_ text: some StringProtocol) -> PartsPerMillion? {
    guard text.last == "%" else { return nil }
    let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = digits(parts[0], atMost: 3) else { return nil }
    var parsed = whole * 10_000
    if parts.count == 2 {
      guard let fraction = digits(parts[1], atMost: 4) else { return nil }
      var scaled = fraction
      for _ in parts[1].utf8.count..<4 { scaled *= 10 }
      parsed += scaled
    }
    return parsed <= 1_000_000 ? parsed : nil
  }

  /// The shortest text that `share` reads back.
  static func text(share: PartsPerMillion) -> String {
    let fraction = share % 10_000
    guard fraction > 0 else { return "\(share / 10_000)%" }
    var digits = String(fraction)
    digits = String(repeating: "0", count: 4 - digits.utf8.count) + digits
    while digits.last == "0" { digits.removeLast() }
    return "\(share / 10_000).\(digits)%"
  }

  /// Reads a whole number without sign, point or blanks; nil if it is anything else or does not fit.
  static func whole(_ text: some StringProtocol) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
    return Int(text)
  }

  private static func digits(_ text: some StringProtocol, atMost count: Int) -> UInt32? {
    guard (1...count).contains(text.utf8.count), text.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
    return UInt32(text)
  }

  static func firstDots<S: StringProtocol>(_ text: S) -> S.Index? {
    var index = text.startIndex
    while let dot = text[index...].firstIndex(of: ".") {
      let after = text.index(after: dot)
      if after < text.endIndex, text[after] == "." { return dot }
      index = after
    }
    return nil
  }
}
