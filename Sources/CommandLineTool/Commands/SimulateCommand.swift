import ArgumentParser
import AvailabilityAuditor
import EventStream
import FleetFiles
import FleetModel
import FleetSession
import Glibc
import SessionRecordings

/// `rolldeck simulate`: a run without a screen.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate", abstract: "Run a fleet without a screen, and sum up what its rollouts did.",
    discussion: """
      Exit codes: 0 the run ended, 1 the auditor found a breach, 2 a fleet or script is wrong, 64 the command line is \
      wrong, 74 a file could not be read or written.
      """)

  @Argument(help: "A fleet file, or the name of a built-in fleet.") var fleet = "demo"
  @Option(help: "The seed that all chance follows from.") var seed: UInt64 = 1
  @Option(help: "How much simulated time passes, for example 60d or 3h20m.") var until = "60d"
  @Option(help: "A file of timed commands, one a line.") var script: String?
  @Flag(help: "Judge the run by the invariants while it happens.") var audit = false
  @Option(help: "Write the event stream to a file; - is standard output.") var events: String?
  @Option(name: .customLong("events-only"), help: "Write only these kinds of events, separated by commas; for people.")
  var eventsOnly: String?
  @Option(help: "Record the run under a name.") var record: String?
  @Flag(name: .customLong("no-record"), help: "Do not record, which is what happens without --record.")
  var noRecord = false
  @Flag(help: "Print the summary as JSON.") var json = false

  func validate() throws {
    if Quantity.duration(until) == nil {
      throw ValidationError("--until \(until): expected a time such as 60d or 3h20m")
    }
    if fleet == "-" && script == "-" { throw ValidationError("standard input is a fleet or a script, not both") }
    for kind in eventsOnly?.split(separator: ",") ?? [] where !StreamWriter.kinds.contains(String(kind)) {
      throw ValidationError(
        "--events-only: there are no events of the kind \(kind); there are \(StreamWriter.kinds.joined(separator: ", "))"
      )
    }
    if noRecord {
      try GivenOptions(["--record": record != nil]).refuse("contradicts --no-record; leave out one of them")
    }
    let only = GivenOptions(["--events-only": eventsOnly != nil])
    if events == nil { try only.refuse("goes with --events FILE; add it") }
    if audit { try only.refuse("the auditor must see every event; leave out this or --audit") }
    if events == "-" {
      try GivenOptions(["--json": json]).refuse(
        "standard output is the event stream's, which ends with its own sum; write --events to a file")
    }
  }

  func run() throws {
    let file = try FleetSource.read(fleet)
    var plan = try FleetSource.plan(file, fleet, seed: seed)
    let story = try script.map { try readScript($0, into: &plan) }
    let account = try Account(self, plan)
    let recorder = try record.map {
      // Nobody looks at the recording of a headless run before it ends.
      try RecordingStart(
        name: $0, fleetName: fleet, fleet: file, script: story, seed: seed, plan: plan, gathersDecisions: true
      ).begin()
    }
    var session = Session(
      plan: plan, seed: seed, keepsEvents: account.isNeeded, tellsWaits: account.isNeeded,
      keepsBatches: recorder != nil)
    var run = HeadlessRun(account: account, deadline: Quantity.duration(until)!, recorder: recorder)
    try run.run(&session)
    let summary = RunSummary(session)
    if events != "-" { try ByteSink.say(json ? summary.json : summary.text) }
    for refused in session.refusedScenario {
      ByteSink.complain(
        "at \(Quantity.text(refused.command.at)) \(CommandText.text(of: refused.command.command, in: session.fleet)): \(refused.rejection)"
      )
    }
    if let shortfall = run.shortfall { ByteSink.complain("rolldeck: \(shortfall)") }
    if let auditor = run.account.auditor { try AuditReport.tell(auditor) }
    if run.shortfall != nil { throw ExitStatus.inputOutput }
  }

  /// Adds the commands of a script to the plan; its text.
  private func readScript(_ path: String, into plan: inout FleetPlan) throws -> String {
    do {
      let text = String(decoding: try FileBytes.read(path, limit: FleetFileLimit.bytes), as: UTF8.self)
      plan.add(script: try Script.parse(text, file: path, fleet: plan.fleet))
      return text
    } catch let error as FileBytes.Failure {
      throw error.told()
    } catch {
      ByteSink.complain("\(error)")
      throw ExitStatus.badInput
    }
  }
}

/// Where the events of a headless run go.
struct Account {
  var writer: StreamWriter?
  let sink: ByteSink?
  var auditor: AvailabilityAuditor?

