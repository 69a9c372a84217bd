import Glibc

/// What differs between two pages: of each word that does its number, a bit for each of its bytes that differs, and what
/// must be added to those bytes without carry.
struct PageChanges: Sendable {
  let bytes: [UInt8]

  /// What it takes.
  var size: Int { bytes.count }

  /// Changes that were written as bytes.
  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Nil if it would take more than `limit`.
  init?(from old: UnsafeRawBufferPointer, to new: UnsafeRawBufferPointer, atMost limit: Int) {
    precondition(old.count == new.count && old.count <= 256 * 8)
    let room = limit + 2 + 8
    var end = 0
    let bytes: [UInt8]? = withUnsafeTemporaryAllocation(byteCount: room, alignment: 1) { room in
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
      return end <= limit ? Array(UnsafeRawBufferPointer(rebasing: room[..<end])) : nil
    }
    guard let bytes else { return nil }
    self.bytes = bytes
  }

  /// Makes the old page, of which `page` is the beginning, the new one.
  func apply(to page: UnsafeMutableRawBufferPointer) {
    forEach { word, difference in
      let place = word << 3
      if place + 8 <= page.count {
        let old = page.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        page.storeBytes(of: old ^ difference, toByteOffset: place, as: UInt64.self)
      } else {
        for byte in 0..<max(0, page.count - place) {
          page[place + byte] ^= UInt8(truncatingIfNeeded: difference >> UInt64(byte << 3))
        }
      }
      return true
    }
  }

  /// Whether the one page with these changes is the other.
  func lead(from old: UnsafeRawBufferPointer, to new: UnsafeRawBufferPointer) -> Bool {
    var next = 0
    let isLed = forEach { word, difference in
      defer { next = word + 1 }
      return Self.isSame(old, new, next..<word) && Self.word(old, word) ^ difference == Self.word(new, word)
    }
    return isLed && Self.isSame(old, new, next..<new.count / 8)
  }

  /// Shows the words that differ, ascending, and how, until told that it is enough; false if it was.
  @inline(__always)
  @discardableResult
  private func forEach(_ body: (_ word: Int, _ difference: UInt64) -> Bool) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var next = 0
      while next < bytes.count {
        let word = Int(bytes[next])
        var mask = bytes[next + 1]
        next += 2
        var difference: UInt64 = 0
        while mask != 0 {
          difference |= UInt64(bytes[next]) << UInt64(mask.trailingZeroBitCount << 3)
          next += 1
          mask &= mask - 1
        }
        guard body(word, difference) else { return false }
      }
      return true
    }
  }

  /// Whether two pages have the same words in a stretch.
  @inline(__always)
  private static func isSame(_ old: UnsafeRawBufferPointer, _ new: UnsafeRawBufferPointer, _ words: Range<Int>) -> Bool
  {
    let start = words.lowerBound << 3
    return words.isEmpty || memcmp(old.baseAddress! + start, new.baseAddress! + start, words.count << 3) == 0
  }

  @inline(__always)
  private static func word(_ page: UnsafeRawBufferPointer, _ word: Int) -> UInt64 {
    page.loadUnaligned(fromByteOffset: word << 3, as: UInt64.self)
  }
}
