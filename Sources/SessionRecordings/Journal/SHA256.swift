import Crypto

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
    var text = ""
    for byte in state.finalize() { text += byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16) }
    return text
  }
}