  init(_ command: SimulateCommand, _ plan: FleetPlan) throws {
    do throws(FileBytes.Failure) {
      sink = if let events = command.events { try ByteSink(events) } else { nil }
    } catch {
      throw error.told()
    }
    auditor = command.audit ? AvailabilityAuditor() : nil
    guard command.events != nil || command.audit else { return }
    let only = command.audit ? nil : command.eventsOnly.map { Set($0.split(separator: ",").map(String.init)) }
    writer = StreamWriter(fleet: plan.fleet, only: only)
    try handOver { writer, sink throws(FileBytes.Failure) in
      try writer.writeHeader(plan.fleet, seed: command.seed, into: sink)
    }
  }

  var isNeeded: Bool { writer != nil }

  mutating func take(_ events: [SessionEvent], _ session: Session) throws {
    guard writer != nil else { return }
    try handOver { writer, sink throws(FileBytes.Failure) in try writer.write(events, session.fleet, into: sink) }
  }

  mutating func end(_ session: Session, _ why: EndReason) throws {
    guard writer != nil else { return }
    writer!.writeEnd(why: why, session)
    try handOver { writer, sink throws(FileBytes.Failure) in try writer.pour(into: sink) }
    auditor?.finish()
  }

  /// Where the writer's bytes go: to the auditor, and to the file.
  private typealias Receiver = (ArraySlice<UInt8>) throws(FileBytes.Failure) -> Void

  private mutating func handOver(
    _ write: (inout StreamWriter, Receiver) throws(FileBytes.Failure) -> Void
  ) throws {
    do throws(FileBytes.Failure) {
      try write(&writer!) { [sink] bytes throws(FileBytes.Failure) in
        auditor?.read(lines: bytes)
        try sink?.write(bytes)
      }
    } catch {
      throw error.told()
    }
  }
}

/// A run to a deadline, in slices, with a line of progress for people who watch.
struct HeadlessRun {
  var account: Account
  let deadline: Instant
  private let tellsProgress = isatty(2) == 1
  private var lastTold = 0
  private var recorder: LiveRecorder?
  /// Kept, since to compare a recorder with nil copies it each time.
  private let isRecorded: Bool
  /// Batches on their way to the recorder.
  private var batches: [StartedBatch] = []

  init(account: Account, deadline: Instant, recorder: LiveRecorder? = nil) {
    self.account = account
    self.deadline = deadline
    self.recorder = recorder
    isRecorded = recorder != nil
  }

  /// Runs to the deadline. Where the account cannot be written any more the recording is ended all the same.
  mutating func run(_ session: inout Session) throws {
    do {
      let why = try work(&session)
      recorder?.finish(why.rawValue, session.mark)
    } catch {
      recorder?.finish(EndReason.error.rawValue, session.mark)
      throw error
    }
  }

  private mutating func work(_ session: inout Session) throws -> EndReason {
    var why = EndReason.until
    var next = session.nextInstant
    // So few when it is recorded that what they touched is still near the processor when their batches are written up.
    let budget = isRecorded ? 500 : 2_000
    while true {
      let goal = min(deadline, recorder?.nextCheckpoint(after: next) ?? .max)
      let isThere = session.advance(to: next == nil ? session.now : goal, atMost: budget)
      let isDone = isThere && session.now == deadline
      if isRecorded { record(&session) }
      if account.isNeeded { try account.take(session.takeEvents(), session) }
      next = session.nextInstant
      if next == nil {
        why = .idle
        session.advance(to: deadline)
        break
      }
      if isDone { break }
      if tellsProgress { tell(session) }
    }
    if tellsProgress { ByteSink.progress("\r\u{1B}[K") }
    try account.end(session, why)
    return why
  }

  private mutating func record(_ session: inout Session) {
    session.takeBatches(for: &batches)
    if !batches.isEmpty {
      recorder?.note(batches, session)
      batches.removeAll(keepingCapacity: true)
    }
    recorder?.tick(session.mark, wall: WallClock.elapsed)
  }

  /// What must be said of the recording of a run that is over; nil if all of it is there and safe, or there is none.
  var shortfall: String? { recorder?.shortfall }

  private mutating func tell(_ session: Session) {
    let percent = Int(session.now * 100 / max(1, deadline))
    guard percent != lastTold else { return }
    lastTold = percent
    ByteSink.progress(
      "\r\(percent) %  \(Quantity.text(session.now / Span.minute * Span.minute)) simulated, \(Quantity.count(session.eventCount, "event")) "
    )
  }
}

extension ByteSink {
  /// Text for standard error without a line end.
  static func progress(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
  }
}
