import Crypto
import EventStream

/// SHA-256 (FIPS 180-4), for fleets that are kept beside their recordings and for a whole recording's own digest.
struct SHA256 {
  private var state = Crypto.SHA256()

  /// The digest of some bytes, as 64 hexadecimal digits.
  static func hex(_ bytes: some Collection<UInt8>) -> String {
    var hash = SHA256()
    hash.add(bytes)
    return hash.hex
  }

  mutating func add(_ bytes: some Collection<UInt8>) {
    let isDone: Void? = bytes.withContiguousStorageIfAvailable {
      state.update(bufferPointer: UnsafeRawBufferPointer($0))
    }
    if isDone == nil { add(Array(bytes)) }
  }

  /// The digest of what was added so far; more may be added afterwards.
  var hex: String {
    // Without the digest's own iterator, whose type costs a search through all of the program when it is first used.
    state.finalize().withUnsafeBytes { digest in
      var digits = LineBuffer()
      for place in stride(from: 0, to: digest.count, by: 8) {
        digits.hex(UInt64(bigEndian: digest.loadUnaligned(fromByteOffset: place, as: UInt64.self)))
      }
      return String(decoding: digits.bytes, as: UTF8.self)
    }
  }
}
