/// Reads what `StateEncoder` wrote.
struct StateDecoder: Decoder {
  let source: StateSource
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// The value whose bytes these are.
  static func value<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
    try StateDecoder(source: StateSource(bytes)).take(type)
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(Fields(decoder: self))
  }

  func unkeyedContainer() -> any UnkeyedDecodingContainer { Parts(decoder: self) }

  func singleValueContainer() -> any SingleValueDecodingContainer { Parts(decoder: self) }
}

/// Bytes of values, from which one after the other is taken.
final class StateSource: ByteSource {
  private let all: [UInt8]
  private var next = 0

  /// The bytes end before the value does, or say what no value does.
  struct Fault: Error {}

  init(_ bytes: [UInt8]) { all = bytes }

  func byte() throws -> UInt8 {
    guard next < all.count else { throw Fault() }
    defer { next += 1 }
    return all[next]
  }

  func bytes(_ count: Int) throws -> [UInt8] {
    guard count <= all.count - next else { throw Fault() }
    defer { next += count }
    return Array(all[next..<next + count])
  }

  func numbers<Number: FixedWidthInteger>(_ count: Int) throws -> [Number] {
    var numbers: [Number] = []
    numbers.reserveCapacity(count)
    for _ in 0..<count { numbers.append(try unfolded()) }
    return numbers
  }

  @inline(__always)
  func unfolded<Number: FixedWidthInteger>() throws -> Number {
    let number = try shortNumber()
    guard Number.isSigned else { return Number(truncatingIfNeeded: number) }
    return Number(truncatingIfNeeded: Int64(bitPattern: number >> 1 ^ (0 &- (number & 1))))
  }

  /// How many of something follow, each of which takes a byte at least.
  func count() throws -> Int {
    let count = try shortNumber()
    guard count <= UInt64(all.count - next) else { throw Fault() }
    return Int(count)
  }
}

/// The fields of a struct, or a case and what it holds.
private struct Fields<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: StateDecoder
  var codingPath: [any CodingKey] { [] }

  /// Asked for by cases only, which take the one that is there.
  var allKeys: [Key] { (try? decoder.source.byte()).map { [CaseNumber.key($0)] } ?? [] }
  func contains(_ key: Key) -> Bool { true }
  func decodeNil(forKey key: Key) throws -> Bool { false }
  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try decoder.take(type) }

  private func take<T: Decodable>(ifPresent type: T.Type) throws -> T? {
    try decoder.source.byte() == 0 ? nil : try decoder.take(type)
  }

  func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? { try take(ifPresent: type) }
  func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try take(ifPresent: type) }
  func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try take(ifPresent: type) }
  func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try take(ifPresent: type) }
  func decodeIfPresent(_ type: Int8.Type, forKey key: Key) throws -> Int8? { try take(ifPresent: type) }
  func decodeIfPresent(_ type: Int16.Type, forKey key: Key) throws -> Int16? { try take(ifPresent: type) }
  func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? { try take(ifPresent: type) }
  func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { try take(ifPresent: type) }
  func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws -> UInt? { try take(ifPresent: type) }
  func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws -> UInt8? { try take(ifPresent: type) }
  func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws -> UInt16? { try take(ifPresent: type) }
  func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? { try take(ifPresent: type) }
  func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? { try take(ifPresent: type) }

  func nestedContainer<Inner: CodingKey>(
    keyedBy type: Inner.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Inner> { KeyedDecodingContainer(Fields<Inner>(decoder: decoder)) }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { Parts(decoder: decoder) }
  func superDecoder() throws -> any Decoder { decoder }
  func superDecoder(forKey key: Key) throws -> any Decoder { decoder }
}

/// One value, or a fixed number of them.
private struct Parts: UnkeyedDecodingContainer, SingleValueDecodingContainer {
  let decoder: StateDecoder
  var codingPath: [any CodingKey] { [] }
  var count: Int? { nil }
  var isAtEnd: Bool { false }
  var currentIndex: Int { 0 }

  func decodeNil() -> Bool { false }
  func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.take(type) }

  func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(Fields(decoder: decoder))
  }

  func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { self }
  func superDecoder() throws -> any Decoder { decoder }
}
