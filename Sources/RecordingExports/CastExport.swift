public import FleetModel
public import FleetSession
public import SessionRecordings
import TextCanvas

/// A stretch of a run as an asciicast: its screens, to be played by asciinema and its web player.
public struct CastExport {
  /// The screen's size from the start on. The sizes of a recording follow, unless the person chose one.
  public var size: (width: Int, height: Int)
  /// Whether later sizes of the terminal are followed.
  public var followsSizes = false
  /// 2, or 3.
  public var version = 2
  /// How time passes in the cast.
  public var pace = Pace.whole(seconds: 60)

  /// How simulated time becomes time in a player.
  public enum Pace: Sendable {
    /// The whole stretch in so many seconds.
    case whole(seconds: Int)
    /// As it passed when it was recorded.
    case asRecorded
  }

  /// Milliseconds between two screens.
  private static let frame: Int64 = 100
  /// A cast of more than a day would have more screens than anyone watches.
  private static let longest: Int64 = 86_400_000

  /// A cast as people usually want it.
  public init(width: Int = 100, height: Int = 30) { size = (width, height) }

  /// Writes a whole recording piece by piece.
  ///
  /// - Returns: the first difference from what was recorded, at which the cast ends.
  public func write(
    _ recording: Recording, plan: FleetPlan, by camera: some CastCamera, to sink: ([UInt8]) throws -> Void
  ) rethrows -> ReplayMismatch? {
    var export = self
    let sizes = followsSizes ? recording.sizes : []
    if let first = sizes.first { export.size = (first.columns, first.rows) }
    let clock: CastClock
    switch pace {
    case .whole(let seconds): clock = CastClock(from: 0, to: recording.end, seconds: seconds)
    case .asRecorded: clock = CastClock(recording, longest: Self.longest)
    }
    let title = CastTitle(text: recording.header.fleet.name, unixSeconds: recording.header.startedAt / 1_000)
    var walk = RecordingWalk(recording, plan: plan)
    return try export.write(&walk, clock, sizes, title, by: camera, to: sink)
  }

  /// Writes the stretch from where a playback stands to a time.
  public func write(
    _ playback: Playback, to end: Instant, title: CastTitle, by camera: some CastCamera,
    to sink: ([UInt8]) throws -> Void
  ) rethrows -> ReplayMismatch? {
    var seconds = 60
    if case .whole(let wanted) = pace { seconds = wanted }
    var walk = RecordingWalk(playback)
    let clock = CastClock(from: playback.now, to: end, seconds: seconds)
    return try write(&walk, clock, [], title, by: camera, to: sink)
  }

  private func write(
    _ walk: inout RecordingWalk, _ clock: CastClock, _ sizes: [RecordedSize], _ title: CastTitle,
    by startCamera: some CastCamera, to sink: ([UInt8]) throws -> Void
  ) rethrows -> ReplayMismatch? {
    var camera = startCamera
    var finder = CastMarks()
    var lines = CastLines(version: version)
    var size = size
    var due = sizes.dropFirst()
    try sink(lines.header(width: size.width, height: size.height, title))
    var shown: [String]?
    var time: Int64 = 0
    while true {
      var out: [UInt8] = []
      let now = clock.instant(at: time)
      walk.advance(to: now) { events, session in
        camera.take(events, session)
        for mark in finder.marks(events, session.fleet) {
          out += lines.line(min(time, clock.milliseconds(at: mark.time)), "m", mark.label)
        }
      }
      while let next = due.first, next.time <= now {
        due.removeFirst()
        guard (next.columns, next.rows) != size else { continue }
        size = (next.columns, next.rows)
        out += lines.line(time, "r", "\(size.width)x\(size.height)")
        shown = nil
      }
      let rows = ANSIText.rows(camera.canvas(walk.playback.session, width: size.width, height: size.height))
      let text = CastScreen.changes(from: shown, to: rows)
      if !text.isEmpty { out += lines.line(time, "o", text) }
      shown = rows
      try sink(out)
      if time >= clock.length || walk.mismatch != nil { return walk.mismatch }
      time = min(clock.length, time + Self.frame)
    }
  }
}

/// What a player shows of a cast before it plays it.
public struct CastTitle {
  var text: String
  var unixSeconds: Int64

  /// A title, and when the run began.
  public init(text: String, unixSeconds: Int64) {
    self.text = text
    self.unixSeconds = unixSeconds
  }
}

/// The lines of a cast file.
struct CastLines {
  let version: Int
  private var last: Int64 = 0

  init(version: Int) { self.version = version }

  func header(width: Int, height: Int, _ title: CastTitle) -> [UInt8] {
    let text = VisibleText.json(VisibleText.escaped(title.text))
    let size =
      version == 3
      ? "\"term\":{\"cols\":\(width),\"rows\":\(height),\"type\":\"xterm-256color\"}"
      : "\"width\":\(width),\"height\":\(height),\"env\":{\"TERM\":\"xterm-256color\"}"
    return Array("{\"version\":\(version),\(size),\"timestamp\":\(title.unixSeconds),\"title\":\(text)}\n".utf8)
  }

  /// Times never run backwards. In version 3 they are differences of whole milliseconds, so no error adds up.
  mutating func line(_ milliseconds: Int64, _ kind: String, _ text: String) -> [UInt8] {
    let time = max(last, milliseconds)
    let told = version == 3 ? time - last : time
    last = time
    let fraction = String(told % 1_000)
    let zeros = String(repeating: "0", count: 3 - fraction.utf8.count)
    return Array("[\(told / 1_000).\(zeros)\(fraction),\"\(kind)\",\(VisibleText.json(text))]\n".utf8)
  }
}

/// What a cast marks: phases, stops and waves of rollbacks.
struct CastMarks {
  private var finder = MarkFinder()

  mutating func marks(_ events: [SessionEvent], _ fleet: Fleet) -> [(time: Instant, label: String)] {
    events.compactMap { event in
      guard let mark = finder.mark(of: event, fleet), [.phase, .stop, .rollback].contains(mark.family) else {
        return nil
      }
      return (mark.time, VisibleText.escaped(mark.text(in: fleet)))
    }
  }
}

/// Screens as what a terminal must be told.
enum CastScreen {
  /// The rows that changed; everything after a clear screen the first time.
  static func changes(from old: [String]?, to new: [String]) -> String {
    var text = old == nil ? "\u{1B}[?25l\u{1B}[2J" : ""
    for (row, line) in new.enumerated() where old?[row] != line { text += "\u{1B}[\(row + 1);1H" + line }
    return text
  }
}
