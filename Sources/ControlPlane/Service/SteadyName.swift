import FleetModel

/// Identifiers that Azure's clients expect to be GUIDs, derived from names so that every run has the same.
enum SteadyName {
  /// A GUID that follows from a text. A text that is a GUID already stays as it is.
  static func guid(from text: String) -> String {
    if isGUID(text) { return text.lowercased() }
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let high = KeyedDraw.mix(hash)
    let low = KeyedDraw.mix(high ^ 0x9E37_79B9_7F4A_7C15)
    // Version 8 (own scheme) and the variant of RFC 9562.
    return hex(high & ~0xF000 | 0x8000, low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
  }

  private static func hex(_ high: UInt64, _ low: UInt64) -> String {
    func digits(_ value: UInt64, _ count: Int) -> String {
      let text = String(value, radix: 16)
      return String(repeating: "0", count: count - text.utf8.count) + text
    }
    return [
      digits(high >> 32, 8), digits(high >> 16 & 0xFFFF, 4), digits(high & 0xFFFF, 4), digits(low >> 48, 4),
      digits(low & 0xFFFF_FFFF_FFFF, 12),
    ].joined(separator: "-")
  }

  private static func isGUID(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    return parts.map(\.utf8.count) == [8, 4, 4, 4, 12]
      && parts.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isHexDigit } }
  }
}

/// Simulated time as the dates that Azure's bodies hold.
enum SimulatedDate {
  /// What instant 0 is called: 2026-01-01T00:00:00Z, in seconds since 1970.
  private static let start: Int64 = 1_767_225_600

  /// The instant in ISO 8601.
  static func text(_ instant: Instant) -> String {
    let seconds = start + instant / 1_000
    let (days, rest) = (seconds / 86_400, seconds % 86_400)
    let (year, month, day) = civil(days)
    let time = [rest / 3_600, rest / 60 % 60, rest % 60].map(two).joined(separator: ":")
    let fraction = String(instant % 1_000 + 1_000).dropFirst()
    return "\(year)-\(two(month))-\(two(day))T\(time).\(fraction)+00:00"
  }

  /// The instant in seconds since 1970.
  static func seconds(_ instant: Instant) -> Int64 { start + instant / 1_000 }

  private static func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }

  /// Year, month and day of a day since 1970, by eras of 400 years.
  private static func civil(_ days: Int64) -> (Int64, Int64, Int64) {
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}
