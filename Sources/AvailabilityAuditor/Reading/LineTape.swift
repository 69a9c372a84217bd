/// One value of a line.
struct TapeNode {
  enum Kind { case null, no, yes, number, text, array, object }
  let kind: Kind
  /// Where the text or number stands in the tape's bytes, without quotes.
  let range: Range<Int>
  /// The member's name, if the value belongs to an object.
  let key: Int16
  let keyRange: Range<Int>
  /// Index of the first node after this value and all that is in it.
  var next: Int
}

/// A line of JSON taken apart into nodes, in the order they stand in; one tape is used for line after line.
struct LineTape {
  /// Deeper values are refused, so that no line can exhaust the stack; the stream's own reach a depth of 4.
  static let depthLimit = 16

  private(set) var bytes: [UInt8] = []
  private(set) var nodes: [TapeNode] = []
  private var cursor = 0
  private var lineEnd = 0
  private let keys = NameTable(StreamKey.allCases.map { "\($0)" })

  /// Takes a line apart. The line must be one object, with or without the line's end.
  mutating func load(_ line: ArraySlice<UInt8>) throws(LineFault) {
    bytes.removeAll(keepingCapacity: true)
    nodes.removeAll(keepingCapacity: true)
    bytes.append(contentsOf: line)
    cursor = 0
    lineEnd = bytes.count
    skipBlanks()
    guard cursor < lineEnd, bytes[cursor] == UInt8(ascii: "{") else { throw .notAnObject }
    try value(key: StreamKey.unlisted, keyRange: 0..<0, depth: 0)
    skipBlanks()
    guard cursor == lineEnd else { throw .notJSON(offset: cursor) }
  }

  private mutating func value(key: Int16, keyRange: Range<Int>, depth: Int) throws(LineFault) {
    guard cursor < lineEnd, depth < Self.depthLimit else { throw .notJSON(offset: cursor) }
    let index = nodes.count
    var kind = TapeNode.Kind.null
    var range = cursor..<cursor
    func keep(_ nodes: inout [TapeNode]) {
      nodes.append(TapeNode(kind: kind, range: range, key: key, keyRange: keyRange, next: index + 1))
    }
    switch bytes[cursor] {
    case UInt8(ascii: "{"):
      kind = .object
      keep(&nodes)
      try members(depth: depth)
      nodes[index].next = nodes.count
    case UInt8(ascii: "["):
      kind = .array
      keep(&nodes)
      try elements(depth: depth)
      nodes[index].next = nodes.count
    case UInt8(ascii: "\""):
      kind = .text
      range = try text()
      keep(&nodes)
    case UInt8(ascii: "t"):
      kind = .yes
      try word([0x74, 0x72, 0x75, 0x65])
      keep(&nodes)
    case UInt8(ascii: "f"):
      kind = .no
      try word([0x66, 0x61, 0x6c, 0x73, 0x65])
      keep(&nodes)
    case UInt8(ascii: "n"):
      try word([0x6e, 0x75, 0x6c, 0x6c])
      keep(&nodes)
    default:
      kind = .number
      range = try number()
      keep(&nodes)
    }
  }

  private mutating func members(depth: Int) throws(LineFault) {
    cursor += 1
    skipBlanks()
    if take(UInt8(ascii: "}")) { return }
    repeat {
      skipBlanks()
      guard cursor < lineEnd, bytes[cursor] == UInt8(ascii: "\"") else { throw .notJSON(offset: cursor) }
      let name = try text()
      skipBlanks()
      guard take(UInt8(ascii: ":")) else { throw .notJSON(offset: cursor) }
      skipBlanks()
      let key = keys.find(bytes, name).map { Int16($0) } ?? StreamKey.unlisted
      try value(key: key, keyRange: name, depth: depth + 1)
      skipBlanks()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw .notJSON(offset: cursor) }
  }

  private mutating func elements(depth: Int) throws(LineFault) {
    cursor += 1
    skipBlanks()
    if take(UInt8(ascii: "]")) { return }
    repeat {
      skipBlanks()
      try value(key: StreamKey.unlisted, keyRange: 0..<0, depth: depth + 1)
      skipBlanks()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw .notJSON(offset: cursor) }
  }

