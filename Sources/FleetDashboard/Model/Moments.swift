import FleetModel

/// Moments as people type them: `2d3h`, `12:05`, `42%`, or a part of a mark's text.
struct Moments {
  let end: Instant
  let marks: [Mark]

  func instant(_ text: String) -> Instant? {
    if text.hasSuffix("%") {
      guard let percent = Int64(text.dropLast()), (0...100).contains(percent) else { return nil }
      return end / 100 * percent
    }
    return Self.clock(text) ?? Self.duration(text)
      ?? marks.first { $0.text.lowercased().contains(text.lowercased()) }?.time
  }

  /// `12:05` is hours and minutes, `12:05:30` has seconds; `2d 12:05` has days.
  private static func clock(_ text: String) -> Instant? {
    var rest = Substring(text)
    var days: Int64 = 0
    if let d = rest.firstIndex(of: "d"), rest.contains(":") {
      guard let number = small(rest[..<d]) else { return nil }
      days = number
      rest = rest[rest.index(after: d)...]
      while rest.first == " " { rest.removeFirst() }
    }
    let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count) else { return nil }
    var seconds: Int64 = 0
    for (index, part) in parts.enumerated() {
      guard let number = small(part) else { return nil }
      seconds += number * [3600, 60, 1][index]
    }
    return (days * 86_400 + seconds) * Span.second
  }

  private static func duration(_ text: String) -> Instant? {
    let units: [(Character, Milliseconds)] = [
      ("d", Span.day), ("h", Span.hour), ("m", Span.minute), ("s", Span.second),
    ]
    var total: Instant = 0
    var digits = ""
    guard !text.isEmpty else { return nil }
    for character in text where character != " " {
      if character.isNumber {
        digits.append(character)
      } else {
        guard let unit = units.first(where: { $0.0 == character })?.1, let number = small(Substring(digits)) else {
          return nil
        }
        total += number * unit
        digits = ""
      }
    }
    return digits.isEmpty ? total : nil
  }

  /// A number that cannot overflow when it becomes a time.
  private static func small(_ digits: Substring) -> Int64? {
    guard digits.utf8.count <= 7, let number = Int64(digits), number >= 0 else { return nil }
    return number
  }
}
