import ArgumentParser
import Glibc
import TextCanvas

/// Whole files and streams of bytes, read and written without conversion.
enum FileBytes {
  /// Why a file could not be used, in the system's words.
  struct Failure: Error, CustomStringConvertible {
    let path: String
    let code: Int32

    /// A file is called as somebody pleased.
    var description: String { "\(SafeText.visible(path)): \(String(cString: strerror(code)))" }

    /// Says it; the exit code that goes with it. Whoever read standard output and had enough is told nothing.
    func told() -> ExitCode {
      if code == EPIPE { return ExitStatus.ended }
      ByteSink.complain("rolldeck: \(self)")
      return ExitStatus.inputOutput
    }
  }

  /// Reads a regular file, at most `limit` bytes and one more, so that the caller can tell that there is more.
  static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
    let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    let path = path == "-" ? "standard input" : path
    guard descriptor >= 0 else { throw Failure(path: path, code: errno) }
    defer { if descriptor != 0 { close(descriptor) } }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= limit {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw Failure(path: path, code: errno) }
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    return bytes
  }
}

/// Somewhere to write a stream to: a file, closed when nobody writes to it any more, or standard output.
final class ByteSink {
  private let descriptor: Int32
  private let path: String

  /// Opens a file for writing, anew; `-` is standard output.
  init(_ path: String) throws(FileBytes.Failure) {
    self.path = path == "-" ? "standard output" : path
    descriptor = path == "-" ? 1 : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    if descriptor < 0 { throw FileBytes.Failure(path: path, code: errno) }
  }

  deinit {
    if descriptor > 2 { close(descriptor) }
  }

  /// Writes all of it.
  func write(_ bytes: [UInt8]) throws(FileBytes.Failure) { try write(bytes[...]) }

  /// Writes all of it.
  func write(_ bytes: ArraySlice<UInt8>) throws(FileBytes.Failure) {
    var offset = bytes.startIndex
    while offset < bytes.endIndex {
      let count = bytes[offset...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw FileBytes.Failure(path: path, code: errno) }
      offset += count
    }
  }

  /// Writes lines of text to standard error.
  static func complain(_ text: String) {
    let bytes = Array((visible(text) + "\n").utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
  }

  /// Writes lines of text to standard output; what cannot be written ends the program with its exit code.
  static func say(_ text: String) throws(ExitCode) {
    do throws(FileBytes.Failure) {
      try ByteSink("-").write(Array((visible(text) + "\n").utf8))
    } catch {
      throw error.told()
    }
  }

  /// Lines in which no name from a file or a client acts on the terminal.
  private static func visible(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 == 10 || (0x20..<0x7F).contains($0) }) { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { SafeText.visible(String($0), limit: .max) }.joined(separator: "\n")
  }
}
