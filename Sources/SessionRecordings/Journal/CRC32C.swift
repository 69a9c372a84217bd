import CRecordings

/// The Castagnoli checksum, which finds every single flipped bit and every burst of up to 32 bits.
struct CRC32C {
  private var register: UInt32 = .max

  /// A checksum that begins with a seed, so that a line of another recording does not pass.
  init(seed: some Collection<UInt8>) { add(seed) }

  mutating func add(_ bytes: some Collection<UInt8>) {
    let isDone: Void? = bytes.withContiguousStorageIfAvailable { bytes in
      register =
        if Self.hasInstruction {
          recordings_crc32c(register, bytes.baseAddress, bytes.count)
        } else {
          Self.byTables(register, UnsafeRawBufferPointer(bytes))
        }
    }
    if isDone == nil { add(Array(bytes)) }
  }

  private static let hasInstruction = recordings_has_crc32c()

  /// For processors that have no instruction for it. Eight bytes a step, each with a table of its own, so that no step waits
  /// for the one before byte by byte.
  static func byTables(_ before: UInt32, _ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var (register, at) = (before, 0)
    tables.withUnsafeBufferPointer { tables in
      @inline(__always)
      func look(_ table: Int, _ word: UInt64) -> UInt32 { tables[table << 8 | Int(truncatingIfNeeded: word & 0xFF)] }
      while bytes.count - at >= 8 {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)) ^ UInt64(register)
        let early: UInt32 = look(7, word) ^ look(6, word >> 8) ^ look(5, word >> 16)
        let middle: UInt32 = look(4, word >> 24) ^ look(3, word >> 32) ^ look(2, word >> 40)
        register = early ^ middle ^ look(1, word >> 48) ^ look(0, word >> 56)
        at += 8
      }
      while at < bytes.count {
        register = look(0, UInt64(register) ^ UInt64(bytes[at])) ^ (register >> 8)
        at += 1
      }
    }
    return register
  }

  /// The checksum of what was added so far.
  var value: UInt32 { ~register }

  /// The n-th says what a byte is worth that n others follow.
  private static let tables: [UInt32] = {
    var tables: [UInt32] = (0..<256).map { byte in
      (0..<8).reduce(UInt32(byte)) { word, _ in word & 1 == 1 ? 0x82F6_3B78 ^ (word >> 1) : word >> 1 }
    }
    for index in 256..<8 * 256 {
      let before = tables[index - 256]
      tables.append(tables[Int(before & 0xFF)] ^ (before >> 8))
    }
    return tables
  }()
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