  private mutating func number() throws(LineFault) -> Range<Int> {
    let start = cursor
    _ = take(UInt8(ascii: "-"))
    let whole = cursor
    skipDigits()
    guard cursor > whole, bytes[whole] != UInt8(ascii: "0") || cursor == whole + 1 else {
      throw .notJSON(offset: start)
    }
    if take(UInt8(ascii: ".")) { try digits() }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "-")) { _ = take(UInt8(ascii: "+")) }
      try digits()
    }
    return start..<cursor
  }

  private mutating func digits() throws(LineFault) {
    let start = cursor
    skipDigits()
    if cursor == start { throw .notJSON(offset: cursor) }
  }

  private mutating func skipDigits() {
    while cursor < lineEnd, bytes[cursor] &- UInt8(ascii: "0") < 10 { cursor += 1 }
  }

  private mutating func word(_ spelling: [UInt8]) throws(LineFault) {
    guard cursor + spelling.count <= lineEnd, bytes[cursor..<cursor + spelling.count].elementsEqual(spelling) else {
      throw .notJSON(offset: cursor)
    }
    cursor += spelling.count
  }

  private mutating func skipBlanks() {
    while cursor < lineEnd, bytes[cursor] == 0x20 || bytes[cursor] &- 0x09 < 2 || bytes[cursor] == 0x0d { cursor += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard cursor < lineEnd, bytes[cursor] == byte else { return false }
    cursor += 1
    return true
  }
}

// Text with escapes is spelled out behind the line, so that every name is a plain range of bytes.
extension LineTape {
  /// Takes a text from its opening to its closing quote.
  private mutating func text() throws(LineFault) -> Range<Int> {
    cursor += 1
    let start = cursor
    while cursor < lineEnd {
      switch bytes[cursor] {
      case UInt8(ascii: "\""):
        cursor += 1
        return start..<cursor - 1
      case UInt8(ascii: "\\"): return try escapedText(from: start)
      case 0..<0x20: throw .notJSON(offset: cursor)
      default: cursor += 1
      }
    }
    throw .notJSON(offset: cursor)
  }

  private mutating func escapedText(from start: Int) throws(LineFault) -> Range<Int> {
    let spelled = bytes.count
    bytes.append(contentsOf: bytes[start..<cursor])
    while cursor < lineEnd {
      let byte = bytes[cursor]
      cursor += 1
      switch byte {
      case UInt8(ascii: "\""): return spelled..<bytes.count
      case UInt8(ascii: "\\"): try escape()
      case 0..<0x20: throw .notJSON(offset: cursor - 1)
      default: bytes.append(byte)
      }
    }
    throw .notJSON(offset: cursor)
  }

  private mutating func escape() throws(LineFault) {
    guard cursor < lineEnd else { throw .notJSON(offset: cursor) }
    let byte = bytes[cursor]
    cursor += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(byte)
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0c)
    case UInt8(ascii: "n"): bytes.append(0x0a)
    case UInt8(ascii: "r"): bytes.append(0x0d)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "u"):
      var unit = try hexUnit()
      if 0xd800..<0xdc00 ~= unit, cursor + 1 < lineEnd, bytes[cursor] == UInt8(ascii: "\\"),
        bytes[cursor + 1] == UInt8(ascii: "u")
      {
        cursor += 2
        let low = try hexUnit()
        guard 0xdc00..<0xe000 ~= low else { throw .notJSON(offset: cursor) }
        unit = 0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00)
      }
      guard let scalar = Unicode.Scalar(unit) else { throw .notJSON(offset: cursor) }
      bytes.append(contentsOf: Character(scalar).utf8)
    default: throw .notJSON(offset: cursor - 1)
    }
  }

  private mutating func hexUnit() throws(LineFault) -> UInt32 {
    guard cursor + 4 <= lineEnd else { throw .notJSON(offset: cursor) }
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(bytes[cursor])).hexDigitValue else { throw .notJSON(offset: cursor) }
      unit = unit << 4 | UInt32(digit)
      cursor += 1
    }
    return unit
  }
}
