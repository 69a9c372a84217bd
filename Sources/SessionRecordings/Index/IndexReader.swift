import Crypto
import Glibc

/// Reads an index whose seal is right, piece by piece, from front to back.
final class IndexReader: ByteSource {
  private let descriptor: Int32
  private var piece: [UInt8]
  private var next = 0
  private var filled = 0
  /// How many bytes before the seal were not fetched yet.
  private var left: Int

  /// It is not there, not one's own, or damaged.
  struct Failure: Error {}

  private static let pieceBytes = 1 << 20

  /// Opens an index. Nothing of it is believed before its seal was found to be right.
  init(_ file: String, seal: IndexSeal) throws {
    descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY)
    piece = [UInt8](repeating: 0, count: Self.pieceBytes)
    left = 0
    guard descriptor >= 0 else { throw Failure() }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size >= IndexSeal.byteCount
    else { throw Failure() }
    let size = Int(status.st_size) - IndexSeal.byteCount
    left = size
    var code = seal.begin()
    while left > 0 {
      try fetch()
      code.update(data: piece[..<filled])
    }
    left = IndexSeal.byteCount
    try fetch()
    guard filled == IndexSeal.byteCount, code.finalize() == piece[..<filled] else { throw Failure() }
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw Failure() }
    left = size
    filled = 0
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Fetches the next piece, as much of it as there is before the seal.
  private func fetch() throws {
    next = 0
    filled = 0
    let wanted = min(left, Self.pieceBytes)
    while filled < wanted {
      let count = piece.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress! + filled, wanted - filled) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Failure() }
      filled += count
    }
    left -= filled
  }

  func byte() throws -> UInt8 {
    if next == filled { try fetch() }
    guard next < filled else { throw Failure() }
    defer { next += 1 }
    return piece[next]
  }

  func number() throws -> Int { Int(truncatingIfNeeded: try shortNumber()) }

  /// How many of something follow, each of which takes a byte at least.
  func count() throws -> Int {
    let count = try number()
    guard (0...left + filled - next).contains(count) else { throw Failure() }
    return count
  }

  /// Bytes, which come with how many they are.
  func bytes() throws -> [UInt8] { try numbers() }

  /// Numbers as they are in memory.
  func numbers<Number: BitwiseCopyable>() throws -> [Number] {
    let byteCount = try count()
    guard byteCount % MemoryLayout<Number>.stride == 0 else { throw Failure() }
    return try Array(unsafeUninitializedCapacity: byteCount / MemoryLayout<Number>.stride) { room, count in
      try copy(to: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(room)[..<byteCount]))
      count = byteCount / MemoryLayout<Number>.stride
    }
  }

  private func copy(to target: UnsafeMutableRawBufferPointer) throws {
    var done = 0
    while done < target.count {
      if next == filled { try fetch() }
      let part = min(filled - next, target.count - done)
      guard part > 0 else { throw Failure() }
      piece.withUnsafeBytes { piece in
        let source = UnsafeRawBufferPointer(rebasing: piece[next..<next + part])
        UnsafeMutableRawBufferPointer(rebasing: target[done..<done + part]).copyMemory(from: source)
      }
      next += part
      done += part
    }
  }
}
