import Glibc

/// Files that nobody else may read, in folders that nobody else may enter.
enum PrivateFile {
  /// Makes a folder and those above it.
  static func makeFolder(_ path: String) throws(ServerFailure) {
    var at = ""
    for part in path.split(separator: "/") {
      at += "/" + part
      guard mkdir(at, 0o700) == 0 || errno == EEXIST else { throw .state(at, errno) }
    }
  }

  /// Writes a file under a temporary name, which it loses once it is whole: whoever reads it reads all of it.
  static func write(_ text: String, to path: String) throws(ServerFailure) {
    let temporary = path + ".\(getpid()).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw .state(path, errno) }
    let isWritten = write(Array(text.utf8), to: descriptor) && rename(temporary, path) == 0
    let code = errno
    close(descriptor)
    guard isWritten else {
      unlink(temporary)
      throw .state(path, code)
    }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      rest.removeFirst(count)
    }
    return true
  }
}
