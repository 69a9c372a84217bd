import EventStream
import FleetFiles
public import FleetModel
import FleetSession

/// The first line of a recording: everything that the session's future followed from, but for the commands.
public struct JournalHeader: Sendable, Equatable {
  /// The session's own number, 32 hexadecimal digits; it seeds the checksum of every line.
  public var id: String
  /// The oldest reader that can read it.
  public var reader = JournalHeader.oldestReader
  /// The engine that ran the session.
  public var engine = EngineVersion.current
  /// The program that wrote it.
  public var program: String
  /// The seed.
  public var seed: UInt64
  /// When the session began, in milliseconds of Unix time; for people.
  public var startedAt: Int64
  /// The fleet, as its file.
  public var fleet: RecordedFleet
  /// Commands given to the session as a script from the start, as the script's text.
  public var script: String?
  /// Where it was forked from.
  public var parent: Parent?
  /// The policy of the fleet, so that it can be read without the fleet.
  var policy: JSONValue

  /// The format that this version writes.
  public static let format = 2
  /// The oldest format a reader of it must know: what format 2 brought, `batches`, may be left out.
  static let oldestReader = 1

  /// The session another one was forked from, and the instant.
  public struct Parent: Sendable, Equatable {
    /// The parent's number.
    public var id: String
    /// The simulated time of the fork.
    public var time: Instant
  }

  /// A header for a session that begins.
  public init(
    id: String, program: String, seed: UInt64, startedAt: Int64, fleet: RecordedFleet, script: String? = nil,
    parent: Parent? = nil, policy: RolloutPolicy
  ) {
    self.id = id
    self.program = program
    self.seed = seed
    self.startedAt = startedAt
    self.fleet = fleet
    self.script = script
    self.parent = parent
    self.policy = Self.value(of: policy)
  }

  /// Whether the recorded policy is the fleet's.
  func hasPolicy(_ policy: RolloutPolicy) -> Bool { self.policy == Self.value(of: policy) }
}

/// A fleet as a recording holds it.
public struct RecordedFleet: Sendable, Equatable {
  /// What the person called it: a file or the name of a built-in fleet. Only ever shown, never opened.
  public var name: String
  /// The file's text, or where it is too large, its digest and size.
  public var content: Content

  /// The text of a fleet file, or what identifies it.
  public enum Content: Sendable, Equatable {
    /// The file itself.
    case text(String)
    /// SHA-256 and length of a file that is kept beside the recording.
    case external(sha256: String, bytes: Int)
  }

  /// A fleet from the bytes of its file; embedded if it is text and small enough.
  public init(name: String, bytes: [UInt8], script: String? = nil) {
    self.name = name
    if bytes.count + (script?.utf8.count ?? 0) <= RecordingLimit.embeddedBytes,
      let text = String(validating: bytes, as: UTF8.self)
    {
      content = .text(text)
    } else {
      content = .external(sha256: SHA256.hex(bytes), bytes: bytes.count)
    }
  }

  init(name: String, content: Content) {
    self.name = name
    self.content = content
  }
}

extension JournalHeader {
  /// Appends the inside of the line, from the kind on. The session's number comes first, where a reader finds it unparsed.
  func write(into line: inout LineBuffer) {
    line.raw("\"k\":\"Head\"")
    line.member(",\"id\":", id)
    line.member(",\"format\":", Self.format)
    line.member(",\"reader\":", reader)
    line.member(",\"engine\":", engine)
    line.member(",\"program\":", program)
    line.member(",\"seed\":", String(seed, radix: 16))
    line.member(",\"started\":", Int(startedAt))
    line.raw(",\"policy\":")
    Self.write(policy, into: &line)
    line.member(",\"fleet\":{\"name\":", fleet.name)
    switch fleet.content {
    case .text(let file): line.member(",\"text\":", file)
    case .external(let digest, let bytes):
      line.member(",\"sha256\":", digest)
      line.member(",\"bytes\":", bytes)
    }
    line.raw("}")
    if let script { line.member(",\"script\":", script) }
    if let parent {
      line.member(",\"parent\":{\"id\":", parent.id)
      line.member(",\"t\":", Int(parent.time))
      line.raw("}")
    }
  }

