import FleetDashboard
import FleetModel
import FleetSession
import RecordingExports
import SessionRecordings

/// Writes what happened in a span of a run, going through it once more.
struct SpanWriter {
  private let span: SpanExport
  private let size: (width: Int, height: Int)
  private let end: Instant

  /// - Parameters:
  ///   - size: of the terminal, for a cast without a size of its own.
  ///   - end: where the run ends.
  init(_ span: SpanExport, _ size: (width: Int, height: Int), end: Instant) {
    self.span = span
    self.size = span.size.map { ($0.width, $0.height) } ?? size
    self.end = end
  }

  /// - Parameters:
  ///   - start: the run where the span begins.
  ///   - events: what happened before it, for the first screen of a cast.
  func write(_ start: Playback, after events: [SessionEvent], to sink: ByteSink) throws(FileBytes.Failure) {
    do {
      switch span.form {
      case .txt: try account(start, to: sink)
      case .csv: _ = try CSVExport.write(start, to: span.end, sink.write)
      case .json: _ = try EventExport.write(start, to: span.end, sink.write)
      case .cast: try cast(start, after: events, to: sink)
      }
    } catch let failure as FileBytes.Failure {
      throw failure
    } catch {
      preconditionFailure("only writing fails")
    }
  }

  private func account(_ start: Playback, to sink: ByteSink) throws {
    let account = PlainAccount()
    var walk = RecordingWalk(start)
    try walk.advance(to: span.end) { events, session in
      let lines = account.lines(events, session).map { $0 + "\n" }.joined()
      try sink.write(Array(lines.utf8))
    }
  }

  private func cast(_ start: Playback, after events: [SessionEvent], to sink: ByteSink) throws {
    var export = CastExport(width: size.width, height: size.height)
    export.version = span.version
    export.pace = .whole(seconds: span.seconds)
    var camera = DashboardCamera(end: end, milliseconds: Int64(span.seconds) * 1_000)
    if span.start > 0 { camera.begin(start.session, after: events) }
    let title = CastTitle(text: start.session.fleet.name, unixSeconds: WallClock.unix / 1_000)
    _ = try export.write(start, to: span.end, title: title, by: camera, to: sink.write)
  }
}
