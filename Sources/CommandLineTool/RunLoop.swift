import FleetDashboard
import FleetFiles
import FleetModel
import FleetSession
import Glibc
import NcursesTerminal
import RolloutOrchestrator
import TextCanvas

/// The loop of a screen: keys first, then the engine within a budget of time, then at most one frame. One thread owns
/// the session, so nothing here needs a lock.
struct RunLoop<Driver: SessionDriver> {
  /// Frames while time passes: ten a second.
  private static var frameInterval: Int64 { 100_000 }
  /// With clients about, so much of the time that a frame took counts towards the next one's.
  private static var frameCredit: Int64 { 60_000 }
  /// How long the engine may work before keys are looked at again.
  private static var engineBudget: Int64 { 8_000 }
  /// How long a skipped stretch is told.
  private static var noteTime: Int64 { 10_000_000 }
  /// Instants between two looks at the clock.
  private static var slice: Int { 8 }

  private var driver: Driver
  private var dashboard: Dashboard
  private var observers: [any SessionObserver]
  private var pacer: Pacer
  private var meter = PaceMeter()
  private var parser: CommandParser?
  private var quiet: QuietStretch?
  private var skippedAt: Int64 = 0
  private var seenEvents = 0
  private var fastForward: Instant?
  private var lastAdvance: Int64 = 0
  private var lastFrame: Int64 = 0
  private var needsFrame = true
  /// Whether time was stopped because nothing is due any more.
  private var isExhausted = false

  init(_ driver: Driver, _ dashboard: Dashboard, observers: [any SessionObserver] = []) {
    self.driver = driver
    self.dashboard = dashboard
    self.observers = observers
    pacer = Pacer(pace: dashboard.status.pace)
    self.dashboard.status.mode = driver.mode
    self.dashboard.begin(driver.session)
    takeEvents()
  }

  /// Runs until the person quits or the terminal goes away; the status to exit with.
  mutating func run(_ terminal: inout Terminal) -> Int32 {
    lastAdvance = WallClock.microseconds
    meter.begin(at: lastAdvance, driver.session.now)
    draw(&terminal)
    while true {
      terminal.waitForInput(milliseconds: patience)
      for event in terminal.readEvents() {
        if let status = handle(event, &terminal) { return status }
      }
      serve()
      advance()
      if needsFrame, isFrameDue { draw(&terminal) }
    }
  }

  /// How long to wait for keys: not at all while the engine has work, for ever while nothing can change.
  private var patience: Int {
    let other = driver.companions.serviceInterval
    guard dashboard.status.isRunning || fastForward != nil else { return needsFrame ? untilFrame : other }
    if quiet != nil || fastForward != nil || pacer.pace == .unlimited { return 0 }
    return other < 0 ? untilFrame : min(other, untilFrame)
  }

  private var untilFrame: Int { Int(max(0, Self.frameInterval - (WallClock.microseconds - lastFrame)) / 1_000) }

  private var isFrameDue: Bool {
    hasNewKeys || WallClock.microseconds - lastFrame >= Self.frameInterval
  }

  /// A key is answered at once, without waiting for the next frame.
  private var hasNewKeys = false

  /// Clients and the recording are looked after between instants, also while the clock is stopped.
  private mutating func serve() {
    let sentences = driver.serve()
    guard !sentences.isEmpty else { return }
    takeEvents()
    wake()
    for sentence in sentences { dashboard.tell(.done(SafeText.visible(sentence, limit: 120))) }
  }

  /// The person leaves: the recording gets its footer.
  mutating func finish() {
    PromptHistory.keep(dashboard.history)
    driver.companions.finish(driver.session)
  }

  private mutating func draw(_ terminal: inout Terminal) {
    let start = WallClock.microseconds
    dashboard.status.reached = shownPace
    dashboard.status.companions = driver.companions.status
    if WallClock.microseconds - skippedAt > Self.noteTime { dashboard.status.skipped = nil }
    driver.companions.whileStanding(driver.session) {
      let canvas = dashboard.render(
        driver.session, width: terminal.size.width, height: terminal.size.height,
        hasSymbols: terminal.capabilities.hasSymbols)
      terminal.draw(canvas, theme: dashboard.view.theme)
    }
    let end = WallClock.microseconds
    // Clients make frames take longer; they must not make them rarer as well.
    lastFrame = driver.companions.serviceInterval < 0 ? end : max(start, end - Self.frameCredit)
    needsFrame = false
    hasNewKeys = false
  }

