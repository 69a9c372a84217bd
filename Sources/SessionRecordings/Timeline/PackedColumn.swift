/// A column with its zero bytes left out, for what changes so much that snapshots share nothing of it. Most of its numbers
/// are small and lie in wide fields.
struct PackedColumn: Sendable {
  /// How long the column is.
  let byteCount: Int
  /// How many low bytes of each half of each word follow, one byte a word.
  private let lengths: [UInt8]
  /// Those bytes, and last what does not fill a word.
  private let bytes: [UInt8]

  /// What it takes.
  var size: Int { lengths.count + bytes.count }

  init(_ column: UnsafeRawBufferPointer) {
    byteCount = column.count
    let words = column.count / 8
    var lengths: [UInt8] = []
    lengths.reserveCapacity(words)
    var packed: [UInt8] = Array(repeating: 0, count: column.count + 8)
    var end = 0
    packed.withUnsafeMutableBytes { target in
      for word in 0..<words {
        let low = column.loadUnaligned(fromByteOffset: word * 8, as: UInt32.self)
        let high = column.loadUnaligned(fromByteOffset: word * 8 + 4, as: UInt32.self)
        let (lowLength, highLength) = (Self.length(low), Self.length(high))
        target.storeBytes(of: low, toByteOffset: end, as: UInt32.self)
        target.storeBytes(of: high, toByteOffset: end + lowLength, as: UInt32.self)
        end += lowLength + highLength
        lengths.append(UInt8(lowLength | highLength << 4))
      }
      for byte in column[(words * 8)...] {
        target[end] = byte
        end += 1
      }
    }
    self.lengths = lengths
    bytes = Array(packed[..<end])
  }

  /// Writes the column, whose room is as long as it is.
  func unpack(to target: UnsafeMutableRawBufferPointer) {
    precondition(target.count == byteCount)
    var next = 0
    for (word, length) in lengths.enumerated() {
      let (low, high) = (Int(length & 15), Int(length >> 4))
      target.storeBytes(of: number(next, low), toByteOffset: word * 8, as: UInt32.self)
      target.storeBytes(of: number(next + low, high), toByteOffset: word * 8 + 4, as: UInt32.self)
      next += low + high
    }
    for place in (lengths.count * 8)..<byteCount {
      target[place] = bytes[next]
      next += 1
    }
  }

  private static func length(_ number: UInt32) -> Int { (39 - number.leadingZeroBitCount) / 8 }

  @inline(__always)
  private func number(_ start: Int, _ length: Int) -> UInt32 {
    var number: UInt32 = 0
    for place in 0..<length { number |= UInt32(bytes[start + place]) << UInt32(8 * place) }
    return number
  }
}
