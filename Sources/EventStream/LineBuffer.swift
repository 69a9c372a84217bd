/// Bytes of JSON lines, put together without making strings.
struct LineBuffer: Sendable {
  var bytes: [UInt8] = []

  mutating func raw(_ text: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func raw(_ text: [UInt8]) { bytes.append(contentsOf: text) }

  mutating func int(_ value: Int) {
    if value < 0 { bytes.append(45) }
    var left = value.magnitude
    guard left >= 10 else {
      bytes.append(UInt8(48 + left))
      return
    }
    // At most twenty digits, last one first.
    var digits: InlineArray<20, UInt8> = InlineArray(repeating: 0)
    var start = 20
    while left > 0 {
      let (quotient, digit) = left.quotientAndRemainder(dividingBy: 10)
      start -= 1
      digits[start] = UInt8(48 + digit)
      left = quotient
    }
    for place in start..<20 { bytes.append(digits[place]) }
  }

  mutating func bool(_ value: Bool) { if value { raw("true") } else { raw("false") } }

  mutating func int(orNull value: Int?) { if let value { int(value) } else { raw("null") } }

  mutating func string(_ text: String) {
    guard JSONText.isPlain(text) else {
      bytes.append(contentsOf: JSONText.quoted(text))
      return
    }
    bytes.append(34)
    bytes.append(contentsOf: text.utf8)
    bytes.append(34)
  }
}

/// Text as a JSON string.
enum JSONText {
  /// Quoted, with what JSON cannot hold escaped. Control characters of every kind are escaped too, since people read
  /// streams on terminals.
  static func quoted(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = [34]
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": bytes += [92, 34]
      case "\\": bytes += [92, 92]
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || isInvisible(scalar):
        escape(scalar, into: &bytes)
      default: bytes += Array(String(scalar).utf8)
      }
    }
    bytes.append(34)
    return bytes
  }

  /// Whether a text is printable ASCII that JSON takes as it is.
  static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 34 && $0 != 92 }
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
    default: false
    }
  }

  private static func escape(_ scalar: Unicode.Scalar, into bytes: inout [UInt8]) {
    for unit in String(scalar).utf16 {
      let hex = String(unit, radix: 16)
      bytes += Array("\\u".utf8) + Array(repeating: 48, count: 4 - hex.utf8.count) + Array(hex.utf8)
    }
  }
}
