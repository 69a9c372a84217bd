/// Turns untrusted text into something that a message or a terminal may show.
enum QuotedText {
  /// At most this many characters are shown: a message is one line.
  static let shown = 60

  /// In double quotes, with everything that a terminal might act upon or that cannot be seen written as `\u{..}`.
  static func quoted(_ text: some StringProtocol) -> String {
    var result = "\""
    var count = 0
    for scalar in text.unicodeScalars {
      if count == shown { return result + "…\"" }
      append(scalar, to: &result, quotes: true)
      count += 1
    }
    return result + "\""
  }

  /// Without quotes and of any length, equally safe; for file names.
  static func bare(_ text: some StringProtocol) -> String {
    var result = ""
    for scalar in text.unicodeScalars { append(scalar, to: &result, quotes: false) }
    return result
  }

  /// The whole text in double quotes, so that the command parser reads it back.
  static func escaped(_ text: some StringProtocol) -> String {
    var result = "\""
    for scalar in text.unicodeScalars { append(scalar, to: &result, quotes: true) }
    return result + "\""
  }

  private static func append(_ scalar: Unicode.Scalar, to result: inout String, quotes: Bool) {
    switch scalar {
    case "\"" where quotes: result += "\\\""
    case "\\" where quotes: result += "\\\\"
    case _ where isHidden(scalar): result += "\\u{\(String(scalar.value, radix: 16))}"
    default: result.unicodeScalars.append(scalar)
    }
  }

  /// Controls, direction marks, invisible and unassigned code points, and separators that break lines.
  static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: return true
    default: return scalar.properties.isDefaultIgnorableCodePoint
    }
  }
}
