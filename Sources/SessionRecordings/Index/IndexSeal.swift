import Crypto
import FleetFiles
import Glibc

/// What makes an index one's own: it is taken only if this very program wrote it, for this person, of this recording. Its
/// bytes are the program's memory and are trusted as such, so one that somebody sent must never be read.
///
/// The seal is an HMAC-SHA-256 under a key that does not leave the person's state folder.
struct IndexSeal: Sendable {
  private let key: [UInt8]
  private let identity: [UInt8]

  /// How many bytes it has.
  static let byteCount = 32
  private static let keyBytes = 32

  /// The seal of a recording's index; nil if there is no key and none can be kept.
  ///
  /// - Parameters:
  ///   - recording: the bytes of the recording.
  ///   - keyFile: where the key is; it is made if it is not there.
  init?(of recording: [UInt8], keyFile: String) {
    guard let key = Self.key(in: keyFile) ?? Self.makeKey(in: keyFile), let program = Self.program else { return nil }
    self.key = key
    identity = Array("\(program) \(SHA256.hex(recording))".utf8)
  }

  /// Where the person's key is.
  static var standardKeyFile: String { StateHome.path + "/index.key" }

  /// An authenticator that has taken in whose index it is, and waits for its bytes.
  func begin() -> HMAC<Crypto.SHA256> {
    var code = HMAC<Crypto.SHA256>(key: SymmetricKey(data: key))
    code.update(data: identity)
    return code
  }

  /// Tells one build from another: layouts of values in memory are part of an index.
  private static var program: String? {
    var status = stat()
    guard stat("/proc/self/exe", &status) == 0 else { return nil }
    return "\(status.st_dev) \(status.st_ino) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
  }

  private static func key(in file: String) -> [UInt8]? {
    guard let key = try? FileContent.read(file, limit: keyBytes), key.count == keyBytes else { return nil }
    return key
  }

  private static func makeKey(in file: String) -> [UInt8]? {
    var chance = SystemRandomNumberGenerator()
    let key = (0..<keyBytes).map { _ in UInt8.random(in: .min ... .max, using: &chance) }
    let calls = SystemCalls()
    try? RecordingFolder(path: file.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }).make()
    // What is there is no key, or it would have been read.
    _ = calls.remove(file)
    let descriptor = calls.open(file, .create)
    guard descriptor >= 0 else { return nil }
    defer { calls.close(descriptor) }
    guard calls.write(descriptor, key[...]) == keyBytes else {
      _ = calls.remove(file)
      return nil
    }
    return key
  }
}
