import ArgumentParser
import EventStream
import FleetDashboard
import FleetModel
import FleetSession
import FleetSimulator

/// `rolldeck bench`: how fast the parts are.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure the engine's own parts.",
    discussion: """
      rollout-N runs the published workload on the simulator's agenda, draws and per-VM state, and prints its result line. \
      engine-N runs the full rules over a fleet of that shape. stream-N does the same and writes the event stream to \
      nowhere. seek-N reads a day ahead, jumps to a thousand random times and compares each with a straight run. frame-N draws two hundred frames of 200x60 while a \
      rollout runs. The last four print a table row.
      """)

  @Argument(help: "What to run, with the number of VMs: rollout-N, engine-N, stream-N, seek-N or frame-N.") var name:
    String
  @Option(help: "The seed.") var seed: UInt64 = 1
  @Option(name: .customLong("fail-ppm"), help: "rollout-N: VMs that the version breaks, in parts per million.")
  var failPPM = 10_000

  private enum Subject: String { case rollout, engine, stream, seek, frame }

  /// The subject and the number of VMs that the name asks for.
  private var request: (subject: Subject, machines: Int)? {
    let parts = name.split(separator: "-")
    guard parts.count == 2, let subject = Subject(rawValue: String(parts[0])), let machines = Int(parts[1]),
      machines >= 1, machines <= (subject == .rollout ? 1 << 31 : FleetLimit.machines)
    else { return nil }
    return (subject, machines)
  }

  func validate() throws {
    guard request != nil else {
      throw ValidationError(
        "\(name): expected rollout-N, engine-N, stream-N, seek-N or frame-N, for example engine-100000")
    }
    guard (0...1_000_000).contains(failPPM) else { throw ValidationError("--fail-ppm is 0 to 1000000") }
  }

  func run() throws {
    let (subject, machines) = request!
    if subject == .rollout {
      print(RolloutKernel.run(machines: machines, seed: seed, failPPM: failPPM))
      return
    }
    print(BenchRow.header)
    var notes: [String] = []
    let row = BenchRow.measure(name, machines: machines) {
      switch subject {
      case .rollout, .engine: engine(machines)
      case .stream: stream(machines)
      case .seek: SeekBench.run(BenchFleet.plan(machines: machines), seed: seed, &notes)
      case .frame: frame(machines)
      }
    }
    print(row.text)
    for note in notes { print(note) }
  }

  private static let horizon = 60 * Span.day

  private func engine(_ machines: Int) -> Int {
    var session = Session(plan: BenchFleet.plan(machines: machines), seed: seed, keepsEvents: false)
    session.advance(to: Self.horizon)
    return session.eventCount
  }

  /// Counts lines, not events.
  private func stream(_ machines: Int) -> Int {
    let plan = BenchFleet.plan(machines: machines)
    var session = Session(plan: plan, seed: seed)
    var writer = StreamWriter(fleet: plan.fleet)
    writer.writeHeader(plan.fleet, seed: seed)
    var lines = 0
    var isDone = false
    while !isDone {
      isDone = session.advance(to: Self.horizon, atMost: 1_000)
      writer.write(session.takeEvents(), session.fleet)
      lines += writer.take().reduce(0) { $0 + ($1 == 10 ? 1 : 0) }
    }
    return lines
  }

  /// Frames while about as much happens as at the usual pace; the time of the engine between them is part of the row.
  private func frame(_ machines: Int) -> Int {
    var session = Session(plan: BenchFleet.plan(machines: machines), seed: seed)
    session.advance(to: Span.minute)
    var dashboard = Dashboard(status: RunStatus())
    dashboard.begin(session)
    let count = 200
    for _ in 0..<count {
      session.advance(to: session.now + 6 * Span.second)
      dashboard.take(session.takeEvents(), session)
      _ = dashboard.render(session, width: 200, height: 60, hasSymbols: true)
    }
    return count
  }
}
