// What a line says under its keys. A node's index stands for the object that a key is looked up in; 0 is the line.
extension LineTape {
  /// The value under a key; nil if there is none.
  func find(_ key: StreamKey, in object: Int = 0) -> Int? {
    guard nodes[object].kind == .object else { return nil }
    var child = object + 1
    while child < nodes[object].next {
      if nodes[child].key == key.rawValue { return child }
      child = nodes[child].next
    }
    return nil
  }

  /// The value under a key that must be there.
  func node(_ key: StreamKey, in object: Int = 0) throws(LineFault) -> Int {
    guard let node = find(key, in: object) else { throw .missing(key) }
    return node
  }

  /// Whether the value under a key that must be there is null.
  func isNull(_ key: StreamKey, in object: Int = 0) throws(LineFault) -> Bool {
    nodes[try node(key, in: object)].kind == .null
  }

  /// Where a name stands; a number is taken as it is spelled.
  func name(_ key: StreamKey, in object: Int = 0) throws(LineFault) -> Range<Int> {
    let node = nodes[try node(key, in: object)]
    guard node.kind == .text || node.kind == .number else { throw .unusable(key) }
    return node.range
  }

  func flag(_ key: StreamKey, in object: Int = 0) throws(LineFault) -> Bool {
    switch nodes[try node(key, in: object)].kind {
    case .yes: return true
    case .no: return false
    default: throw .unusable(key)
    }
  }

  /// A whole number; bounded so that sums and percentages of two cannot overflow.
  func integer(_ key: StreamKey, in object: Int = 0) throws(LineFault) -> Int {
    guard let value = integer(at: try node(key, in: object)) else { throw .unusable(key) }
    return value
  }

  /// A whole number, or nil where the key stands with null.
  func integerOrNull(_ key: StreamKey, in object: Int = 0) throws(LineFault) -> Int? {
    try isNull(key, in: object) ? nil : try integer(key, in: object)
  }

  /// A count or a duration: not negative.
  func count(_ key: StreamKey, in object: Int = 0) throws(LineFault) -> Int {
    let value = try integer(key, in: object)
    guard value >= 0 else { throw .unusable(key) }
    return value
  }

  /// 0 to 100.
  func percent(_ key: StreamKey, in object: Int) throws(LineFault) -> Int {
    let value = try integer(key, in: object)
    guard 0...100 ~= value else { throw .unusable(key) }
    return value
  }

  /// An update domain or placement group; -1 for null.
  func domain(_ key: StreamKey) throws(LineFault) -> Int {
    guard let value = try integerOrNull(key) else { return -1 }
    guard 0...Int(Int32.max) ~= value else { throw .unusable(key) }
    return value
  }

  /// The whole number at a node; nil if it is none, or beyond 10^16.
  func integer(at index: Int) -> Int? {
    let node = nodes[index]
    guard node.kind == .number, node.range.count <= 17 else { return nil }
    var value = 0
    var negative = false
    for offset in node.range {
      let byte = bytes[offset]
      if offset == node.range.lowerBound, byte == UInt8(ascii: "-") {
        negative = true
      } else if byte &- UInt8(ascii: "0") < 10 {
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
      } else {
        return nil
      }
    }
    guard value <= 10_000_000_000_000_000 else { return nil }
    return negative ? -value : value
  }

  /// The members of an array under a key that must be there.
  func elements(_ key: StreamKey, in object: Int = 0) throws(LineFault) -> [Int] {
    let array = try node(key, in: object)
    guard nodes[array].kind == .array else { throw .unusable(key) }
    return children(of: array)
  }

  /// The nodes directly inside an array or object.
  func children(of node: Int) -> [Int] {
    var children: [Int] = []
    var child = node + 1
    while child < nodes[node].next {
      children.append(child)
      child = nodes[child].next
    }
    return children
  }

  func version(_ key: StreamKey, in object: Int = 0) throws(LineFault) -> HandlerVersion {
    guard let version = HandlerVersion(bytes, try name(key, in: object)) else { throw .unusable(key) }
    return version
  }

  func spelling(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}
