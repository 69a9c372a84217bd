/// The Castagnoli checksum, which finds every single flipped bit and every burst of up to 32 bits.
struct CRC32C {
  private var register: UInt32 = .max

  /// A checksum that begins with a seed, so that a line of another recording does not pass.
  init(seed: some Sequence<UInt8>) { add(seed) }

  mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { register = Self.table[Int((register ^ UInt32(byte)) & 0xFF)] ^ (register >> 8) }
  }

  /// The checksum of what was added so far.
  var value: UInt32 { ~register }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { word, _ in word & 1 == 1 ? 0x82F6_3B78 ^ (word >> 1) : word >> 1 }
  }
}

/// Words as lower-case hexadecimal digits of a fixed width.
enum Hex {
  static func text(_ word: UInt32) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 8 - digits.utf8.count) + digits
  }

  static func isLower(_ text: some StringProtocol, count: Int) -> Bool {
    text.utf8.count == count && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }
}
