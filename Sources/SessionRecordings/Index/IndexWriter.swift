import Crypto

/// Writes an index under a temporary name, and gives it its own when it is whole.
final class IndexWriter {
  private let calls: any FileCalls
  private let temporary: String
  private let descriptor: Int
  private var code: HMAC<Crypto.SHA256>
  private var waiting: [UInt8] = []
  private let isCancelled: () -> Bool

  /// The index could not be written; it is disposable, so nobody needs to know why.
  struct Failure: Error {}

  /// As much is written at once.
  private static let pieceBytes = 1 << 20

  /// Begins a file; fails if another process is writing it.
  init(
    _ file: String, seal: IndexSeal, calls: any FileCalls = SystemCalls(), isCancelled: @escaping () -> Bool = { false }
  ) throws {
    self.calls = calls
    self.isCancelled = isCancelled
    temporary = file + ".tmp"
    code = seal.begin()
    var opened = calls.open(temporary, .create)
    if opened < 0, Self.isLeftOver(temporary, calls) {
      _ = calls.remove(temporary)
      opened = calls.open(temporary, .create)
    }
    guard opened >= 0 else { throw Failure() }
    descriptor = opened
    guard calls.lock(descriptor) >= 0 else {
      abandon()
      throw Failure()
    }
  }

  /// Whether a file is that of a process that is gone.
  private static func isLeftOver(_ file: String, _ calls: any FileCalls) -> Bool {
    let descriptor = calls.open(file, .append)
    guard descriptor >= 0 else { return false }
    defer { calls.close(descriptor) }
    return calls.lock(descriptor) >= 0
  }

  func put(number: Int) throws {
    waiting.append(short: UInt64(number))
    if waiting.count >= Self.pieceBytes { try flush() }
  }

  /// Bytes, or larger numbers as they are in memory, with how many bytes they are.
  func put<Number: BitwiseCopyable>(_ numbers: [Number]) throws {
    try put(number: numbers.count * MemoryLayout<Number>.stride)
    numbers.withUnsafeBytes { waiting.append(contentsOf: $0) }
    if waiting.count >= Self.pieceBytes { try flush() }
  }

  private func flush() throws {
    guard !isCancelled() else { throw Failure() }
    code.update(data: waiting)
    try write(waiting)
    waiting.removeAll(keepingCapacity: true)
  }

  private func write(_ bytes: [UInt8]) throws {
    guard calls.writeAll(descriptor, bytes) >= 0 else { throw Failure() }
  }

  /// Seals the file and gives it its name.
  func finish(as file: String) throws {
    try flush()
    try write(Array(code.finalize()))
    guard calls.rename(temporary, file) >= 0 else { throw Failure() }
    calls.close(descriptor)
  }

  /// Removes what was written.
  func abandon() {
    _ = calls.remove(temporary)
    calls.close(descriptor)
  }
}
