import FleetModel
public import FleetSession
import RolloutOrchestrator
public import SessionRecordings
public import TextCanvas

/// A recording as an asciicast: the screens of a replay, to be played by asciinema and its web player.
public struct CastExport {
  /// Columns of the screen.
  public var width = 100
  /// Rows of the screen.
  public var height = 30
  /// 2, or 3.
  public var version = 2
  /// How time passes in the cast.
  public var pace = Pace.whole(seconds: 60)
  /// Draws one screen.
  public var screen: (_ session: Session, _ width: Int, _ height: Int) -> Canvas = StatusScreen.draw

  /// How simulated time becomes time in a player.
  public enum Pace: Sendable {
    /// The whole recording in so many seconds.
    case whole(seconds: Int)
    /// As it passed when it was recorded.
    case asRecorded
  }

  /// Milliseconds between two screens.
  private static let frame: Int64 = 100
  /// A cast of more than a day would have more screens than anyone watches.
  private static let longest: Int64 = 86_400_000

  /// A cast as people usually want it.
  public init() {}

  /// Writes the cast piece by piece.
  ///
  /// - Returns: the first difference from what was recorded, at which the cast ends.
  public func write(
    _ recording: Recording, plan: FleetPlan, to sink: ([UInt8]) throws -> Void
  ) rethrows -> ReplayMismatch? {
    var walk = RecordingWalk(recording, plan: plan)
    var finder = CastMarks()
    var lines = CastLines(version: version)
    let clock = CastClock(pace, recording, longest: Self.longest)
    try sink(lines.header(width: width, height: height, recording))
    var shown: [String]?
    var time: Int64 = 0
    while true {
      var out: [UInt8] = []
      walk.advance(to: clock.instant(at: time)) { events, session in
        for mark in finder.marks(events, session.fleet) {
          out += lines.line(min(time, clock.milliseconds(at: mark.time)), "m", mark.label)
        }
      }
      let rows = CastScreen.rows(screen(walk.playback.session, width, height))
      let text = CastScreen.changes(from: shown, to: rows)
      if !text.isEmpty { out += lines.line(time, "o", text) }
      shown = rows
      try sink(out)
      if time >= clock.length || walk.mismatch != nil { return walk.mismatch }
      time = min(clock.length, time + Self.frame)
    }
  }
}

/// Simulated time and time in the player, each from the other: straight lines between known points.
struct CastClock {
  private var points: [(time: Instant, at: Int64)] = [(0, 0)]

  init(_ pace: CastExport.Pace, _ recording: Recording, longest: Int64) {
    switch pace {
    case .whole(let seconds): points.append((max(1, recording.end), Int64(max(1, seconds)) * 1_000))
    case .asRecorded:
      for entry in recording.contents.entries {
        switch entry.record {
        case .command(let command): add(command.time, command.wall)
        case .checkpoint(let point): add(point.time, point.wall)
        default: break
        }
      }
      let last = points.last!
      if recording.end > last.time { points.append((recording.end, last.at + 1_000)) }
    }
    points = points.map { ($0.time, min($0.at, longest)) }
  }

  /// Points that run backwards, as a fork's copied commands may, are left out.
  private mutating func add(_ time: Instant, _ wall: Int64) {
    if time > points.last!.time, wall >= points.last!.at { points.append((time, wall)) }
  }

  /// The length in the player, in milliseconds.
  var length: Int64 { points.last!.at }

  func instant(at milliseconds: Int64) -> Instant {
    let next = points.firstIndex { $0.at > milliseconds } ?? points.count
    guard next < points.count else { return points.last!.time }
    let (from, to) = (points[next - 1], points[next])
    return from.time + Self.part(to.time - from.time, milliseconds - from.at, of: to.at - from.at)
  }

  func milliseconds(at time: Instant) -> Int64 {
    let next = points.firstIndex { $0.time > time } ?? points.count
    guard next < points.count else { return length }
    let (from, to) = (points[next - 1], points[next])
    return from.at + Self.part(to.at - from.at, time - from.time, of: to.time - from.time)
  }

  private static func part(_ length: Int64, _ numerator: Int64, of denominator: Int64) -> Int64 {
    let product = length.multipliedFullWidth(by: numerator)
    return denominator == 0 ? 0 : denominator.dividingFullWidth((product.high, product.low)).quotient
  }
}

/// The lines of a cast file.
struct CastLines {
  let version: Int
  private var last: Int64 = 0

  init(version: Int) { self.version = version }

  func header(width: Int, height: Int, _ recording: Recording) -> [UInt8] {
    let title = VisibleText.json(VisibleText.escaped(recording.header.fleet.name))
    let stamp = recording.header.startedAt / 1_000
    let size =
      version == 3
      ? "\"term\":{\"cols\":\(width),\"rows\":\(height),\"type\":\"xterm-256color\"}"
      : "\"width\":\(width),\"height\":\(height),\"env\":{\"TERM\":\"xterm-256color\"}"
    return Array("{\"version\":\(version),\(size),\"timestamp\":\(stamp),\"title\":\(title)}\n".utf8)
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
  /// Each row with its colours, ready to be shown.
  static func rows(_ canvas: Canvas) -> [String] {
    (0..<canvas.height).map { row in
      var text = ""
      var style = Style.normal
      for column in 0..<canvas.width {
        let cell = canvas[row, column]
        if cell.style != style {
          text += code(cell.style)
          style = cell.style
        }
        text += cell.text
      }
      return style == .normal ? text : text + "\u{1B}[0m"
    }
  }

  /// The rows that changed; everything after a clear screen the first time.
  static func changes(from old: [String]?, to new: [String]) -> String {
    var text = old == nil ? "\u{1B}[?25l\u{1B}[2J" : ""
    for (row, line) in new.enumerated() where old?[row] != line { text += "\u{1B}[\(row + 1);1H" + line }
    return text
  }

  private static func code(_ style: Style) -> String {
    let look = Theme.dark.appearance(of: style.role, depth: .twoFiftySix)
    let attributes = look.attributes.union(style.attributes)
    var codes = ["0"]
    if attributes.contains(.bold) { codes.append("1") }
    if attributes.contains(.dim) { codes.append("2") }
    if attributes.contains(.underline) { codes.append("4") }
    if attributes.contains(.reverse) { codes.append("7") }
    if let color = look.foreground { codes.append("38;5;\(color)") }
    return "\u{1B}[" + codes.joined(separator: ";") + "m"
  }
}
