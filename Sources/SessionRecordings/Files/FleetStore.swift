/// Files of fleets that are too large to be part of a recording. They stand beside it under their own digest, so that a
/// recording never names a file to be opened.
enum FleetStore {
  static let suffix = ".fleet"

  /// The bytes of a recording's fleet: embedded, given by the person, or found in one of the folders; nil if nowhere.
  static func bytes(
    of header: JournalHeader, file: String, given: String?, folders: [String]
  ) throws(RecordingFailure) -> [UInt8]? {
    switch header.fleet.content {
    case .text(let text): return Array(text.utf8)
    case .external(let digest, let count):
      if let given {
        let bytes = try FileContent.read(given, limit: FleetStore.limit)
        guard bytes.count == count, SHA256.hex(bytes) == digest else {
          throw .fleet(file, "\(JSONText.excerpt(given)) is not the fleet that was recorded")
        }
        return bytes
      }
      for folder in folders {
        guard let bytes = try? FileContent.read(folder + "/" + digest + suffix, limit: FleetStore.limit) else {
          continue
        }
        guard bytes.count == count, SHA256.hex(bytes) == digest else {
          throw .fleet(file, "the copy beside the recording is damaged; remove it, or name the fleet with --fleet")
        }
        return bytes
      }
      return nil
    }
  }

  /// Keeps a copy of a large fleet in a folder, under a temporary name until it is whole.
  static func keep(_ bytes: [UInt8], of header: JournalHeader, in folder: RecordingFolder) throws(RecordingFailure) {
    guard case .external(let digest, _) = header.fleet.content else { return }
    let file = folder.path + "/" + digest + suffix
    if let kept = try? FileContent.read(file, limit: limit), kept == bytes { return }
    let calls = folder.calls
    let temporary = folder.path + "/" + digest + "." + header.id + ".tmp"
    let descriptor = calls.open(temporary, .create)
    guard descriptor >= 0 else { throw .cannotWrite(temporary, SystemFailure(descriptor)) }
    var result = calls.writeAll(descriptor, bytes)
    if result >= 0 { result = calls.synchronize(descriptor) }
    calls.close(descriptor)
    if result >= 0 { result = calls.rename(temporary, file) }
    guard result >= 0 else {
      _ = calls.remove(temporary)
      throw .cannotWrite(file, SystemFailure(result))
    }
  }

  /// The largest fleet file there is.
  private static let limit = 256 << 20
}
