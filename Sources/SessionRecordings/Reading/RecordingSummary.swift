import FleetModel

/// What a list of recordings says of one.
public struct RecordingSummary: Sendable {
  /// Its name in the folder.
  public let name: String
  /// What could be read; nil if it is no recording.
  public let recording: Recording?
  /// Why it could not be read.
  public let failure: RecordingFailure?
  /// Whether somebody is writing it now.
  public let isBeingWritten: Bool

  /// Reads a recording for a list.
  public init(_ name: String, in folder: RecordingFolder) {
    self.name = name
    do {
      recording = try Recording.read(name, in: folder)
      failure = nil
    } catch {
      recording = nil
      failure = error
    }
    isBeingWritten = (try? folder.file(of: name)).map(FileContent.isLocked) ?? false
  }

  /// How it ended, or in what state it is.
  public var ending: String {
    guard let recording else { return "unreadable" }
    if let fault = recording.contents.fault {
      switch fault.kind {
      case .tornTail: return isBeingWritten ? "being written" : "interrupted, torn tail"
      case .corrupt: return "corrupt at line \(fault.line)"
      case .refused: return "refused at line \(fault.line)"
      }
    }
    if isBeingWritten { return "being written" }
    if recording.gap != nil { return "has a gap" }
    return recording.contents.end?.reason ?? "interrupted"
  }

  /// Whether it was finished and nothing is missing.
  public var isWhole: Bool {
    guard let recording else { return false }
    return recording.contents.fault == nil && recording.gap == nil && recording.contents.end != nil
  }
}
