import EventStream

@testable import SessionRecordings

extension JournalLine {
  /// A whole line with its line feed.
  static func bytes(number: Int, body: String, id: String) -> [UInt8] {
    var lines = LineBuffer()
    append(number: number, seed: CRC32C(seed: id.utf8), to: &lines) { $0.plain(body) }
    return Array(lines.bytes)
  }
}
