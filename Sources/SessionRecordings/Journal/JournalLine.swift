import EventStream

/// The frame around a record: its number before it, its checksum behind it.
///
///     {"n":7,"k":"Cmd",…,"c":"1f2e3d4c"}
enum JournalLine {
  private static let tail = Array(",\"c\":\"".utf8)
  private static let end = Array("\"}".utf8)
  static let headStart = Array("{\"n\":0,\"k\":\"Head\",\"id\":\"".utf8)

  /// Appends a whole line with its line feed. `seed` is the checksum of the session's number; `writeBody` appends the
  /// inside, from the kind on.
  @inline(__always)
  static func append(
    number: Int, seed: CRC32C, to lines: inout LineBuffer, _ writeBody: (inout LineBuffer) -> Void
  ) {
    let start = lines.count
    lines.raw("{\"n\":")
    lines.int(number)
    lines.raw(",")
    writeBody(&lines)
    var checksum = seed
    checksum.add(lines.bytes[start...])
    lines.raw(tail)
    lines.hex(checksum.value)
    lines.raw(end)
    lines.raw("\n")
  }

  /// Whether a line, without its line feed, ends with its own checksum.
  static func isWhole(_ line: ArraySlice<UInt8>, id: String) -> Bool {
    let frame = tail.count + 8 + end.count
    guard line.count > frame else { return false }
    let content = line.dropLast(frame)
    let rest = line.suffix(frame)
    guard rest.starts(with: tail), rest.suffix(end.count).elementsEqual(end) else { return false }
    let digits = rest.dropFirst(tail.count).prefix(8)
    return digits.elementsEqual(Hex.text(checksum(content, id: id)).utf8)
  }

  /// The session's number from a header line, before anything in it is believed.
  static func id(of header: ArraySlice<UInt8>) -> String? {
    guard header.starts(with: headStart) else { return nil }
    let id = String(decoding: header.dropFirst(headStart.count).prefix(32), as: UTF8.self)
    return Hex.isLower(id, count: 32) ? id : nil
  }

  private static func checksum(_ bytes: some Collection<UInt8>, id: String) -> UInt32 {
    var checksum = CRC32C(seed: id.utf8)
    checksum.add(bytes)
    return checksum.value
  }
}
