import EventStream
public import FleetModel
public import FleetSession
public import SessionRecordings

/// A recording as an event stream, as `simulate --events` would have written it.
public enum EventExport {
  /// Writes the stream piece by piece.
  ///
  /// - Returns: the first difference from what was recorded, at which the stream ends.
  public static func write(
    _ recording: Recording, plan: FleetPlan, to sink: ([UInt8]) throws -> Void
  ) rethrows -> ReplayMismatch? {
    var writer = StreamWriter(fleet: plan.fleet)
    try writer.writeHeader(plan.fleet, seed: recording.header.seed) { try sink(Array($0)) }
    var walk = RecordingWalk(recording, plan: plan)
    try walk.advance(to: recording.end) { events, session in
      try writer.write(events, session.fleet) { try sink(Array($0)) }
    }
    let recorded = recording.contents.end.flatMap { EndReason(rawValue: $0.reason) } ?? .error
    writer.writeEnd(why: walk.mismatch == nil ? recorded : .error, walk.playback.session)
    try sink(writer.take())
    return walk.mismatch
  }

  /// Writes the lines between where a playback stands and a time, without the header and the end of a whole stream.
  public static func write(
    _ playback: Playback, to end: Instant, _ sink: ([UInt8]) throws -> Void
  ) rethrows -> ReplayMismatch? {
    var writer = StreamWriter(fleet: playback.session.fleet)
    var walk = RecordingWalk(playback)
    try walk.advance(to: end) { events, session in
      try writer.write(events, session.fleet) { try sink(Array($0)) }
    }
    try sink(writer.take())
    return walk.mismatch
  }
}
