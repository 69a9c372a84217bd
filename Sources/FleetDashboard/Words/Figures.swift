import FleetModel

/// Numbers and times as people read them. The same on every screen and in the plain output.
enum Figures {
  /// `8 812`.
  static func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    guard digits.utf8.count > 3 else { return String(number) }
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.utf8.count - index) % 3 == 0 { text.append(" ") }
      text.append(digit)
    }
    return number < 0 ? "-" + text : text
  }

  /// Four columns at most: `9999`, `12k`, `999k`, `20M`.
  static func compact(_ number: Int) -> String {
    if number < 10_000 { return String(number) }
    return number < 1_000_000 ? "\(number / 1_000)k" : "\(number / 1_000_000)M"
  }

  /// Whole percent, rounded down, so that 100% is all of them.
  static func percent(_ part: Int, of whole: Int) -> Int { whole == 0 ? 100 : part * 100 / whole }

  /// `1 VM`, `2 796 VMs`.
  static func count(_ number: Int, _ noun: String, plural: String? = nil) -> String {
    "\(grouped(number)) \(number == 1 ? noun : plural ?? noun + "s")"
  }

  /// The clock: `00:20:04`, or `2d 03:20:04` after the first day.
  static func clock(_ instant: Instant) -> String {
    let seconds = instant / Span.second
    let time = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map(twoDigits).joined(separator: ":")
    return seconds < 86_400 ? time : "\(seconds / 86_400)d \(time)"
  }

  /// Two units at most: `2 d 4 h`, `5 h 58 m`, `12 m 30 s`, `45 s`; below a second `0.2 s`.
  static func duration(_ length: Milliseconds) -> String {
    let units: [(Milliseconds, String)] = [(Span.day, "d"), (Span.hour, "h"), (Span.minute, "m"), (Span.second, "s")]
    for (index, (unit, name)) in units.enumerated() where length >= unit {
      let whole = "\(length / unit) \(name)"
      guard index + 1 < units.count else { return whole }
      let (next, nextName) = units[index + 1]
      let rest = length % unit / next
      return rest == 0 ? whole : "\(whole) \(rest) \(nextName)"
    }
    return length <= 0 ? "0 s" : "0.\(max(1, length / 100)) s"
  }

  /// One unit, for estimates: `3 d`, `5 h`, `12 m`; rounded up.
  static func roughly(_ length: Milliseconds) -> String {
    for (unit, name) in [(Span.day, "d"), (Span.hour, "h")] where length > 2 * unit {
      return "\((length + unit - 1) / unit) \(name)"
    }
    return "\(max(1, (length + Span.minute - 1) / Span.minute)) m"
  }

  /// A version without the zeros at its end, but for the second part: `9.10.16`.
  static func version(_ version: HandlerVersion) -> String {
    var parts = [version.major, version.minor, version.build, version.revision]
    while parts.count > 2, parts.last == 0 { parts.removeLast() }
    return parts.map(String.init).joined(separator: ".")
  }

  /// A share in parts per million as percent: `5%`, `0.25%`.
  static func share(_ partsPerMillion: UInt32) -> String {
    let whole = partsPerMillion / 10_000
    let rest = partsPerMillion % 10_000
    guard rest > 0 else { return "\(whole)%" }
    var digits = String(rest + 10_000).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return "\(whole).\(digits)%"
  }

  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private static func twoDigits(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