  /// The reached pace, where it is less than was asked for.
  private var shownPace: Int? {
    guard dashboard.status.isRunning, let reached = meter.reached else { return nil }
    guard case .power(let power) = pacer.pace else { return reached }
    return power >= 0 && reached * 10 < (1 << power) * 9 && quiet == nil ? reached : nil
  }

  // MARK: Input

  private mutating func handle(_ event: TerminalEvent, _ terminal: inout Terminal) -> Int32? {
    switch event {
    case .key(let key):
      needsFrame = true
      hasNewKeys = true
      for request in dashboard.handle(key, driver.session) {
        if let status = perform(request, &terminal) { return status }
      }
    case .signal(.stop): terminal.suspend()
    case .signal(.resumed):
      lastAdvance = WallClock.microseconds
      needsFrame = true
    case .signal(let signal): return signal.exitStatus
    case .endOfInput: return 0
    }
    return nil
  }

  private mutating func perform(_ request: DashboardRequest, _ terminal: inout Terminal) -> Int32? {
    switch request {
    case .quit: return 0
    case .suspend:
      terminal.suspend()
      lastAdvance = WallClock.microseconds
    case .redraw: terminal.redraw()
    case .setRunning(let isRunning): setRunning(isRunning)
    case .setPace(let pace): setPace(pace)
    case .setSkipping(let skips):
      dashboard.status.skipsQuiet = skips
      endQuiet()
    case .step: step()
    case .stepBack: stepBack()
    case .runTo(let target):
      dashboard.status.runsTo = target
      setRunning(true)
    case .seek(let moment): seek(moment)
    case .command(let command): submit(command)
    case .commandText(let text): submit(text)
    case .previewText(let text): preview(text)
    case .copy(let text): copy(text)
    case .write(let name, let text): write(name, text)
    case .setMouse(let isOn): terminal.setMouse(isOn)
    case .fork: fork()
    }
    return nil
  }

  // MARK: Time

  private mutating func advance() {
    let real = WallClock.microseconds
    let elapsed = real - lastAdvance
    lastAdvance = real
    if let target = fastForward {
      if go(to: target) { fastForward = nil }
    } else if dashboard.status.isRunning {
      if quiet == nil { findQuiet() }
      if let stretch = quiet {
        skip(stretch)
      } else {
        let now = driver.session.now
        _ = go(to: pacer.deadline(from: now, after: elapsed) ?? driver.session.nextInstant ?? now)
        if driver.session.nextInstant == nil || isAtEnd { exhaust() }
      }
      meter.measure(at: real, driver.session.now)
    }
  }

  /// Lets time pass within the engine's budget; whether the deadline was reached.
  private mutating func go(to deadline: Instant) -> Bool {
    let start = WallClock.microseconds
    let before = driver.session.now
    let isUnlimited = pacer.pace == .unlimited && quiet == nil && fastForward == nil
    var deadline = deadline
    var isReached = false
    while true {
      isReached = driver.advance(to: deadline, atMost: dashboard.status.runsTo == nil ? Self.slice : 1)
      if takeEvents() { break }
      if quiet != nil, driver.session.orchestrator.inFlightCount > 0 { break }
      if WallClock.microseconds - start > Self.engineBudget { break }
      guard isReached else { continue }
      guard isUnlimited, let next = driver.session.nextInstant else { break }
      deadline = next
    }
    if driver.session.now != before { needsFrame = true }
    return isReached
  }

  /// Hands on what happened; whether time was stopped by it.
  @discardableResult
  private mutating func takeEvents() -> Bool {
    let events = driver.takeEvents()
    let count = driver.session.eventCount
    defer { seenEvents = count }
    guard !events.isEmpty else {
      if count != seenEvents { dashboard.refresh(driver.session) }
      return false
    }
    needsFrame = true
    for index in observers.indices {
      if let sentence = observers[index].take(events, driver.session) { dashboard.tell(.refused(sentence)) }
    }
    dashboard.take(events, driver.session)
    guard let target = dashboard.status.runsTo, events.contains(where: { target.isMet(by: $0.what) }) else {
      return false
    }
    dashboard.status.runsTo = nil
    setRunning(false)
    return true
  }

  private mutating func findQuiet() {
    guard dashboard.status.skipsQuiet, let minute = pacer.minute else { return }
    quiet = QuietStretch(driver.session, minute: minute, nextScenario: driver.nextScenario)
  }

  private mutating func skip(_ stretch: QuietStretch) {
    let isReached = go(to: stretch.end)
    let isOver = isReached || driver.session.orchestrator.inFlightCount > 0 && stretch.cause != .nothing
    if isOver || !dashboard.status.isRunning { endQuiet() }
  }

