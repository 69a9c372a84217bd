import CRecordings
import Glibc

/// The calls to the system that writing a recording depends on. Tests put a layer in between that fails on purpose.
///
/// Each returns a number from 0 on success, else the system's error code, negated.
public protocol FileCalls {
  /// Opens a file in a way that follows no link and hangs on no pipe; the descriptor.
  func open(_ path: String, _ mode: OpenMode) -> Int
  /// Writes at the end; the number of bytes written.
  func write(_ descriptor: Int, _ bytes: ArraySlice<UInt8>) -> Int
  /// Waits until the content is on the medium.
  func synchronize(_ descriptor: Int) -> Int
  /// Cuts a file to a length, and lets go of space that was reserved behind it.
  func truncate(_ descriptor: Int, to length: Int) -> Int
  /// Reserves space up to a length without changing the file's own.
  func reserve(_ descriptor: Int, upTo length: Int) -> Int
  /// Takes the lock that only one writer can have.
  func lock(_ descriptor: Int) -> Int
  /// Gives a file another name, in one step.
  func rename(_ from: String, _ to: String) -> Int
  /// Removes a file.
  func remove(_ path: String) -> Int
  /// Closes a descriptor.
  func close(_ descriptor: Int)
}

extension FileCalls {
  /// Writes all bytes, in as many calls as that takes; 0, or the error code of the first that failed, negated. A call that
  /// writes nothing is how some disks say that they are full.
  func writeAll(_ descriptor: Int, _ bytes: [UInt8]) -> Int {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = write(descriptor, rest)
      guard count > 0 else { return count < 0 ? count : -Int(ENOSPC) }
      rest.removeFirst(count)
    }
    return 0
  }
}

/// What a file is opened for.
public enum OpenMode: Sendable {
  /// A new file to append to; it must not exist.
  case create
  /// An existing file to append to.
  case append
  /// A folder whose list of names is to be made safe.
  case folder
}

/// The calls as they are.
public struct SystemCalls: FileCalls, Sendable {
  /// The one and only.
  public init() {}

  /// Opens with mode 0600.
  public func open(_ path: String, _ mode: OpenMode) -> Int {
    let always = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
    switch mode {
    case .create: return Self.result(Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL | always, 0o600))
    case .append: return Self.result(Glibc.open(path, O_WRONLY | O_APPEND | always))
    case .folder: return Self.result(Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    }
  }

  /// One `write(2)`, again if a signal came between.
  public func write(_ descriptor: Int, _ bytes: ArraySlice<UInt8>) -> Int {
    while true {
      let count = bytes.withUnsafeBytes { Glibc.write(Int32(descriptor), $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      return count < 0 ? -Int(errno) : count
    }
  }

  /// `fdatasync(2)`; of a folder, `fsync(2)`.
  public func synchronize(_ descriptor: Int) -> Int { Self.result(fdatasync(Int32(descriptor))) }

  /// `ftruncate(2)`.
  public func truncate(_ descriptor: Int, to length: Int) -> Int { Self.result(ftruncate(Int32(descriptor), length)) }

  /// `fallocate(2)`; file systems that cannot reserve are taken at their word that there is room.
  public func reserve(_ descriptor: Int, upTo length: Int) -> Int {
    let code = recordings_reserve(Int32(descriptor), Int64(length))
    return code == EOPNOTSUPP || code == ENOSYS || code == EINVAL ? 0 : -Int(code)
  }

  /// `flock(2)`, without waiting.
  public func lock(_ descriptor: Int) -> Int { Self.result(flock(Int32(descriptor), LOCK_EX | LOCK_NB)) }

  /// `rename(2)`.
  public func rename(_ from: String, _ to: String) -> Int { Self.result(Glibc.rename(from, to)) }

  /// `unlink(2)`.
  public func remove(_ path: String) -> Int { Self.result(unlink(path)) }

  /// `close(2)`.
  public func close(_ descriptor: Int) { _ = Glibc.close(Int32(descriptor)) }

  private static func result(_ value: Int32) -> Int { value < 0 ? -Int(errno) : Int(value) }
}

/// An error code of the system, in words.
public struct SystemFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// The code.
  public let code: Int32

  init(_ result: Int) { code = Int32(-result) }

  /// What people call it.
  public var description: String {
    switch code {
    case ENOSPC: "disk full"
    case EDQUOT: "disk quota used up"
    default: String(cString: strerror(code))
    }
  }
}
