/// A line of a recording as it was read: JSON without fractions, since a recording has none.
enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  case int(Int64)
  case string(String)
  case array([JSONValue])
  case object([JSONMember])

  /// The value of a key of an object.
  subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }
}

/// One key of an object and its value.
struct JSONMember: Equatable, Sendable {
  let key: String
  let value: JSONValue
}

/// Why bytes are no such JSON: what was expected, and where.
struct JSONFault: Error, Equatable {
  let offset: Int
  let text: String
}

/// Reads one JSON value that fills its bytes.
struct JSONParser {
  /// Levels of nesting: a recording needs three, and every level costs stack.
  static let depth = 8

  private let bytes: ArraySlice<UInt8>
  private var at: Int

  static func parse(_ bytes: ArraySlice<UInt8>) throws(JSONFault) -> JSONValue {
    var parser = JSONParser(bytes: bytes, at: bytes.startIndex)
    let value = try parser.value(1)
    guard parser.at == bytes.endIndex else { throw parser.fault("expected the end of the line") }
    return value
  }

  private func fault(_ text: String) -> JSONFault { JSONFault(offset: at - bytes.startIndex, text: text) }

  private var next: UInt8? { at < bytes.endIndex ? bytes[at] : nil }

  private mutating func value(_ depth: Int) throws(JSONFault) -> JSONValue {
    guard depth <= Self.depth else { throw fault("more than \(Self.depth) levels of nesting") }
    switch next {
    case UInt8(ascii: "{"): return try object(depth)
    case UInt8(ascii: "["): return try array(depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case let byte? where byte == UInt8(ascii: "-") || (48...57).contains(byte): return try number()
    default: throw fault("expected a value")
    }
  }

  private mutating func word(_ text: StaticString, _ value: JSONValue) throws(JSONFault) -> JSONValue {
    for byte in UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount) {
      try expect(byte, "a value")
    }
    return value
  }

  private mutating func expect(_ byte: UInt8, _ what: String) throws(JSONFault) {
    guard next == byte else { throw fault("expected \(what)") }
    at += 1
  }

  private mutating func number() throws(JSONFault) -> JSONValue {
    let start = at
    if next == UInt8(ascii: "-") { at += 1 }
    while let digit = next, (48...57).contains(digit) { at += 1 }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    guard let number = Int64(text) else { throw fault("expected a whole number of 64 bits") }
    if let byte = next, [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(byte) {
      throw fault("expected a whole number")
    }
    return .int(number)
  }

  private mutating func array(_ depth: Int) throws(JSONFault) -> JSONValue {
    at += 1
    var values: [JSONValue] = []
    if next == UInt8(ascii: "]") {
      at += 1
      return .array(values)
    }
    while true {
      values.append(try value(depth + 1))
      if next == UInt8(ascii: "]") { break }
      try expect(UInt8(ascii: ","), "a comma")
    }
    at += 1
    return .array(values)
  }

  private mutating func object(_ depth: Int) throws(JSONFault) -> JSONValue {
    at += 1
    var members: [JSONMember] = []
    var keys = KeySet()
    if next == UInt8(ascii: "}") {
      at += 1
      return .object(members)
    }
    while true {
      guard next == UInt8(ascii: "\"") else { throw fault("expected a key") }
      let key = try string()
      guard keys.insert(key, among: members) else { throw fault("a key is given twice") }
      try expect(UInt8(ascii: ":"), "a colon")
      members.append(JSONMember(key: key, value: try value(depth + 1)))
      if next == UInt8(ascii: "}") { break }
      try expect(UInt8(ascii: ","), "a comma")
    }
    at += 1
    return .object(members)
  }

  private mutating func string() throws(JSONFault) -> String {
    at += 1
    var text: [UInt8] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        at += 1
        guard let string = String(validating: text, as: UTF8.self) else { throw fault("expected UTF-8") }
        return string
      case UInt8(ascii: "\\"): text += try escape()
      case 0..<0x20: throw fault("a control character in a text")
      default:
        text.append(byte)
        at += 1
      }
    }
    throw fault("the text has no end")
  }

  private mutating func escape() throws(JSONFault) -> [UInt8] {
    at += 1
    guard let byte = next else { throw fault("the text has no end") }
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "n"): return [10]
    case UInt8(ascii: "t"): return [9]
    case UInt8(ascii: "r"): return [13]
    case UInt8(ascii: "b"): return [8]
    case UInt8(ascii: "f"): return [12]
    case UInt8(ascii: "u"): return Array(String(try scalar()).utf8)
    default: throw fault("an escape that JSON does not have")
    }
  }

  private mutating func scalar() throws(JSONFault) -> Unicode.Scalar {
    let first = try unit()
    guard (0xD800..<0xDC00).contains(first) else {
      guard let scalar = Unicode.Scalar(first) else { throw fault("half of a pair of surrogates") }
      return scalar
    }
    try expect(UInt8(ascii: "\\"), "the other half of a pair of surrogates")
    try expect(UInt8(ascii: "u"), "the other half of a pair of surrogates")
    let second = try unit()
    guard (0xDC00..<0xE000).contains(second) else { throw fault("half of a pair of surrogates") }
    return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))!
  }

  private mutating func unit() throws(JSONFault) -> UInt32 {
    guard at + 4 <= bytes.endIndex else { throw fault("expected four hexadecimal digits") }
    let digits = bytes[at..<at + 4]
    guard
      digits.allSatisfy({
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0 | 32
      }),
      let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw fault("expected four hexadecimal digits") }
    at += 4
    return unit
  }
}

/// The keys of an object that is being read. Few are compared one by one; many, as no recording has but a hostile file may,
/// are looked up.
private struct KeySet {
  private var keys: Set<String> = []

  /// The lines of a recording have fewer.
  private static let few = 16

  /// Takes a key behind the members so far; false if one of them has it.
  mutating func insert(_ key: String, among members: [JSONMember]) -> Bool {
    guard members.count >= Self.few else { return !members.contains { $0.key == key } }
    if keys.isEmpty { keys = Set(members.map(\.key)) }
    return keys.insert(key).inserted
  }
}
