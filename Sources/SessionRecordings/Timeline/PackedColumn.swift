/// A column as the differences between its elements, for what changes so much that snapshots share nothing of it. Most of
/// its numbers are small and lie in wide fields, or differ little from those of the element before.
struct PackedColumn: Sendable, Codable {
  /// How long the column is.
  let byteCount: Int
  /// How many halves of a word an element has.
  private let stride: Int
  /// How many bytes each half takes, two bits each.
  private let lengths: [UInt8]
  /// Those bytes, and last what does not fill half a word.
  private let bytes: [UInt8]

  /// What it takes.
  var size: Int { lengths.count + bytes.count }

  /// Packs a column whose elements are `stride` bytes apart.
  init(_ column: UnsafeRawBufferPointer, stride: Int) {
    byteCount = column.count
    let stride = max(1, stride / 4)
    self.stride = stride
    let halves = column.count / 4
    var lengths = [UInt8](repeating: 0, count: (halves + 3) / 4)
    var packed = [UInt8](repeating: 0, count: column.count + 4)
    var end = 0
    packed.withUnsafeMutableBytes { target in
      for half in 0..<halves {
        let number = column.loadUnaligned(fromByteOffset: half * 4, as: UInt32.self)
        let before =
          half < stride ? 0 : column.loadUnaligned(fromByteOffset: (half - stride) * 4, as: UInt32.self)
        let difference = Self.folded(number &- before)
        let code = Self.code(difference)
        target.storeBytes(of: difference, toByteOffset: end, as: UInt32.self)
        end += Self.length(code)
        lengths[half >> 2] |= code << UInt8((half & 3) * 2)
      }
      for byte in column[(halves * 4)...] {
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
    let halves = byteCount / 4
    bytes.withUnsafeBytes { bytes in
      var next = 0
      for half in 0..<halves {
        let code = lengths[half >> 2] >> UInt8((half & 3) * 2) & 3
        let difference: UInt32 =
          switch code {
          case 0: 0
          case 1: UInt32(bytes[next])
          case 2: UInt32(bytes.loadUnaligned(fromByteOffset: next, as: UInt16.self))
          default: bytes.loadUnaligned(fromByteOffset: next, as: UInt32.self)
          }
        next += Self.length(code)
        let before = half < stride ? 0 : target.loadUnaligned(fromByteOffset: (half - stride) * 4, as: UInt32.self)
        target.storeBytes(of: before &+ Self.unfolded(difference), toByteOffset: half * 4, as: UInt32.self)
      }
      for place in (halves * 4)..<byteCount {
        target[place] = bytes[next]
        next += 1
      }
    }
  }

  /// Makes differences of either sign small.
  private static func folded(_ difference: UInt32) -> UInt32 {
    difference << 1 ^ UInt32(bitPattern: Int32(bitPattern: difference) >> 31)
  }

  private static func unfolded(_ number: UInt32) -> UInt32 { number >> 1 ^ (0 &- (number & 1)) }

  private static func code(_ number: UInt32) -> UInt8 {
    number == 0 ? 0 : number < 1 << 8 ? 1 : number < 1 << 16 ? 2 : 3
  }

  private static func length(_ code: UInt8) -> Int { code == 3 ? 4 : Int(code) }
}
