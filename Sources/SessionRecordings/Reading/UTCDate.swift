/// Unix time as people read it.
public enum UTCDate {
  /// `2026-03-01 14:05:09 UTC` from milliseconds since 1970.
  public static func text(_ milliseconds: Int64) -> String {
    let seconds = max(0, milliseconds) / 1_000
    let (year, month, day) = date(seconds / 86_400)
    let time = seconds % 86_400
    return "\(pad(year, 4))-\(pad(month))-\(pad(day)) \(pad(time / 3_600)):\(pad(time / 60 % 60)):\(pad(time % 60)) UTC"
  }

  /// The same without anything that a file name should not have: `20260301-140509`.
  public static func compact(_ milliseconds: Int64) -> String {
    let digits = text(milliseconds).filter(\.isNumber)
    return "\(digits.prefix(8))-\(digits.suffix(6))"
  }

  /// The civil date of a day since 1970, by Howard Hinnant's method.
  private static func date(_ day: Int64) -> (Int64, Int64, Int64) {
    let shifted = day + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let part = (5 * dayOfYear + 2) / 153
    let month = part < 10 ? part + 3 : part - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * part + 2) / 5 + 1)
  }

  private static func pad(_ number: Int64, _ width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
