import BuiltInFleets
import FleetFiles
import FleetModel
import FleetSession
import TextCanvas

@testable import FleetDashboard

/// A session with its dashboard, driven by keys and time as the run loop does it.
struct DemoRun {
  var session: Session
  var dashboard: Dashboard
  var size = (width: 80, height: 24)
  var refusals: [String] = []
  var hasQuit = false
  var written: [String] = []
  /// What only a loop with a terminal, or a driver with a past, can do.
  var requested: [DashboardRequest] = []
  var asked: [DashboardRequest] { requested }
  var observe: ([SessionEvent], Session) -> Void = { _, _ in }

  var hasSymbols = false

  init(fleet: String = "demo", seed: UInt64 = 1, mode: DashboardMode = .live) throws {
    try self.init(
      plan: FleetFile.load(bytes: BuiltInFleets.file(named: fleet)!, file: fleet, seed: seed), seed, mode)
  }

  /// A fleet of a test's own.
  init(yaml: String, seed: UInt64 = 1) throws {
    try self.init(plan: FleetFile.load(bytes: Array(yaml.utf8), file: "test", seed: seed), seed, .live)
  }

  private init(plan: FleetPlan, _ seed: UInt64, _ mode: DashboardMode) {
    session = Session(plan: plan, seed: seed)
    dashboard = Dashboard(status: RunStatus(mode: mode))
    dashboard.begin(session)
  }

  mutating func advance(to time: Instant) {
    session.advance(to: max(time, session.now))
    take()
  }

  mutating func take() {
    let events = session.takeEvents()
    observe(events, session)
    dashboard.take(events, session)
  }

  mutating func press(_ keys: Key...) { for key in keys { press(key) } }

  mutating func type(_ text: String) { for character in text { press(.character(character)) } }

  /// Types a line at the prompt that a key opens, and enters it.
  mutating func enter(_ text: String, at prompt: Character = ":") {
    press(.character(prompt))
    type(text)
    press(.enter)
  }

  mutating func press(_ key: Key) {
    for request in dashboard.handle(key, session) { perform(request) }
  }

  private mutating func perform(_ request: DashboardRequest) {
    switch request {
    case .quit: hasQuit = true
    case .setRunning(let isRunning): dashboard.status.isRunning = isRunning
    case .setPace(let pace): dashboard.status.pace = pace
    case .setSkipping(let skips): dashboard.status.skipsQuiet = skips
    case .step:
      dashboard.status.isRunning = false
      _ = session.step(upTo: .max)
      take()
    case .seek(let moment):
      if moment > session.now { advance(to: moment) } else { requested.append(request) }
    case .command(let command): submit(command)
    case .commandText(let text):
      var parser = CommandParser(fleet: session.fleet)
      do throws(CommandSyntaxError) {
        let command = try parser.parse(text)
        dashboard.closeOverlay()
        submit(command)
      } catch {
        dashboard.tell(.notUnderstood("\(error)", column: error.column))
      }
    case .previewText(let text):
      var parser = CommandParser(fleet: session.fleet)
      if let command = try? parser.parse(text) { dashboard.preview(command, session) }
    case .write(let name, let text): written.append(name + "\n" + text)
    case .copy(let text, _):
      written.append(text)
      dashboard.tell(.done("Copied."))
    case .suspend, .redraw, .stepBack, .runTo, .setMouse, .setFrameRate, .fork, .present, .seekEvent, .scrub, .goToMark,
      .export:
      requested.append(request)
    }
  }

  private mutating func submit(_ command: Command) {
    do throws(CommandRejection) {
      try session.submit(command, by: .key)
      take()
      dashboard.tell(.done(CommandText.text(of: command, in: session.fleet)))
    } catch {
      refusals.append("\(error)")
      dashboard.tell(.refused("\(error)"))
    }
  }

  mutating func canvas() -> Canvas {
    dashboard.render(session, width: size.width, height: size.height, hasSymbols: hasSymbols)
  }
}
