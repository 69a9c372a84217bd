import ArgumentParser
import EventStream
import FleetDashboard
import FleetModel
import FleetSession
import FleetSimulator
import Glibc
import NcursesTerminal

/// `rolldeck bench`: how fast the parts are.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure the engine's own parts.",
    discussion: """
      rollout-N runs the published workload on the simulator's agenda, draws and per-VM state, and prints its result line \
      above its row. \
      engine-N runs the full rules over a fleet of that shape. stream-N does the same and writes the event stream to \
      nowhere. seek-N reads a day ahead, jumps to a thousand random times and compares each with a straight run. \
      frame-N draws two hundred frames of 200x60 while a rollout runs. publish-N publishes twenty versions, each of which \
      supersedes the one before. Each prints a table row; without -N, N is 100000.

      --against FOLDER builds the workload's peers in C (FOLDER/rollout.c, its heap and its wheel) in a temporary \
      folder with clang, or else cc, runs them in turn with rollout-N and engine-N, compares their results, and \
      prints the medians and the ratios of CPU time, start-up included.
      """)

  @Argument(help: "What to run, with the number of VMs: rollout-N, engine-N, stream-N, seek-N, frame-N or publish-N.")
  var name: String?
  @Option(help: "The folder of the workload's peers to compare with.") var against: String?
  @Option(help: "With --against: the numbers of VMs.") var sizes = "100000,1000000"
  @Option(help: "With --against: runs of each program, of which the median counts.") var runs = 3
  @Option(help: "The seed.") var seed: UInt64 = 1
  @Option(name: .customLong("fail-ppm"), help: "rollout-N: VMs that the version breaks, in parts per million.")
  var failPPM = 10_000

  private enum Subject: String { case rollout, engine, stream, seek, frame, publish }

  /// The subject and the number of VMs that the name asks for.
  private var request: (subject: Subject, machines: Int)? {
    let parts = (name ?? "").split(separator: "-")
    guard (1...2).contains(parts.count), let subject = Subject(rawValue: String(parts[0])),
      let machines = parts.count == 1 ? Self.standardSize : Int(parts[1]), machines >= 1,
      machines <= (subject == .rollout ? 1 << 31 : FleetLimit.machines)
    else { return nil }
    return (subject, machines)
  }

  private static let standardSize = 100_000

  /// The sizes to compare at; nil if they are not numbers of VMs.
  private var comparedSizes: [Int]? {
    let numbers = sizes.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    return numbers.allSatisfy { (1...FleetLimit.machines).contains($0) } ? numbers : nil
  }

  func validate() throws {
    guard (0...1_000_000).contains(failPPM) else { throw ValidationError("--fail-ppm is 0 to 1000000") }
    guard runs >= 1 else { throw ValidationError("--runs is at least 1") }
    if against != nil {
      guard name == nil else { throw ValidationError("--against has rows of its own: name no other") }
      guard comparedSizes != nil else {
        throw ValidationError("--sizes \(sizes): expected numbers of VMs such as 100000,1000000")
      }
      return
    }
    guard request != nil else {
      throw ValidationError(
        "\(name ?? "nothing to run"): expected rollout-N, engine-N, stream-N, seek-N, frame-N or publish-N, for example engine-100000"
      )
    }
  }

  func run() throws {
    if let against { return try compare(with: against) }
    let (subject, machines) = request!
    var notes: [String] = []
    // What only the start of a large program needed is no part of what the workload needs.
    ProcessMemory.giveBack()
    let row = BenchRow.measure("\(subject)-\(machines)", machines: machines) {
      switch subject {
      case .rollout: rollout(machines)
      case .engine: engine(machines)
      case .stream: stream(machines)
      case .seek: SeekBench.run(BenchFleet.plan(machines: machines), seed: seed, &notes)
      case .frame: frame(machines)
      case .publish: PublishBench.run(machines: machines, seed: seed, &notes)
      }
    }
    print(BenchRow.header)
    print(row.text)
    for note in notes { print(note) }
  }

  private func compare(with folder: String) throws {
    let comparison = PeerComparison(
      folder: folder, sizes: comparedSizes!, runs: runs, seed: seed, failPPM: failPPM)
    do throws(PeerComparison.Refusal) {
      guard try comparison.run() else {
        throw PeerComparison.Refusal(sentence: "the programs did not do the same work")
      }
    } catch {
      ByteSink.complain("rolldeck: \(error.sentence)")
      throw ExitStatus.badInput
    }
  }

  private func rollout(_ machines: Int) -> Int {
    let result = RolloutKernel.run(machines: machines, seed: seed, failPPM: failPPM)
    print(result)
    return Int(result.events)
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
    var lines = 0
    writer.writeHeader(plan.fleet, seed: seed) { lines += Self.lineCount($0) }
    var isDone = false
    while !isDone {
      isDone = session.advance(to: Self.horizon, atMost: 1_000)
      writer.write(session.takeEvents(), session.fleet) { lines += Self.lineCount($0) }
    }
    writer.pour { lines += Self.lineCount($0) }
    return lines
  }

  /// By the library's own search, so that counting costs next to nothing.
  private static func lineCount(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.withUnsafeBytes { bytes in
      var (count, at) = (0, bytes.startIndex)
      while let end = memchr(bytes.baseAddress! + at, 10, bytes.count - at) {
        count += 1
        at = UnsafeRawPointer(end) - bytes.baseAddress! + 1
      }
      return count
    }
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