  static func read(_ value: JSONValue) throws(FieldFault) -> JournalHeader {
    let fields = RecordFields(value: value)
    let reader = try fields.count("reader")
    guard reader <= format else {
      throw FieldFault("reader: it needs a program that reads format \(reader); this one reads \(format)")
    }
    guard try fields.count("format") >= 1 else { throw FieldFault("format: expected a number from 1") }
    guard let seed = UInt64(try fields.string("seed"), radix: 16) else {
      throw FieldFault("seed: expected hexadecimal digits")
    }
    guard case .object? = value["policy"], let policy = value["policy"] else {
      throw FieldFault("policy: expected an object")
    }
    guard let fleet = value["fleet"] else { throw FieldFault("fleet: expected an object") }
    var header = JournalHeader(
      id: try fields.hex("id", digits: 32), program: try fields.string("program"), seed: seed,
      startedAt: try fields.count64("started"), fleet: try readFleet(RecordFields(value: fleet)),
      script: try fields.optionalString("script"), policy: RolloutPolicy())
    header.engine = try fields.string("engine")
    header.reader = reader
    header.policy = policy
    if let parent = value["parent"] {
      let fields = RecordFields(value: parent)
      header.parent = Parent(id: try fields.hex("id", digits: 32), time: try fields.instant("t"))
    }
    return header
  }

  private static func readFleet(_ fields: RecordFields) throws(FieldFault) -> RecordedFleet {
    let name = try fields.string("name")
    if let text = try fields.optionalString("text") { return RecordedFleet(name: name, content: .text(text)) }
    return RecordedFleet(
      name: name, content: .external(sha256: try fields.hex("sha256", digits: 64), bytes: try fields.count("bytes")))
  }

  /// The numbers of the rules under the keys that the event stream uses.
  static func value(of policy: RolloutPolicy) -> JSONValue {
    .object([
      JSONMember(key: "concurrentScope", value: .string(policy.concurrentScope.rawValue)),
      JSONMember(key: "countStoppedAsUnhealthy", value: .bool(policy.countStoppedAsUnhealthy)),
      JSONMember(key: "healthWindowMs", value: .int(policy.healthWindow)),
      JSONMember(key: "installLimitMs", value: .int(policy.installLimit)),
      JSONMember(key: "maxBatchInstancePercent", value: .int(Int64(policy.maxBatchInstancePercent))),
      JSONMember(key: "maxUnhealthyInstancePercent", value: .int(Int64(policy.maxUnhealthyInstancePercent))),
      JSONMember(
        key: "maxUnhealthyUpgradedInstancePercent", value: .int(Int64(policy.maxUnhealthyUpgradedInstancePercent))),
      JSONMember(key: "phaseSuccessPercent", value: .int(Int64(policy.phaseSuccessPercent))),
      JSONMember(key: "retryMaxMs", value: .int(policy.retryMax)),
      JSONMember(key: "retryMinMs", value: .int(policy.retryMin)),
    ])
  }

  private static func write(_ value: JSONValue, into line: inout LineBuffer) {
    switch value {
    case .null: line.raw("null")
    case .bool(let isTrue): line.plain(isTrue ? "true" : "false")
    case .int(let number): line.int(Int(number))
    case .string(let text): JSONText.write(text, into: &line)
    case .array(let values):
      line.raw("[")
      for (index, value) in values.enumerated() {
        if index > 0 { line.raw(",") }
        write(value, into: &line)
      }
      line.raw("]")
    case .object(let members):
      line.raw("{")
      for (index, member) in members.enumerated() {
        if index > 0 { line.raw(",") }
        JSONText.write(member.key, into: &line)
        line.raw(":")
        write(member.value, into: &line)
      }
      line.raw("}")
    }
  }
}
