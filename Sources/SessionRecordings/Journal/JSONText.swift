import EventStream

/// Text as a JSON string that any terminal may show: what it might obey, hide or reorder is escaped.
enum JSONText {
  /// The text in quotes.
  static func quoted(_ text: some StringProtocol) -> String {
    var line = LineBuffer()
    if write(ascii: text, into: &line) { return String(decoding: line.bytes, as: UTF8.self) }
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case _ where isHidden(scalar): for unit in String(scalar).utf16 { result += "\\u" + digits(unit) }
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// Appends the text in quotes.
  static func write(_ text: String, into line: inout LineBuffer) {
    if line.quoted(plain: text) { return }
    let start = line.count
    if write(ascii: text, into: &line) { return }
    line.cut(to: start)
    line.plain(quoted(text))
  }

  /// Appends the text in quotes, in pieces that need no escape, since whole fleet files are quoted; false if it is not ASCII
  /// alone, and then a part of it may have been appended.
  private static func write(ascii text: some StringProtocol, into line: inout LineBuffer) -> Bool {
    let isASCII = text.utf8.withContiguousStorageIfAvailable { text in
      var start = 0
      line.raw("\"")
      for (index, byte) in text.enumerated() where byte < 0x20 || byte == 34 || byte == 92 || byte >= 0x7F {
        line.place(UnsafeBufferPointer(rebasing: text[start..<index]))
        start = index + 1
        switch byte {
        case 34: line.raw("\\\"")
        case 92: line.raw("\\\\")
        case 10: line.raw("\\n")
        case 0..<0x80: line.plain("\\u\(digits(UInt16(byte)))")
        default: return false
        }
      }
      line.place(UnsafeBufferPointer(rebasing: text[start...]))
      line.raw("\"")
      return true
    }
    return isASCII ?? false
  }

  /// At most 80 characters of it in quotes, for messages.
  static func excerpt(_ text: some StringProtocol) -> String {
    let head = text.unicodeScalars.prefix(80)
    let isCut = head.endIndex < text.unicodeScalars.endIndex
    return quoted(String(String.UnicodeScalarView(head)) + (isCut ? "…" : ""))
  }

  private static func digits(_ unit: UInt16) -> String {
    let hex = String(unit, radix: 16)
    return String(repeating: "0", count: 4 - hex.utf8.count) + hex
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return true
    default: return scalar.properties.isDefaultIgnorableCodePoint
    }
  }
}
