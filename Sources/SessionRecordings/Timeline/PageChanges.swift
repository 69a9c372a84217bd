/// What differs between two pages: of each word that does its number, a bit for each of its bytes that differs, and what
/// must be added to those bytes without carry.
struct PageChanges: Sendable {
  private let bytes: [UInt8]

  /// What it takes.
  var size: Int { bytes.count }

  /// Nil if it would take more than `limit`.
  init?(from old: UnsafeRawBufferPointer, to new: UnsafeRawBufferPointer, atMost limit: Int) {
    precondition(old.count == new.count && old.count <= 256 * 8)
    let room = limit + 2 + 8
    var end = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: room) { room, count in
      for word in 0..<new.count / 8 {
        var difference = Self.word(old, word) ^ Self.word(new, word)
        guard difference != 0 else { continue }
        room[end] = UInt8(word)
        let mask = end + 1
        var bits: UInt8 = 0
        end += 2
        while difference != 0 {
          let byte = difference.trailingZeroBitCount >> 3
          bits |= 1 << UInt8(byte)
          room[end] = UInt8(truncatingIfNeeded: difference >> UInt64(byte << 3))
          difference &= ~(0xFF << UInt64(byte << 3))
          end += 1
        }
        room[mask] = bits
        if end > limit { break }
      }
      count = end
    }
    guard end <= limit else { return nil }
    // Without the room that was not needed.
    self.bytes = Array(bytes[...])
  }

  /// Makes the old page, of which `page` is the beginning, the new one.
  func apply(to page: UnsafeMutableRawBufferPointer) {
    bytes.withUnsafeBytes { bytes in
      var next = 0
      while next < bytes.count {
        var place = Int(bytes[next]) << 3
        var mask = bytes[next + 1]
        next += 2
        while mask != 0 {
          if mask & 1 != 0 {
            if place < page.count { page[place] ^= bytes[next] }
            next += 1
          }
          place += 1
          mask >>= 1
        }
      }
    }
  }

  /// Whether the one page with these changes is the other.
  func lead(from old: UnsafeRawBufferPointer, to new: UnsafeRawBufferPointer) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var next = 0
      for word in 0..<new.count / 8 {
        var difference = Self.word(old, word) ^ Self.word(new, word)
        guard next < bytes.count, Int(bytes[next]) == word else {
          if difference != 0 { return false }
          continue
        }
        var mask = bytes[next + 1]
        next += 2
        while mask != 0 {
          let byte = mask.trailingZeroBitCount
          difference ^= UInt64(bytes[next]) << UInt64(byte << 3)
          next += 1
          mask &= mask - 1
        }
        if difference != 0 { return false }
      }
      return true
    }
  }

  @inline(__always)
  private static func word(_ page: UnsafeRawBufferPointer, _ word: Int) -> UInt64 {
    page.loadUnaligned(fromByteOffset: word << 3, as: UInt64.self)
  }
}
