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

/// A number: seven bits a byte, the lowest first; negative ones folded between the positive ones.
extension StateForm where Self: FixedWidthInteger {
  func write(to encoder: StateEncoder) {
    let number = UInt64(truncatingIfNeeded: Int64(truncatingIfNeeded: self))
    encoder.sink.put(number: Self.isSigned ? number << 1 ^ (0 &- (number >> 63)) : number)
  }

  static func read(from decoder: StateDecoder) throws -> Self {
    let number = try decoder.source.number()
    guard isSigned else { return Self(truncatingIfNeeded: number) }
    return Self(truncatingIfNeeded: Int64(bitPattern: number >> 1 ^ (0 &- (number & 1))))
  }
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
    encoder.sink.put(contentsOf: utf8)
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
    if let bytes = self as? [UInt8] { return encoder.sink.put(contentsOf: bytes) }
    if let numbers = self as? [Int32] { return numbers.forEach { $0.write(to: encoder) } }
    if let numbers = self as? [Int] { return numbers.forEach { $0.write(to: encoder) } }
    for element in self { try encoder.put(element) }
  }

  static func read(from decoder: StateDecoder) throws -> [Element] {
    // Each element has at least a byte, so a count that lies is found here.
    let count = try decoder.source.count()
    if Element.self == UInt8.self { return Array<UInt8>(try decoder.source.bytes(count)) as! [Element] }
    if Element.self == Int32.self { return try (0..<count).map { _ in try Int32.read(from: decoder) } as! [Element] }
    if Element.self == Int.self { return try (0..<count).map { _ in try Int.read(from: decoder) } as! [Element] }
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
