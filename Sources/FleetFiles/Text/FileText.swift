/// The text of a file: UTF-8 with or without a byte order mark, or UTF-16 with one (what PowerShell's `>` writes).
enum FileText {
  /// The text without its mark, or the problem that the bytes are not text.
  static func decode(_ bytes: [UInt8], file: String) -> Result<String, FileProblem> {
    guard bytes.count <= FleetFileLimit.bytes else {
      return .failure(
        FileProblem(
          file: file, line: 0, column: 0, field: "",
          text: "the file has \(bytes.count) bytes, more than the \(FleetFileLimit.bytes) that are read",
          mend: "describe VMs by templates with a count"))
    }
    if bytes.starts(with: [0xFF, 0xFE]) { return utf16(bytes, file) { UInt16($0) | UInt16($1) << 8 } }
    if bytes.starts(with: [0xFE, 0xFF]) { return utf16(bytes, file) { UInt16($0) << 8 | UInt16($1) } }
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    if let text = String(validating: content, as: UTF8.self) { return .success(joiningSurrogates(text)) }
    let valid = String(decoding: content, as: UTF8.self).unicodeScalars.prefix { $0 != "\u{FFFD}" }
    return .failure(notText(file, line: 1 + valid.count { $0 == "\n" }))
  }

  private static func utf16(
    _ bytes: [UInt8], _ file: String, _ join: (UInt8, UInt8) -> UInt16
  ) -> Result<String, FileProblem> {
    let units = stride(from: 2, to: bytes.count - 1, by: 2).map { join(bytes[$0], bytes[$0 + 1]) }
    guard bytes.count % 2 == 0, let text = String(validating: units, as: UTF16.self) else {
      return .failure(notText(file, line: 1 + units.count { $0 == 10 }))
    }
    return .success(joiningSurrogates(text))
  }

  private static func notText(_ file: String, line: Int) -> FileProblem {
    FileProblem(
      file: file, line: line, column: 0, field: "", text: "expected text in UTF-8 or UTF-16, found other bytes",
      mend: "save the file as UTF-8")
  }

  /// JSON writes characters beyond the first plane as two escapes, which YAML does not know: they become the character.
  private static func joiningSurrogates(_ text: String) -> String {
    guard text.utf8.first(where: { $0 > 32 }) == UInt8(ascii: "{"), text.contains("\\ud") || text.contains("\\uD")
    else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count else {
        result.append(bytes[index])
        index += 1
        continue
      }
      if let high = escape(bytes, index), 0xD800...0xDBFF ~= high, let low = escape(bytes, index + 6),
        0xDC00...0xDFFF ~= low, let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
      {
        result.append(contentsOf: String(Character(scalar)).utf8)
        index += 12
      } else {
        result.append(contentsOf: bytes[index...index + 1])
        index += 2
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The value of `\uXXXX` at a place.
  private static func escape(_ bytes: [UInt8], _ index: Int) -> UInt32? {
    guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else {
      return nil
    }
    return UInt32(String(decoding: bytes[index + 2..<index + 6], as: UTF8.self), radix: 16)
  }
}
