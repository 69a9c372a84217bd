/// Why a text is not JSON, and where.
struct JSONFault: Error, Equatable {
  let text: String
  /// Bytes from the start.
  let offset: Int
}

/// Reads JSON strictly: UTF-8, no comments, no trailing commas, nothing behind the value.
struct JSONParser {
  /// Levels of nesting: Azure's bodies need a dozen, and every level costs stack.
  static let depth = 64

  private let bytes: [UInt8]
  private var place = 0

  /// The value of a text. A byte order mark, which PowerShell writes, is skipped.
  static func parse(_ bytes: [UInt8]) throws(JSONFault) -> JSONValue {
    var parser = JSONParser(bytes: bytes)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { parser.place = 3 }
    let value = try parser.value(depth: 0)
    parser.skipBlanks()
    guard parser.place == bytes.count else { throw parser.fault("expected the end") }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private func fault(_ text: String) -> JSONFault { JSONFault(text: text, offset: place) }

  private mutating func skipBlanks() {
    while let byte = next, byte == 32 || byte == 9 || byte == 10 || byte == 13 { place += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    place += 1
    return true
  }

  private mutating func value(depth: Int) throws(JSONFault) -> JSONValue {
    guard depth < Self.depth else { throw fault("more than \(Self.depth) levels of nesting") }
    skipBlanks()
    switch next {
    case UInt8(ascii: "{"): return try object(depth)
    case UInt8(ascii: "["): return try array(depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case nil: throw fault("expected a value, found the end")
    default: return try number()
    }
  }

  private mutating func word(_ text: StaticString, _ value: JSONValue) throws(JSONFault) -> JSONValue {
    for index in 0..<text.utf8CodeUnitCount where !take(text.utf8Start[index]) { throw fault("expected a value") }
    return value
  }

  private mutating func object(_ depth: Int) throws(JSONFault) -> JSONValue {
    place += 1
    var members: [JSONValue.Member] = []
    skipBlanks()
    if take(UInt8(ascii: "}")) { return .object(members) }
    while true {
      skipBlanks()
      guard next == UInt8(ascii: "\"") else { throw fault("expected a name in quotes") }
      let key = try string()
      skipBlanks()
      guard take(UInt8(ascii: ":")) else { throw fault("expected a colon") }
      members.append(JSONValue.Member(key: key, value: try value(depth: depth + 1)))
      skipBlanks()
      if take(UInt8(ascii: "}")) { return .object(members) }
      guard take(UInt8(ascii: ",")) else { throw fault("expected a comma or a closing brace") }
    }
  }

  private mutating func array(_ depth: Int) throws(JSONFault) -> JSONValue {
    place += 1
    var items: [JSONValue] = []
    skipBlanks()
    if take(UInt8(ascii: "]")) { return .array(items) }
    while true {
      items.append(try value(depth: depth + 1))
      skipBlanks()
      if take(UInt8(ascii: "]")) { return .array(items) }
      guard take(UInt8(ascii: ",")) else { throw fault("expected a comma or a closing bracket") }
    }
  }

  private mutating func string() throws(JSONFault) -> String {
    place += 1
    var units: [UInt8] = []
    while let byte = next {
      place += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: units, as: UTF8.self) else { throw fault("this is not UTF-8") }
        return text
      case UInt8(ascii: "\\"): units += String(try escape()).utf8
      case 0..<32: throw fault("a control character must be escaped")
      default: units.append(byte)
      }
    }
    throw fault("the string has no end")
  }

  private mutating func escape() throws(JSONFault) -> Unicode.Scalar {
    guard let byte = next else { throw fault("the string has no end") }
    place += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicode()
    default: throw fault("this escape is not known")
    }
  }

  private mutating func unicode() throws(JSONFault) -> Unicode.Scalar {
    let high = try fourDigits()
    if let scalar = Unicode.Scalar(high) { return scalar }
    guard (0xD800..<0xDC00).contains(high), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
      throw fault("half of a surrogate pair")
    }
    let low = try fourDigits()
    guard (0xDC00..<0xE000).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    else { throw fault("half of a surrogate pair") }
    return scalar
  }

  private mutating func fourDigits() throws(JSONFault) -> UInt32 {
    guard place + 4 <= bytes.count else { throw fault("the string has no end") }
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(bytes[place])).hexDigitValue else {
        throw fault("expected four digits")
      }
      value = value << 4 | UInt32(digit)
      place += 1
    }
    return value
  }

  /// Whole numbers that fit 64 bits stay whole; others are finite or refused.
  private mutating func number() throws(JSONFault) -> JSONValue {
    let start = place
    _ = take(UInt8(ascii: "-"))
    let firstDigit = next
    try digits()
    if firstDigit == UInt8(ascii: "0"), place - start > (bytes[start] == UInt8(ascii: "-") ? 2 : 1) {
      throw fault("a number does not begin with 0")
    }
    var isWhole = true
    if take(UInt8(ascii: ".")) {
      isWhole = false
      try digits()
    }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      isWhole = false
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try digits()
    }
    let text = String(decoding: bytes[start..<place], as: UTF8.self)
    if isWhole, let whole = Int(text) { return .int(whole) }
    guard let value = Double(text), value.isFinite else { throw fault("the number is too large") }
    return .double(value)
  }

  private mutating func digits() throws(JSONFault) {
    let start = place
    while let byte = next, (48...57).contains(byte) { place += 1 }
    if place == start { throw fault("expected a value") }
  }
}
