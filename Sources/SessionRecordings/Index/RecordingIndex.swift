import FleetFiles
import FleetSession
import Glibc

/// The file beside a recording that makes it open at once: `NAME.rec.idx`. It holds what would be known after running
/// through the recording, and can be lost at any time: one that is missing, old, damaged or somebody else's is removed,
/// and written again after the next run through the recording.
public struct RecordingIndex: Sendable {
  /// Where it is.
  public let file: String
  private let seal: IndexSeal

  /// What the file of an index ends with.
  public static let suffix = ".rec.idx"
  /// Changes with the order of what is in it; what changes with the program's own types need not be said.
  private static let format = 1

  /// The index of a recording. Nil where there can be none: the recording is being written, is no file of its name, or
  /// there is no place for the key that seals an index.
  public init?(of recording: Recording) { self.init(of: recording, keyFile: IndexSeal.standardKeyFile) }

  init?(of recording: Recording, keyFile: String) {
    guard recording.file.hasSuffix(RecordingFolder.suffix), !FileContent.isLocked(recording.file),
      let bytes = try? FileContent.read(recording.file, limit: RecordingLimit.fileBytes)
    else { return nil }
    let file = String(recording.file.dropLast(RecordingFolder.suffix.count)) + Self.suffix
    self.init(file: file, of: bytes, keyFile: keyFile)
  }

  /// The index of a run that is in no file, named by some bytes.
  public init?(file: String, of name: [UInt8]) { self.init(file: file, of: name, keyFile: IndexSeal.standardKeyFile) }

  init?(file: String, of name: [UInt8], keyFile: String) {
    guard let seal = IndexSeal(of: name, keyFile: keyFile) else { return nil }
    self.file = file
    self.seal = seal
  }

  /// What it takes on the disk; 0 if it is not there.
  public var byteCount: Int {
    var status = stat()
    return stat(file, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Gives a timeline of which nothing was read yet all that is known of the recording. Returns what else was kept, or
  /// nil if there is no index; then the timeline is as it was.
  public func open<Extra: Decodable>(_ timeline: inout Timeline, with type: Extra.Type) -> Extra? {
    do {
      let index = try IndexReader(file, seal: seal)
      guard try index.number() == Self.format else { throw IndexReader.Failure() }
      let extra = try StateDecoder.value(type, from: index.bytes())
      try timeline.adopt(index)
      return extra
    } catch {
      _ = SystemCalls().remove(file)
      return nil
    }
  }

  /// Writes all that is known of a recording that was read to its end.
  ///
  /// - Parameters:
  ///   - extra: what else is worth keeping.
  ///   - isCancelled: asked now and then; nothing is left behind when it says so.
  /// - Returns: whether the index is there.
  @discardableResult
  public func write(
    _ timeline: Timeline, with extra: some Encodable, calls: any FileCalls = SystemCalls(),
    isCancelled: @escaping () -> Bool = { false }
  ) -> Bool {
    guard let index = try? IndexWriter(file, seal: seal, calls: calls, isCancelled: isCancelled) else { return false }
    do {
      try index.put(number: Self.format)
      try index.put(StateEncoder.bytes(of: extra))
      try timeline.file(in: index)
      try index.finish(as: file)
      return true
    } catch {
      index.abandon()
      return false
    }
  }
}