  private mutating func endQuiet() {
    guard let stretch = quiet else { return }
    quiet = nil
    let length = driver.session.now - stretch.start
    if length > 0 {
      dashboard.status.skipped = SkippedStretch(length: length, cause: stretch.cause)
      skippedAt = WallClock.microseconds
    }
    lastAdvance = WallClock.microseconds
    meter.begin(at: lastAdvance, driver.session.now)
  }

  /// Nothing is due any more: the clock stops, so that nothing is used up for a picture that stands.
  private mutating func exhaust() {
    setRunning(false)
    isExhausted = true
    dashboard.tell(
      .done(
        driver.mode == .live
          ? "Nothing more is due: P publishes a version, f makes trouble, q ends." : "The end of the recording."))
  }

  /// Whether a recording is over.
  private var isAtEnd: Bool {
    if case .replay(let end) = driver.mode { return driver.session.now >= end }
    return false
  }

  /// Something was done that may make things happen again.
  private mutating func wake() {
    endQuiet()
    if isExhausted, driver.session.nextInstant != nil { setRunning(true) }
    needsFrame = true
  }

  private mutating func setRunning(_ isRunning: Bool) {
    endQuiet()
    fastForward = nil
    isExhausted = false
    dashboard.status.isRunning = isRunning
    if !isRunning { dashboard.status.runsTo = nil }
    lastAdvance = WallClock.microseconds
    meter.begin(at: lastAdvance, driver.session.now)
    needsFrame = true
  }

  private mutating func setPace(_ pace: Pace) {
    endQuiet()
    pacer.pace = pace
    dashboard.status.pace = pace
    meter.begin(at: WallClock.microseconds, driver.session.now)
  }

  private mutating func step() {
    setRunning(false)
    if !driver.step() { dashboard.tell(.refused("nothing is due any more")) }
    takeEvents()
  }

  private mutating func stepBack() {
    setRunning(false)
    guard driver.stepBack() else { return dashboard.tell(.refused("this is the start")) }
    dashboard.begin(driver.session)
  }

  private mutating func seek(_ moment: Instant) {
    setRunning(false)
    if driver.mode == .live {
      if moment > driver.session.now { fastForward = moment }
    } else if driver.seek(to: moment) {
      _ = driver.takeEvents()
      dashboard.begin(driver.session)
    }
  }

  private mutating func fork() {
    guard driver.fork() else { return dashboard.tell(.refused("this run is live already")) }
    dashboard.status.mode = driver.mode
    dashboard.begin(driver.session)
    dashboard.tell(.done("Live from here, with the same seed."))
  }

  // MARK: Commands

  private mutating func submit(_ command: Command) {
    do throws(CommandRejection) {
      try driver.submit(command, by: .key)
      takeEvents()
      wake()
      dashboard.tell(.done(":\(CommandText.text(of: command, in: driver.session.fleet))"))
    } catch {
      dashboard.tell(.refused("\(error)"))
    }
  }

  private mutating func submit(_ text: String) {
    do throws(CommandSyntaxError) {
      let commands = try parse(text)
      dashboard.closeOverlay()
      // Several come from lines of Azure's how-to that were pasted in one go.
      for command in commands { submit(command) }
    } catch {
      dashboard.tell(.notUnderstood("\(error)", column: error.column))
    }
  }

  private mutating func preview(_ text: String) {
    do throws(CommandSyntaxError) {
      let commands = try parse(text)
      if let first = commands.first, commands.count == 1 { dashboard.preview(first, driver.session) }
    } catch {
      // What is not finished is not wrong yet.
      if error.column <= text.unicodeScalars.count { dashboard.tell(.notUnderstood("\(error)", column: error.column)) }
    }
  }

  /// The parser keeps tables of the fleet's names; they are made anew when VMs came or went.
  private mutating func parse(_ text: String) throws(CommandSyntaxError) -> [Command] {
    if parser == nil || parserMachines != driver.session.fleet.machineIndices.count {
      parser = CommandParser(fleet: driver.session.fleet)
      parserMachines = driver.session.fleet.machineIndices.count
    }
    return try parser!.parseAll(text)
  }

  private var parserMachines = -1

  private mutating func copy(_ text: String) {
    guard !text.isEmpty else { return }
    Clipboard.copy(text)
    dashboard.tell(.done("Copied: \(SafeText.visible(text, limit: 60))"))
  }

  private mutating func write(_ name: String, _ text: String) {
    do throws(FileBytes.Failure) {
      try ByteSink(name).write(Array(text.utf8))
      dashboard.tell(.done("Written: \(SafeText.visible(name, limit: 120))"))
    } catch {
      dashboard.tell(.refused("\(error)"))
    }
  }
}
