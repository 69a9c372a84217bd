import EventStream
public import FleetModel
import FleetSession

// Records as the inside of their lines, from the kind on; and back.

extension JournalRecord {
  /// Appends `"k":KIND` and what follows, without number and checksum.
  func write(into line: inout LineBuffer) {
    switch self {
    case .command(let command):
      line.raw("\"k\":\"Cmd\"")
      line.member(",\"t\":", command.time)
      line.member(",\"w\":", command.wall)
      line.member(",\"by\":", command.source.rawValue)
      line.member(",\"op\":", command.text)
    case .checkpoint(let point):
      line.raw("\"k\":\"check\"")
      line.member(",\"t\":", point.time)
      line.member(",\"w\":", point.wall)
      line.member(",\"e\":", point.events)
      line.member(",\"h\":", point.digest)
    case .batches: preconditionFailure("batches are put together as a line of their own kind, which knows the places")
    case .size(let size):
      line.raw("\"k\":\"size\"")
      line.member(",\"t\":", size.time)
      line.member(",\"w\":", size.wall)
      line.member(",\"cols\":", size.columns)
      line.member(",\"rows\":", size.rows)
    case .gap(let gap):
      line.raw("\"k\":\"Gap\"")
      line.member(",\"t\":", gap.time)
      line.member(",\"commands\":", gap.commands)
      line.member(",\"why\":", gap.reason)
    case .lost(let decisions):
      line.raw("\"k\":\"lost\"")
      line.member(",\"decisions\":", decisions)
    case .end(let end):
      line.raw("\"k\":\"End\"")
      line.member(",\"t\":", end.time)
      line.member(",\"why\":", end.reason)
      line.member(",\"e\":", end.events)
      line.member(",\"h\":", end.digest)
      line.member(",\"lines\":", end.lines)
      line.member(",\"sha256\":", end.sha256)
    }
  }

  /// The record of a kind; nil if this version does not know the kind.
  /// `places` are those that the lines before it named.
  static func read(
    kind: String, _ fields: RecordFields, _ places: inout PlaceTable
  ) throws(FieldFault) -> JournalRecord? {
    switch kind {
    case "Cmd":
      let source = try fields.string("by")
      guard let known = CommandSource(rawValue: source) else {
        throw FieldFault("by: there is no source \(JSONText.excerpt(source))")
      }
      return .command(
        RecordedCommand(
          time: try fields.instant("t"), wall: try fields.wall("w"), source: known, text: try fields.string("op")))
    case "check":
      return .checkpoint(
        RecordedCheckpoint(
          time: try fields.instant("t"), wall: try fields.wall("w"), events: try fields.count("e"),
          digest: try fields.digest("h")))
    case "batches": return .batches(try RecordedBatch.readMany(fields, &places))
    case "batch": return .batches([try RecordedBatch.read(fields)])
    case "size":
      return .size(
        RecordedSize(
          time: try fields.instant("t"), wall: try fields.wall("w"), columns: try fields.cells("cols"),
          rows: try fields.cells("rows")))
    case "Gap":
      return .gap(
        RecordedGap(
          time: try fields.instant("t"), commands: try fields.count("commands"), reason: try fields.string("why")))
    case "lost": return .lost(decisions: try fields.count("decisions"))
    case "End":
      return .end(
        RecordedEnd(
          time: try fields.instant("t"), reason: try fields.string("why"), events: try fields.count("e"),
          digest: try fields.digest("h"), lines: try fields.count("lines"),
          sha256: try fields.hex("sha256", digits: 64)))
    default: return nil
    }
  }
}

extension LineBuffer {
  mutating func member(_ key: StaticString, _ value: some BinaryInteger) {
    raw(key)
    int(Int(value))
  }

  mutating func member(_ key: StaticString, _ value: Digest) {
    raw(key)
    raw("\"")
    hex(value.words.0)
    hex(value.words.1)
    raw("\"")
  }

  mutating func member(_ key: StaticString, _ value: String) {
    raw(key)
    JSONText.write(value, into: &self)
  }
}

/// Why a line that is whole does not say what its kind must say.
struct FieldFault: Error {
  let text: String

  init(_ text: String) { self.text = text }
}

/// The keys of a record, read as what they must be.
struct RecordFields {
  let value: JSONValue

  func string(_ key: String) throws(FieldFault) -> String {
    guard case .string(let text)? = value[key] else { throw FieldFault("\(key): expected a text") }
    return text
  }

  func optionalString(_ key: String) throws(FieldFault) -> String? {
    switch value[key] {
    case nil, .null?: nil
    case .string(let text)?: text
    default: throw FieldFault("\(key): expected a text")
    }
  }

  func count64(_ key: String) throws(FieldFault) -> Int64 {
    guard case .int(let number)? = value[key], number >= 0 else { throw FieldFault("\(key): expected a number from 0") }
    return number
  }

  func count(_ key: String) throws(FieldFault) -> Int { Int(try count64(key)) }

  func optionalCount(_ key: String) throws(FieldFault) -> Int? {
    if case .null? = value[key] { return nil }
    return try count(key)
  }

  /// Columns or rows of a terminal.
  func cells(_ key: String) throws(FieldFault) -> Int {
    let number = try count(key)
    guard (1...RecordingLimit.terminalSide).contains(number) else {
      throw FieldFault("\(key): expected 1 to \(RecordingLimit.terminalSide)")
    }
    return number
  }

  /// A simulated time within what a session can reach.
  func instant(_ key: String) throws(FieldFault) -> Instant {
    let time = try count64(key)
    guard time <= RecordingLimit.longestTime else { throw FieldFault("\(key): more than a hundred years") }
    return time
  }

  /// A time of the clock since the recording began. No session lasts for as long as its time is bounded by.
  func wall(_ key: String) throws(FieldFault) -> Int64 {
    let time = try count64(key)
    guard time <= RecordingLimit.longestTime else { throw FieldFault("\(key): more than a hundred years") }
    return time
  }

  func digest(_ key: String) throws(FieldFault) -> Digest {
    guard let digest = Digest(hex: try string(key)) else { throw FieldFault("\(key): expected 32 hexadecimal digits") }
    return digest
  }

  func hex(_ key: String, digits: Int) throws(FieldFault) -> String {
    let text = try string(key)
    guard Hex.isLower(text, count: digits) else { throw FieldFault("\(key): expected \(digits) hexadecimal digits") }
    return text
  }
}

/// Bounds on what a recording may hold, each with its reason.
public enum RecordingLimit {
  /// Bytes of one line: an embedded fleet and script at their largest, with every character escaped.
  public static let lineBytes = 8 << 20
  /// Bytes of fleet and script that are embedded; a larger fleet is kept beside the recording.
  public static let embeddedBytes = 1 << 20
  /// Bytes of a recording: a thousand busy days.
  public static let fileBytes = 1 << 30
  /// Batch decisions that are recorded: about 3 MB; more would serve nobody who looks at an old file.
  public static let decisions = 100_000
  /// Columns or rows of a terminal; larger ones exist nowhere.
  public static let terminalSide = 1_000
  /// A hundred years of simulated time; sums stay far from overflow.
  public static let longestTime: Instant = 36_500 * Span.day
}
