import EventStream
import FleetDashboard
import FleetFiles
import FleetModel
import FleetSession
import Glibc

/// A run without a screen: one line a change, the three sentences on demand, and commands by line.
///
/// Where somebody types, the pace holds and an empty line asks for the three sentences; else it runs as fast as it can.
struct PlainWatch {
  /// How long to wait for a line between two looks at the clock, in milliseconds, while there is nothing else to do.
  private static let interval: Int32 = 200
  /// Microseconds of work between two looks at what was typed.
  private static let budget: Int64 = 50_000

  private var driver: LiveDriver
  private var dashboard: Dashboard
  private var pacer: Pacer
  private let deadline: Instant
  private var observers: [any SessionObserver]
  private let account = PlainAccount()
  private let isAnswered = isatty(0) == 1
  private var isRunning = true
  /// Whether time has not passed as far as it should.
  private var isBehind = false
  private var input = TypedLines(limit: CommandParser.longestText)

  init(
    _ driver: LiveDriver, pace: Pace, skipsQuiet: Bool, deadline: Instant, observers: [any SessionObserver]
  ) {
    self.driver = driver
    self.deadline = deadline
    self.observers = observers
    pacer = Pacer(pace: pace)
    dashboard = Dashboard(status: RunStatus(pace: pace, skipsQuiet: skipsQuiet))
    dashboard.begin(driver.session)
  }

  /// Runs to the end, and says how it was.
  mutating func run() throws -> RunEnding {
    do {
      let why = try work()
      for index in observers.indices { observers[index].end(driver.session, why) }
      driver.finish(why)
    } catch {
      driver.finish(.error)
      throw error
    }
    return RunEnding(status: 0, shortfall: driver.companions.shortfall, observers: observers)
  }

  private mutating func work() throws -> EndReason {
    try tellSentences()
    if isAnswered {
      try put(["i Enter tells the three sentences; stop, go, pace x64, commands such as hold; q ends."])
    }
    var last = WallClock.microseconds
    var why: EndReason?
    while why == nil {
      try put(driver.serve().map { "! \($0)" })
      try takeEvents()
      why = try isAnswered && readLines() ? .quit : ending
      let real = WallClock.microseconds
      isBehind = isRunning && why == nil && !advance(after: real - last)
      last = real
    }
    try takeEvents()
    try tellSentences()
    return why ?? .until
  }

  /// Why the run is over by itself, if it is; whoever can answer may make things happen again.
  private var ending: EndReason? {
    guard driver.session.now >= deadline || driver.isOver && !isAnswered else { return nil }
    return driver.session.nextInstant == nil ? .idle : .until
  }

  /// Lets time pass; whether it passed as far as it should.
  private mutating func advance(after elapsed: Int64) -> Bool {
    if !isAnswered { return driver.advance(to: deadline, atMost: 2_000) }
    let now = driver.session.now
    if dashboard.status.skipsQuiet, let minute = pacer.minute,
      let stretch = QuietStretch.beginning(driver.session, minute: minute, nextScenario: driver.nextScenario)
    {
      return driver.advance(to: min(deadline, stretch.end), atMost: 2_000)
    }
    guard let next = pacer.deadline(from: now, after: elapsed) else { return advanceFreely() }
    return driver.advance(to: min(deadline, next), atMost: 10_000)
  }

  /// Goes from instant to instant as fast as they come; whether nothing is due any more, and whoever can answer is waited for.
  private mutating func advanceFreely() -> Bool {
    let start = WallClock.microseconds
    while driver.session.now < deadline, WallClock.microseconds - start < Self.budget {
      guard !driver.isOver, let next = driver.session.nextInstant else { return true }
      _ = driver.advance(to: min(deadline, next), atMost: 2_000)
    }
    return false
  }

  private mutating func takeEvents() throws {
    let events = driver.takeEvents()
    guard !events.isEmpty else { return }
    for index in observers.indices {
      if let sentence = observers[index].take(events, driver.session) { try put(["! \(sentence)"]) }
    }
    dashboard.take(events, driver.session)
    try put(account.lines(events, driver.session))
  }

  private mutating func tellSentences() throws {
    try put(dashboard.sentences(driver.session).map { "= \($0)" })
  }

  private func put(_ lines: [String]) throws {
    guard !lines.isEmpty else { return }
    try ByteSink.say(lines.joined(separator: "\n"))
  }

  // MARK: Lines

  /// Reads what was typed meanwhile; whether it asks to end.
  private mutating func readLines() throws -> Bool {
    var descriptor = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    guard poll(&descriptor, 1, isBehind ? 0 : Self.interval) > 0 else { return false }
    var chunk = [UInt8](repeating: 0, count: 4_096)
    let count = read(0, &chunk, chunk.count)
    if count == 0 { return true }
    guard count > 0 else { return errno != EINTR && errno != EAGAIN }
    for line in input.take(chunk[..<count]) {
      switch line {
      case .whole(let text): if try obey(text) { return true }
      case .tooLong: try put(["! expected at most \(CommandParser.longestText) bytes on a line; shorten it"])
      }
    }
    return false
  }

  private mutating func obey(_ line: String) throws -> Bool {
    let words = line.split(separator: " ").map(String.init)
    switch words.first {
    case nil: try tellSentences()
    case "q", "quit": return true
    case "stop": isRunning = false
    case "go": isRunning = true
    case "pace" where words.count == 2:
      guard let pace = Pace(words[1]) else {
        try put(["! expected a pace such as x64 or max"])
        return false
      }
      pacer.pace = pace
    case .some: try give(line)
    }
    return false
  }

  private mutating func give(_ line: String) throws {
    var parser = CommandParser(fleet: driver.session.fleet)
    do throws(CommandSyntaxError) {
      let command = try parser.parse(line)
      do throws(CommandRejection) {
        try driver.submit(command, by: .key)
      } catch {
        try? put(["! \(error)"])
      }
    } catch {
      try put(["! \(error)"])
    }
  }
}
