import ArgumentParser
import ControlPlane
import EventStream
import FleetFiles
import FleetSession
import SessionRecordings

/// `rolldeck serve`: a fleet without a screen, for clients of the control plane.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Run a fleet without a screen and let Azure's clients talk to it.",
    discussion: """
      Listens to the loopback interface only. With --tls az works too; the lines to paste are printed, and again by \
      az-env. Ends with SIGTERM or Ctrl-C. docs/http.md lists what can be asked.
      """)

  @Argument(help: ArgumentHelp("A fleet file, or the name of a built-in fleet; demo if not said.", valueName: "fleet"))
  var chosenFleet: String?
  @Option(help: "Where to listen: PORT, 127.0.0.1:PORT or [::1]:PORT; 0 lets the system choose.") var listen = "8100"
  @Option(name: .customLong("seed"), help: "The seed that all chance follows from; 1 if not said.")
  var chosenSeed: UInt64?
  @Option(
    help: """
      Simulated seconds in a second; 0 holds the clock, max is as fast as it goes, but an hour a second while nothing is \
      rolled out.
      """) var pace = "60"
  @Option(name: .customLong("continue"), help: "Go on where a recording ended, instead of at the start of a fleet.")
  var resumed: String?
  @Option(help: "The name of the run's recording; without it, the fleet's and the time.") var record: String?
  @Flag(name: .customLong("no-record"), help: "Do not record the run.") var noRecord = false
  @Flag(help: "Speak TLS as well, with a certificate of its own; az refuses anything else.") var tls = false

  func validate() throws {
    guard LoopbackAddress(listen) != nil else {
      throw ValidationError(
        "--listen \(listen): expected PORT, 127.0.0.1:PORT or [::1]:PORT; other interfaces are not served")
    }
    guard pace == "max" || Int64(pace).map({ (0...Self.fastest).contains($0) }) ?? false else {
      throw ValidationError("--pace is 0 to \(Self.fastest), or max")
    }
    if resumed != nil {
      try GivenOptions(["FLEET": chosenFleet != nil, "--seed": chosenSeed != nil]).refuse(
        "the recording has its own fleet and seed; leave that out, or --continue")
    }
    if noRecord {
      try GivenOptions(["--record": record != nil]).refuse("contradicts --no-record; leave out one of them")
    }
  }

  private var fleet: String { chosenFleet ?? "demo" }
  private var seed: UInt64 { chosenSeed ?? 1 }

  /// A year in half a minute; no fleet keeps up with more.
  private static let fastest: Int64 = 1_000_000

  func run() throws {
    let signals = PendingSignals()
    var (session, server, recorder) = try open()
    try announce(server)
    var companions = LiveCompanions(recorder: recorder, server: server)
    let signal = ServeLoop(pace: Int64(pace)).run(&session, &companions, signals)
    companions.finish(session, .quit)
    if let shortfall = companions.shortfall { ByteSink.complain("rolldeck: \(shortfall)") }
    throw ExitCode(128 + signal)
  }

  private typealias Record = () throws -> LiveRecorder?

  /// The run, who serves it, and what records it. One that cannot be recorded goes on all the same, and says so, unless the
  /// person named the recording.
  private func open() throws -> (Session, ControlPlaneServer, LiveRecorder?) {
    let (session, record) = try begin()
    let server = try ServerStart.listen(to: LoopbackAddress(listen)!, tls: tls, session)
    return (session, server, try record())
  }

  /// The run, and how it comes to be recorded.
  private func begin() throws -> (Session, Record) {
    if let resumed { return try resume(resumed) }
    let bytes = try FleetSource.read(fleet)
    let plan = try FleetSource.plan(bytes, fleet, seed: seed)
    let start = RecordingStart(
      name: record ?? RecordingStart.standardName(fleet), fleetName: fleet, fleet: bytes, script: nil, seed: seed,
      plan: plan)
    return (
      Session(plan: plan, seed: seed), { try recorder { () throws(RecordingFailure) in try start.start() } }
    )
  }

  /// Goes on where a recording ended; what happens from now on is recorded as a fork of it.
  private func resume(_ name: String) throws -> (Session, Record) {
    let (recording, plan) = try RecordingSource.load(name)
    var playback = Playback(recording, plan: plan, keepsEvents: true)
    do throws(ReplayMismatch) {
      try playback.advance(to: recording.end)
    } catch {
      try RecordingSource.tell(error, recording)
    }
    // They are told already, to those who listened then.
    _ = playback.takeEvents()
    return (
      playback.session,
      { [playback] in
        try recorder { () throws(RecordingFailure) in
          try LiveRecorder(
            forking: playback, of: recording, name: record ?? RecordingStart.standardName(name), in: .standard,
            program: ProgramVersion.current, startedAt: WallClock.unix, wall: WallClock.elapsed)
        }
      }
    )
  }

  private func recorder(_ start: () throws(RecordingFailure) -> LiveRecorder) throws -> LiveRecorder? {
    guard !noRecord else { return nil }
    do throws(RecordingFailure) {
      return try start()
    } catch {
      guard record == nil else { throw RecordingSource.exit(for: error) }
      ByteSink.complain("rolldeck: not recorded: \(error)")
      return nil
    }
  }

  private func announce(_ server: ControlPlaneServer) throws(ExitCode) {
    var lines = ["rolldeck serves \(resumed ?? fleet) at \(server.url)"]
    if tls { lines += AzureClientFolder(StateFolder(), port: server.port).lines }
    try ByteSink.say(lines.joined(separator: "\n"))
  }
}
