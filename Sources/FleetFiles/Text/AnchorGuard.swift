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
      UInt8(ascii: "{"):
      return true
    // YAML's other line breaks: U+0085, U+2028 and U+2029. Letters such as é end with the same bytes.
    case 0x85 where before > 0 && bytes[before - 1] == 0xC2: return true
    case 0xA8 where isAfterSeparatorStart(bytes, before), 0xA9 where isAfterSeparatorStart(bytes, before): return true
    default:
      // A tag may stand before an anchor.
      guard before < index - 1 else { return false }
      var start = before
      while start > 0, !isBlank(bytes[start - 1]) { start -= 1 }
      return bytes[start...before].contains(UInt8(ascii: "!"))
    }
  }

  private static func isAfterSeparatorStart(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    index > 1 && bytes[index - 2] == 0xE2 && bytes[index - 1] == 0x80
  }

  private static func place(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> (line: Int, column: Int) {
    let lineStart = bytes[..<index].lastIndex(of: 10).map { $0 + 1 } ?? 0
    let line = 1 + bytes[..<index].count { $0 == 10 }
    return (line, 1 + bytes[lineStart..<index].count { $0 & 0xC0 != 0x80 })
  }
}
