/// A type whose form as bytes is not that of its fields: numbers, text, and what holds others.
protocol StateForm: Codable {
  func write(to encoder: StateEncoder) throws
  static func read(from decoder: StateDecoder) throws -> Self
}

extension StateEncoder {
  @inline(__always)
  func put<Value: Encodable>(_ value: Value) throws {
    if let form = Value.self as? any StateForm.Type { try write(value, as: form) } else { try value.encode(to: self) }
  }

  private func write<Form: StateForm>(_ value: some Encodable, as form: Form.Type) throws {
    try (value as! Form).write(to: self)
  }
}

extension StateDecoder {
  @inline(__always)
  func take<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if let form = type as? any StateForm.Type { return try form.read(from: self) as! Value }
    return try Value(from: self)
  }
}

extension StateForm where Self: FixedWidthInteger {
  func write(to encoder: StateEncoder) { encoder.sink.put(folded: self) }
  static func read(from decoder: StateDecoder) throws -> Self { try decoder.source.unfolded() }
}

extension Int: StateForm {}
extension Int8: StateForm {}
extension Int16: StateForm {}
extension Int32: StateForm {}
extension Int64: StateForm {}
extension UInt: StateForm {}
extension UInt8: StateForm {}
extension UInt16: StateForm {}
extension UInt32: StateForm {}
extension UInt64: StateForm {}

extension Bool: StateForm {
  func write(to encoder: StateEncoder) { encoder.sink.put(self ? 1 : 0) }
  static func read(from decoder: StateDecoder) throws -> Bool { try decoder.source.byte() != 0 }
}

extension String: StateForm {
  func write(to encoder: StateEncoder) {
    encoder.sink.put(number: UInt64(utf8.count))
    for byte in utf8 { encoder.sink.put(byte) }
  }

  static func read(from decoder: StateDecoder) throws -> String {
    let count = try decoder.source.count()
    return String(decoding: try decoder.source.bytes(count), as: UTF8.self)
  }
}

extension Optional: StateForm where Wrapped: Codable {
  func write(to encoder: StateEncoder) throws {
    encoder.sink.put(self == nil ? 0 : 1)
    if let value = self { try encoder.put(value) }
  }

  static func read(from decoder: StateDecoder) throws -> Wrapped? {
    try decoder.source.byte() == 0 ? nil : try decoder.take(Wrapped.self)
  }
}

extension Array: StateForm where Element: Codable {
  func write(to encoder: StateEncoder) throws {
    encoder.sink.put(number: UInt64(count))
    // What there is much of, without asking each element for its type.
    if Element.self == UInt8.self { return encoder.sink.put(contentsOf: unsafeBitCast(self, to: [UInt8].self)) }
    if Element.self == Int32.self { return encoder.sink.put(numbers: unsafeBitCast(self, to: [Int32].self)) }
    if Element.self == Int.self { return encoder.sink.put(numbers: unsafeBitCast(self, to: [Int].self)) }
    for element in self { try encoder.put(element) }
  }

  static func read(from decoder: StateDecoder) throws -> [Element] {
    // Each element has at least a byte, so a count that lies is found here.
    let count = try decoder.source.count()
    if Element.self == UInt8.self { return unsafeBitCast(try decoder.source.bytes(count), to: [Element].self) }
    if Element.self == Int32.self {
      return unsafeBitCast(try decoder.source.numbers(count) as [Int32], to: [Element].self)
    }
    if Element.self == Int.self { return unsafeBitCast(try decoder.source.numbers(count) as [Int], to: [Element].self) }
    return try (0..<count).map { _ in try decoder.take(Element.self) }
  }
}

extension Dictionary: StateForm where Key: Codable, Value: Codable {
  // In whatever order: a table that is read again is the same table.
  func write(to encoder: StateEncoder) throws {
    encoder.sink.put(number: UInt64(count))
    for (key, value) in self {
      try encoder.put(key)
      try encoder.put(value)
    }
  }

  static func read(from decoder: StateDecoder) throws -> [Key: Value] {
    let count = try decoder.source.count()
    var table = [Key: Value](minimumCapacity: count)
    for _ in 0..<count {
      let key = try decoder.take(Key.self)
      table[key] = try decoder.take(Value.self)
    }
    return table
  }
}

/// Keys of cases as numbers: what the compiler makes of the names of cases is an enumeration without values, of one byte, or of
/// none where there is one case.
enum CaseNumber {
  static func of<Key: CodingKey>(_ key: Key) -> UInt8 {
    check(Key.self)
    return MemoryLayout<Key>.size == 0 ? 0 : unsafeBitCast(key, to: UInt8.self)
  }

  static func key<Key: CodingKey>(_ number: UInt8) -> Key {
    check(Key.self)
    return MemoryLayout<Key>.size == 0 ? unsafeBitCast((), to: Key.self) : unsafeBitCast(number, to: Key.self)
  }

  private static func check<Key>(_ type: Key.Type) {
    precondition(MemoryLayout<Key>.size <= 1, "\(type) is not what the compiler makes of cases")
  }
}
