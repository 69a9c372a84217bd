import Glibc

/// A regular file, read whole.
enum FileContent {
  /// Reads at most `limit` bytes; follows links, but takes neither pipes nor devices nor folders.
  static func read(_ path: String, limit: Int) throws(RecordingFailure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw .cannotRead(path, SystemFailure(-Int(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .cannotRead(path, SystemFailure(-Int(errno))) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path, "it is not a regular file") }
    guard status.st_size <= limit else { throw .notAFile(path, "it is larger than \(limit) bytes") }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(status.st_size) + 1)
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    while bytes.count <= limit {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .cannotRead(path, SystemFailure(-Int(errno))) }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
    throw .notAFile(path, "it is larger than \(limit) bytes")
  }

  /// Whether somebody holds the writer's lock.
  static func isLocked(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }
}
