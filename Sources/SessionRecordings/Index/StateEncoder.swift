/// Turns values into bytes for a reader that has the same types: fields follow each other in their order, without names.
/// What is optional has a byte before it that says whether it is there, and a case that can hold something has its number.
///
/// It is no format to keep: whoever reads it must be the same build (`IndexSeal`).
struct StateEncoder: Encoder {
  let sink = StateSink()
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// The bytes of a value.
  static func bytes(of value: some Encodable) throws -> [UInt8] {
    let encoder = StateEncoder()
    try encoder.put(value)
    return encoder.sink.bytes
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(Fields(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer { Parts(encoder: self) }

  func singleValueContainer() -> any SingleValueEncodingContainer { Parts(encoder: self) }
}

/// Where the bytes of values are gathered.
final class StateSink {
  private(set) var bytes: [UInt8] = []

  func put(_ byte: UInt8) { bytes.append(byte) }

  func put(contentsOf more: [UInt8]) { bytes += more }

  func put(numbers: [some FixedWidthInteger]) { for number in numbers { put(folded: number) } }

  /// Negative ones stand between the positive ones, so that what is near 0 is short.
  @inline(__always)
  func put<Number: FixedWidthInteger>(folded value: Number) {
    let number = UInt64(truncatingIfNeeded: Int64(truncatingIfNeeded: value))
    put(number: Number.isSigned ? number << 1 ^ (0 &- (number >> 63)) : number)
  }

  @inline(__always)
  func put(number: UInt64) { bytes.append(short: number) }
}

/// The fields of a struct, or a case and what it holds.
private struct Fields<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let encoder: StateEncoder
  var codingPath: [any CodingKey] { [] }

  func encodeNil(forKey key: Key) { encoder.sink.put(0) }
  func encode<T: Encodable>(_ value: T, forKey key: Key) throws { try encoder.put(value) }

  private func put<T: Encodable>(ifPresent value: T?) throws {
    encoder.sink.put(value == nil ? 0 : 1)
    if let value { try encoder.put(value) }
  }

  // Without these, the protocol's own would write nothing where there is nothing.
  func encodeIfPresent<T: Encodable>(_ value: T?, forKey key: Key) throws { try put(ifPresent: value) }
  func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try put(ifPresent: value) }
  func encodeIfPresent(_ value: String?, forKey key: Key) throws { try put(ifPresent: value) }
  func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try put(ifPresent: value) }
  func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try put(ifPresent: value) }
  func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try put(ifPresent: value) }
  func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try put(ifPresent: value) }
  func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try put(ifPresent: value) }
  func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try put(ifPresent: value) }
  func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try put(ifPresent: value) }
  func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try put(ifPresent: value) }
  func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try put(ifPresent: value) }
  func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try put(ifPresent: value) }

  func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type, forKey key: Key) -> KeyedEncodingContainer<Inner> {
    encoder.sink.put(CaseNumber.of(key))
    return KeyedEncodingContainer(Fields<Inner>(encoder: encoder))
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { Parts(encoder: encoder) }
  func superEncoder() -> any Encoder { encoder }
  func superEncoder(forKey key: Key) -> any Encoder { encoder }
}

/// One value, or a fixed number of them.
private struct Parts: UnkeyedEncodingContainer, SingleValueEncodingContainer {
  let encoder: StateEncoder
  var codingPath: [any CodingKey] { [] }
  var count: Int { 0 }

  func encodeNil() { encoder.sink.put(0) }
  func encode<T: Encodable>(_ value: T) throws { try encoder.put(value) }

  func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(Fields(encoder: encoder))
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { self }
  func superEncoder() -> any Encoder { encoder }
}
