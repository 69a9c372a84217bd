/// Numbers of any size, seven bits a byte, the lowest first: small ones are short.
extension [UInt8] {
  @inline(__always)
  mutating func append(short number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(rest))
  }
}

/// What gives one byte after the other.
protocol ByteSource {
  func byte() throws -> UInt8
}

/// A number that is longer than any.
struct EndlessNumber: Error {}

extension ByteSource {
  @inline(__always)
  func shortNumber() throws -> UInt64 {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 64 {
      let part = try byte()
      number |= UInt64(part & 0x7F) << shift
      if part < 0x80 { return number }
      shift += 7
    }
    throw EndlessNumber()
  }
}
