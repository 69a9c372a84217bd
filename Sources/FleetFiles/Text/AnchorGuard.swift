/// Finds YAML anchors before the file is composed: a few aliases of aliases stand for more than any memory holds.
enum AnchorGuard {
  /// The line and column of the first `&name` where a value may start. Quotes are not followed, so that no trick with
  /// them hides an anchor; the price is that `, &x` inside a quoted text counts too.
  static func firstAnchor(in text: String) -> (line: Int, column: Int)? {
    var text = text
    return text.withUTF8 { bytes in
      for index in bytes.indices where bytes[index] == UInt8(ascii: "&") {
        guard index + 1 < bytes.count, !isBlank(bytes[index + 1]), startsValue(bytes, index) else { continue }
        return place(bytes, index)
      }
      return nil
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 10 || byte == 13 }

  private static func startsValue(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    var before = index - 1
    while before >= 0, bytes[before] == 32 || bytes[before] == 9 { before -= 1 }
    guard before >= 0 else { return true }
    switch bytes[before] {
    case 10, 13, UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ","), UInt8(ascii: "["),
      UInt8(ascii: "{"), 0x85, 0xA8, 0xA9:  // The last three end YAML's other line breaks, U+0085, U+2028 and U+2029.
      return true
    default:
      // A tag may stand before an anchor.
      var start = before
      while start > 0, !isBlank(bytes[start - 1]) { start -= 1 }
      return before < index - 1 && bytes[start...before].contains(UInt8(ascii: "!"))
    }
  }

  private static func place(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> (line: Int, column: Int) {
    let lineStart = bytes[..<index].lastIndex(of: 10).map { $0 + 1 } ?? 0
    let line = 1 + bytes[..<index].count { $0 == 10 }
    return (line, 1 + bytes[lineStart..<index].count { $0 & 0xC0 != 0x80 })
  }
}
