import ArgumentParser
import ControlPlane
import FleetDashboard
import FleetFiles
import FleetModel
import FleetSession
import Glibc
import NcursesTerminal
import SessionRecordings
import TextCanvas

/// `rolldeck watch`: a live run on the screen.
struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Watch a fleet on the screen, and disturb it. What runs when nothing else is asked for.",
    discussion: """
      Keys: ? lists them, i explains what is under the cursor, f makes something go wrong, P publishes a version, \
      space stops the clock, q ends. Where there is no terminal, and with --plain, the account comes line by line.
      """)

  @Argument(help: ArgumentHelp("A fleet file, or the name of a built-in fleet; demo if not said.", valueName: "fleet"))
  var chosenFleet: String?
  @Option(name: .customLong("seed"), help: "The seed that all chance follows from; 1 if not said.")
  var chosenSeed: UInt64?
  @Option(help: "How fast time passes: x1/16 to x65536, or max; x64 if not said.") var pace: String?
  @Option(help: "Watch a recording, by name or path, instead of a live run.") var replay: String?
  @Option(
    name: .customLong("replay-fleet"), help: "With --replay: the fleet file of a recording that came without it.")
  var replayFleet: String?
  @Option(help: "With --replay: where to begin, for example 3h12m.") var at: String?
  @Option(
    help: "The name of the run's recording; without it, the fleet's and the time. --plain records where one is named.")
  var record: String?
  @Flag(name: .customLong("no-record"), help: "Do not record the run.") var noRecord = false
  @Option(help: "Let Azure's clients talk to the run, at PORT or 127.0.0.1:PORT.") var listen: String?
  @Flag(help: "With --listen: speak TLS as well, which az needs.") var tls = false
  @Flag(name: .customLong("show-quiet"), help: "Live through bake times and waits instead of skipping them.")
  var showsQuiet = false
  @Flag(help: "Begin with the clock stopped.") var stopped = false
  @Flag(help: "One line a change, no screen; for screen readers, pipes and logs.") var plain = false
  @Option(help: "With --plain: how much simulated time passes; 60d if not said.") var until: String?
  @Flag(help: "Judge the run by the invariants while it happens; a breach shows at once, and the exit code is 1.")
  var audit = false
  @OptionGroup var screen: ScreenOptions

  func validate() throws {
    if let pace, Pace(pace) == nil {
      throw ValidationError("--pace \(pace): expected a power of two such as x64 or x1/4, or max")
    }
    if let until, Quantity.duration(until) == nil {
      throw ValidationError("--until \(until): expected a time such as 60d or 3h20m")
    }
    if let at, Quantity.duration(at) == nil { throw ValidationError("--at \(at): expected a time such as 3h12m") }
    if let listen, LoopbackAddress(listen) == nil {
      throw ValidationError("--listen \(listen): expected PORT, 127.0.0.1:PORT or [::1]:PORT")
    }
    try refuseContradictions()
  }

  private func refuseContradictions() throws {
    if replay == nil {
      try GivenOptions(["--at": at != nil, "--replay-fleet": replayFleet != nil]).refuse(
        "goes with --replay RECORDING; name one")
    } else {
      try GivenOptions([
        "FLEET": chosenFleet != nil, "--seed": chosenSeed != nil, "--record": record != nil, "--no-record": noRecord,
        "--listen": listen != nil, "--tls": tls, "--audit": audit, "--until": until != nil,
      ]).refuse("goes with a live run and not with --replay; leave it out")
      try GivenOptions(["--plain": plain]).refuse(
        "not with --replay; `rolldeck replay RECORDING --plain` tells a recording line by line")
    }
    if listen == nil { try GivenOptions(["--tls": tls]).refuse("goes with --listen PORT; add it") }
    if noRecord {
      try GivenOptions(["--record": record != nil]).refuse("contradicts --no-record; leave out one of them")
    }
    if plain {
      try screenOptions.refuse("is for the screen, which --plain does without; leave it out")
    } else if !isPlain {
      try GivenOptions(["--until": until != nil]).refuse("goes with --plain; on the screen a run ends with q")
    }
  }

  /// What only a screen has.
  private var screenOptions: GivenOptions { GivenOptions(screen.given, "--stopped", stopped) }

  private var fleet: String { chosenFleet ?? "demo" }
  private var seed: UInt64 { chosenSeed ?? 1 }

  /// Themes are made of fixed colours of the palette of 256, so true colour adds none.
  private static func depth(_ color: ColorChoice) -> ColorDepth {
    switch color {
    case .never: .mono
    case .eight: .eight
    case .palette, .all: .twoFiftySix
    }
  }

  /// Whether the account comes line by line: asked for, or no terminal to draw on.
  private var isPlain: Bool {
    let accessible = getenv("ACCESSIBLE").map { $0.pointee != 0 } ?? false
    let term = getenv("TERM").map { String(cString: $0) } ?? ""
    return plain || accessible || term.isEmpty || term == "dumb" || isatty(0) == 0 || isatty(1) == 0
  }

  func run() throws {
    guard !isPlain else { return try runPlain() }
    // Before anything else, while there is one thread: a second process looks after the terminal.
    Supervisor.superviseIfNeeded()
    let config = try chosen()
    var terminal: Terminal
    do throws(TerminalError) {
      let options = TerminalOptions(
        colorDepth: config.color.map(Self.depth), mouse: config.mouse ?? false,
        asksBackground: config.theme == nil && config.ground == nil)
      terminal = try Terminal(options)
    } catch {
      ByteSink.complain("rolldeck: \(error); going on line by line")
      return try runPlain()
    }
    let ending = try run(on: &terminal, config)
    terminal.close()
    try ending.tell()
  }

  /// The first picture does not wait for the fleet.
  private func run(on terminal: inout Terminal, _ config: DashboardConfig) throws -> RunEnding {
    let status = RunStatus(
      isRunning: !stopped, pace: config.pace ?? .standard, skipsQuiet: config.skipsQuiet ?? true)
    var dashboard = Dashboard(status: status, keys: config.keys)
    // The first picture does not wait for the terminal's answer either.
    if let hint = getenv("COLORFGBG"), let ground = Ground(colorFGBG: String(cString: hint)) { dashboard.adopt(ground) }
    dashboard.adopt(config)
    dashboard.history = PromptHistory.load()
    var start = StartScreen(
      source: replay.map { "the recording \(SafeText.visible($0))" } ?? "the fleet \(SafeText.visible(fleet))",
      usesASCII: config.ascii ?? false, theme: dashboard.view.theme)
    start.showAtOnce(.reading, on: &terminal)
    if let replay {
      let (recording, plan) = try RecordingSource.load(replay, fleet: replayFleet) { built, all in
        start.show(.building(built: built, all: all), on: &terminal)
      }
      start.showAtOnce(.starting, on: &terminal)
      var driver = ReplayDriver(recording, plan: plan)
      if let at, let moment = Quantity.duration(at) {
        driver.look(at: .moment(min(moment, recording.end)))
        while driver.travel() == .underWay {
          if let reach = driver.journey { start.show(.replaying(reach), on: &terminal) }
        }
      }
      var loop = RunLoop(consume driver, dashboard, frameRate: config.framesPerSecond)
      if at != nil { loop.showMoment() }
      return loop.finish(loop.run(&terminal, after: start.events))
    }
    ProcessMemory.mapLargeBlocks()
    let plan = try FleetSource.load(fleet, seed: seed) { built, all in
      start.show(.building(built: built, all: all), on: &terminal)
    }
    start.showAtOnce(.starting, on: &terminal)
    let observers: [any SessionObserver] = audit ? [LiveAudit(plan, seed: seed)] : []
    var driver = LiveDriver(plan: plan, seed: seed)
    let server = try server(driver.session)
    driver.companions.join(recorder: recorder(plan, &dashboard), server: server)
    var loop = RunLoop(consume driver, dashboard, observers: observers, frameRate: config.framesPerSecond)
    return loop.finish(loop.run(&terminal, after: start.events))
  }

  /// Every live run is recorded unless it is told not to; one that cannot be recorded goes on all the same, and says so.
  private func recorder(_ plan: FleetPlan, _ dashboard: inout Dashboard) -> LiveRecorder? {
    guard !noRecord, let bytes = try? FleetSource.read(fleet) else { return nil }
    let start = start(record ?? RecordingStart.standardName(fleet), bytes, plan)
    do throws(RecordingFailure) {
      return try start.start()
    } catch {
      dashboard.tell(.trouble("This run is not recorded: \(error)."))
      return nil
    }
  }

  private func start(_ name: String, _ bytes: [UInt8], _ plan: FleetPlan) -> RecordingStart {
    RecordingStart(name: name, fleetName: fleet, fleet: bytes, script: nil, seed: seed, plan: plan)
  }

  private func server(_ session: Session) throws(ExitCode) -> ControlPlaneServer? {
    guard let listen, let address = LoopbackAddress(listen) else { return nil }
    return try ServerStart.listen(to: address, tls: tls, session)
  }

  private func runPlain() throws {
    if let replay {
      ByteSink.complain("rolldeck: --replay needs a terminal; `rolldeck replay \(replay)` does without")
      throw ExitStatus.usage
    }
    if !plain { screenOptions.tellUseless("no terminal to draw on") }
    // Nobody watches the clock where nobody answers.
    if isatty(0) == 0 {
      GivenOptions(["--pace": pace != nil, "--show-quiet": showsQuiet]).tellUseless("as fast as it goes")
    }
    let config = try chosen()
    let bytes = try FleetSource.read(fleet)
    let plan = try FleetSource.plan(bytes, fleet, seed: seed)
    let observers: [any SessionObserver] = audit ? [LiveAudit(plan, seed: seed)] : []
    var driver = LiveDriver(plan: plan, seed: seed, keepsPast: false)
    let server = try server(driver.session)
    driver.companions.join(recorder: try record.map { try start($0, bytes, plan).begin() }, server: server)
    var watch = PlainWatch(
      consume driver, pace: config.pace ?? .standard,
      skipsQuiet: config.skipsQuiet ?? true,
      deadline: Quantity.duration(until ?? "60d")!, observers: observers)
    try watch.run().tell()
  }

  /// The configuration file, and above it what the command line says.
  private func chosen() throws -> DashboardConfig {
    var config = try ConfigFile.load()
    if let pace { config.pace = Pace(pace) }
    screen.apply(to: &config)
    if showsQuiet { config.skipsQuiet = false }
    return config
  }
}

/// `$XDG_CONFIG_HOME/rolldeck/config`, or `~/.config/rolldeck/config`.
enum ConfigFile {
  /// A file is a page of settings; a larger one is a mistake.
  private static let limit = 100_000

  /// Reads it if it is there; says on standard error what is wrong with it.
  static func load() throws -> DashboardConfig {
    guard let path, access(path, F_OK) == 0 else { return DashboardConfig() }
    do {
      let bytes = try FileBytes.read(path, limit: limit)
      return try DashboardConfig.parse(String(decoding: bytes, as: UTF8.self))
    } catch let error as ConfigProblems {
      for problem in error.problems { ByteSink.complain("\(path): \(problem)") }
      throw ExitStatus.badInput
    } catch {
      ByteSink.complain("rolldeck: \(error)")
      throw ExitStatus.inputOutput
    }
  }

  private static var path: String? {
    if let folder = getenv("XDG_CONFIG_HOME"), folder.pointee != 0 {
      return String(cString: folder) + "/rolldeck/config"
    }
    return getenv("HOME").map { String(cString: $0) + "/.config/rolldeck/config" }
  }
}
