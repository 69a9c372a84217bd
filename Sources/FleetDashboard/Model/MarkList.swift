import FleetModel
import FleetSession

/// A moment worth coming back to.
struct Mark: Sendable, Equatable, Codable {
  enum Kind: Sendable, Equatable, Codable {
    case found(TimelineMark.Family)
    /// The person's own.
    case own
  }
  var time: Instant
  var text: String
  var kind: Kind

  /// Whether it is about something that went wrong.
  var isTrouble: Bool { kind == .found(.stop) || kind == .found(.rollback) }
}

/// The marks of a run in order of time: phases, stops, rollbacks and commands by themselves, and the person's own.
struct MarkList: Sendable, Equatable, Codable {
  /// As many as anybody looks through; the oldest ones that are no phases go first.
  static let capacity = 2_000

  private(set) var marks: [Mark] = []
  private var finder = MarkFinder()

  static func == (left: MarkList, right: MarkList) -> Bool { left.marks == right.marks }

  /// Adds a mark, unless it is there.
  mutating func add(_ mark: Mark) {
    let place = marks.lastIndex { $0.time <= mark.time }.map { $0 + 1 } ?? 0
    guard !marks[..<place].reversed().prefix(while: { $0.time == mark.time }).contains(mark) else { return }
    marks.insert(mark, at: place)
    guard marks.count > Self.capacity else { return }
    let isSpare = { (mark: Mark) in mark.kind != .own && mark.kind != .found(.phase) }
    marks.remove(at: marks.firstIndex(where: isSpare) ?? 0)
  }

  mutating func take(_ events: [SessionEvent], _ session: Session) {
    let words = EventWords(session: session)
    for event in events {
      guard let found = finder.mark(of: event, session.fleet), Self.isListed(found.kind) else { continue }
      let line = words.line(event.what)
      let place = found.family == .command ? "" : Self.place(line, session.fleet) + " "
      add(Mark(time: event.time, text: place + line.text, kind: .found(found.family)))
    }
  }

  /// A VM's name tells its set, so that its region is enough.
  private static func place(_ line: EventLine, _ fleet: Fleet) -> String {
    guard line.machine != nil, let region = line.region else { return line.place }
    return fleet.regions[region].name
  }

  /// Batches are too many for a list, and a hold is marked by its command.
  private static func isListed(_ kind: TimelineMark.Kind) -> Bool {
    switch kind {
    case .batch, .held, .resumed, .command(_, .replay): false
    case .rolloutStarted, .rolloutEnded, .phaseStarted, .phaseSucceeded, .phaseSkipped, .stop, .rollbackWave, .command:
      true
    }
  }

  /// Forgets what is later than the moment from which a run went on another way.
  mutating func forget(after time: Instant) {
    marks.removeAll { $0.time > time }
    finder = MarkFinder()
  }

  /// Forgets the person's own.
  mutating func forgetOwn() { marks.removeAll { $0.kind == .own } }

  /// The next mark after a moment, or the last one before it.
  func neighbour(of time: Instant, isNext: Bool, where isWanted: (Mark) -> Bool = { _ in true }) -> Mark? {
    isNext
      ? marks.first { $0.time > time && isWanted($0) } : marks.last { $0.time < time && isWanted($0) }
  }
}
