public import FleetModel
public import FleetSession

/// One record of a recording. Kinds that begin with a capital are critical: a reader that does not know one must not
/// go on; others may be skipped. `docs/recording-format.md` describes each.
public enum JournalRecord: Sendable, Equatable {
  /// A command that was carried out, as text of the command grammar.
  case command(RecordedCommand)
  /// What the state must be here.
  case checkpoint(RecordedCheckpoint)
  /// Batches that the engine decided to start, one after the other, with nothing else between them.
  case batches([RecordedBatch])
  /// The terminal had this size from here on; for casts.
  case size(RecordedSize)
  /// Commands were carried out and could not be written: nothing behind it can be replayed.
  case gap(RecordedGap)
  /// Only decisions could not be written, or there were too many; how many are missing. None are where readers of format 1
  /// are told that they leave decisions out.
  case lost(decisions: Int)
  /// The session ended, and everything was written.
  case end(RecordedEnd)

  /// Where in simulated time it ends; nil for a record without a time.
  public var time: Instant? {
    switch self {
    case .command(let command): command.time
    case .checkpoint(let checkpoint): checkpoint.time
    case .batches(let batches): batches.last?.time
    case .size(let size): size.time
    case .gap(let gap): gap.time
    case .lost: nil
    case .end(let end): end.time
    }
  }
}

/// A command as it was recorded.
public struct RecordedCommand: Sendable, Equatable {
  /// Simulated time.
  public var time: Instant
  /// Milliseconds of wall time since the session began; for replaying at the pace of the original.
  public var wall: Int64
  /// Who gave it.
  public var source: CommandSource
  /// The command, in the grammar of docs/commands.md.
  public var text: String
}

/// The state at a moment, as a digest (I25).
public struct RecordedCheckpoint: Sendable, Equatable {
  /// Simulated time; everything due at or before it has happened, and so have the commands recorded before.
  public var time: Instant
  /// Milliseconds of wall time since the session began.
  public var wall: Int64
  /// How many events there were.
  public var events: Int
  /// The digest.
  public var digest: Digest
}

/// A batch as it was decided: enough to see what happened when the engine that did it is gone.
public struct RecordedBatch: Sendable, Equatable {
  /// Simulated time.
  public var time: Instant
  /// The rollout that leads the run.
  public var rollout: Int
  /// The phase, from 1.
  public var phase: Int
  /// The region's name.
  public var region: String
  /// The group's name.
  public var group: String
  /// The update domain, nil if the VMs have none or differ.
  public var updateDomain: Int?
  /// The zone from 1, nil if the VMs have none or differ.
  public var zone: Int?
  /// How many VMs.
  public var count: Int
}

/// The size of the terminal on which a session was watched.
public struct RecordedSize: Sendable, Equatable {
  /// Simulated time.
  public var time: Instant
  /// Milliseconds of wall time since the session began.
  public var wall: Int64
  /// Columns.
  public var columns: Int
  /// Rows.
  public var rows: Int
}

/// Commands that are missing.
public struct RecordedGap: Sendable, Equatable {
  /// The time of the first missing command.
  public var time: Instant
  /// How many commands are missing.
  public var commands: Int
  /// Why they could not be written.
  public var reason: String
}

/// The footer.
public struct RecordedEnd: Sendable, Equatable {
  /// Simulated time at the end.
  public var time: Instant
  /// Why the session ended: until, quit, idle or error.
  public var reason: String
  /// How many events there were.
  public var events: Int
  /// The digest at the end.
  public var digest: Digest
  /// Lines before this one.
  public var lines: Int
  /// SHA-256 of the bytes before this line.
  public var sha256: String
}
