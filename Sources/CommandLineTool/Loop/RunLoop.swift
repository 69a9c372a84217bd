import EventStream
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
  /// With clients about, so much of the time that a frame took counts towards the next one's.
  private static var frameCredit: Int64 { 60_000 }
  /// How long the engine may work before keys are looked at again.
  static var engineBudget: Int64 { 8_000 }
  /// How long a recording may be read before the first frame, so that most have their marks on it.
  private static var firstBudget: Int64 { 150_000 }
  /// How long a skipped stretch is told.
  private static var noteTime: Int64 { 10_000_000 }
  /// Instants between two looks at the clock.
  static var slice: Int { 8 }
  /// A long way is gone in about so many steps: more than a timeline has columns.
  static var stepsOnTheWay: Int64 { 256 }

  /// The shortest time between two frames while time passes.
  private var frameInterval: Int64

  var driver: Driver
  var dashboard: Dashboard
  var observers: [any SessionObserver]
  /// Those of a run that was left for a what-if.
  private var formerObservers: [any SessionObserver] = []
  var pacer: Pacer
  var meter = PaceMeter()
  var names = CommandParser.Names()
  var quiet: QuietStretch?
  var skippedAt: Int64 = 0
  var fastForward: Instant?
  /// Whether the moment that is gone to is the next or the last one in which something happened.
  var isStepping = false
  var lastAdvance: Int64 = 0
  private var lastFrame: Int64 = 0
  /// Where the pointer was dragged to since the last frame.
  var scrub: Scrub?
  var needsFrame = true
  /// Whether nothing of a recording is left to read ahead.
  private var isReadAhead = false
  /// Why time was stopped by itself; nil while it passes, or where a person stopped it.
  var standstill: Standstill?
  /// Whether there was something that people wait for when time passed last.
  var isBusy = false

  init(_ driver: Driver, _ dashboard: Dashboard, observers: [any SessionObserver] = [], frameRate: Int? = nil) {
    frameInterval = Self.interval(frameRate ?? DashboardConfig.standardFrameRate)
    self.driver = driver
    self.dashboard = dashboard
    self.observers = observers
    pacer = Pacer(pace: dashboard.status.pace)
    self.dashboard.status.mode = driver.mode
    self.dashboard.begin(driver.session)
    isBusy = driver.isBusy
    if let known = self.driver.takeIndex() {
      self.dashboard.adopt(known)
      isReadAhead = true
    }
    takeEvents()
  }

  private static func interval(_ frameRate: Int) -> Int64 { 1_000_000 / Int64(frameRate) }

  /// Runs until the person quits or the terminal goes away; the status to exit with. `earlier` is what came before.
  mutating func run(_ terminal: inout Terminal, after earlier: [TerminalEvent] = []) -> Int32 {
    readAhead(for: Self.firstBudget)
    lastAdvance = WallClock.microseconds
    meter.begin(at: lastAdvance, driver.session.now)
    showSize(of: terminal)
    // What the terminal answered meanwhile colours the first picture already.
    for event in earlier + terminal.readEvents() {
      if let status = handle(event, &terminal) { return status }
    }
    draw(&terminal)
    ProcessMemory.giveBack()
    while true {
      if terminal.waitForInput(milliseconds: patience) {
        for event in terminal.readEvents() {
          if let status = handle(event, &terminal) { return status }
        }
      }
      serve()
      readAhead(for: Self.engineBudget)
      if driver.journey != nil { travel(for: Self.engineBudget) }
      advance()
      if needsFrame, isFrameDue {
        obeyScrub()
        draw(&terminal)
      }
    }
  }

  /// How long to wait for keys: not at all while the engine has work, for ever while nothing can change.
  private var patience: Int {
    let other = driver.companions.serviceInterval
    if !isReadAhead || driver.journey != nil { return 0 }
    let nextFrame = other < 0 ? untilFrame : min(other, untilFrame)
    guard dashboard.status.isRunning || fastForward != nil else { return needsFrame ? nextFrame : other }
    return quiet != nil || fastForward != nil || pacer.pace == .unlimited ? 0 : nextFrame
  }

  /// Rounded up: a wait that ends before the frame is due would be followed by waits of no time at all.
  private var untilFrame: Int { Int(max(0, frameInterval - (WallClock.microseconds - lastFrame) + 999) / 1_000) }

  private var isFrameDue: Bool {
    hasNewKeys || WallClock.microseconds - lastFrame >= frameInterval
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

  /// The person leaves: the recording gets its footer. `status` is what the loop exits with.
  mutating func finish(_ status: Int32) -> RunEnding {
    PromptHistory.keep(dashboard.history)
    settle()
    endObservers(driver.session)
    driver.finish(.quit)
    return RunEnding(status: status, shortfall: driver.companions.shortfall, observers: formerObservers)
  }

  /// What a command made due at this moment belongs to the run that ends here.
  mutating func settle() {
    guard !observers.isEmpty else { return }
    _ = driver.advance(to: driver.session.now, atMost: .max)
    takeEvents()
  }

  /// Their run is over.
  mutating func endObservers(_ session: Session) {
    for var observer in observers {
      observer.end(session, .quit)
      formerObservers.append(observer)
    }
    observers = []
  }

  /// Reads a recording on within a budget of time, so that marks and counts are there before they are played.
  private mutating func readAhead(for budget: Int64) {
    let start = WallClock.microseconds
    while !isReadAhead, WallClock.microseconds - start < budget {
      guard let told = driver.readAhead() else {
        isReadAhead = true
        dashboard.status.readAhead = nil
        driver.keepIndex(dashboard.knownCourse)
        return
      }
      dashboard.takeAhead(told.events, told.session)
      dashboard.status.readAhead = driver.readAhead(with: told.session)
      needsFrame = true
    }
  }

  private mutating func showSize(of terminal: borrowing Terminal) {
    driver.companions.show(width: terminal.size.width, height: terminal.size.height)
  }

  private mutating func draw(_ terminal: inout Terminal) {
    dashboard.status.mode = driver.mode
    dashboard.status.journey = driver.journey
    let start = WallClock.microseconds
    dashboard.status.reached = shownPace
    dashboard.status.companions = driver.standing
    if WallClock.microseconds - skippedAt > Self.noteTime { dashboard.status.skipped = nil }
    driver.companions.whileStanding(driver.session) {
      let canvas = dashboard.render(
        driver.shown, width: terminal.size.width, height: terminal.size.height,
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
      if case .drag = key {} else { obeyScrub() }
      dashboard.status.mode = driver.mode
      if case .resize(let width, let height) = key { driver.companions.show(width: width, height: height) }
      if key == .escape, stay() { return nil }
      for request in dashboard.handle(key, driver.shown) {
        if let status = perform(request, &terminal) { return status }
      }
    case .background(let ground):
      dashboard.adopt(ground)
      needsFrame = true
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
    case .scrub(let moment): scrub = Scrub(moment: moment)
    case .seekEvent(let number): seek(toEvent: number)
    case .goToMark(let family, let isNext): goToMark(family, isNext: isNext)
    case .present: lookAtPresent()
    case .command(let command): submit(command)
    case .commandText(let text): submit(text)
    case .previewText(let text): preview(text)
    case .copy(let text, let place): copy(text, to: place, &terminal)
    case .setFrameRate(let rate): frameInterval = Self.interval(rate)
    case .write(let name, let text): write(name, text)
    case .setMouse(let isOn): if !terminal.setMouse(isOn) { dashboard.lacksMouse() }
    case .export(let span): export(span, terminal.size)
    case .fork: fork()
    }
    return nil
  }
}
