import ArgumentParser
import AvailabilityAuditor
import EventStream
import FleetSession
import SwarmFuzz

/// `rolldeck fuzz`: made-up fleets with the auditor on.
struct FuzzCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz", abstract: "Run made-up fleets, policies, faults and commands, each judged by the auditor.",
    discussion: "Every failure prints the command that runs it again.")

  @Option(help: "The first seed.") var seed: UInt64 = 1
  @Option(help: "How many seeds.") var seeds: UInt64 = 2_000
  @Option(help: "tiny, swarm, big or calm; without it, each seed has its own.") var profile: String?
  @Flag(help: "Fail if a situation that the auditor knows never occurred.") var requireSituations = false
  @Option(help: "Write the event stream of the first seed to a file.") var events: String?

  func validate() throws {
    if let profile, Profile(rawValue: profile) == nil { throw ValidationError("--profile is tiny, swarm, big or calm") }
  }

  func run() throws {
    var counts: [(name: String, count: Int)] = []
    var failures = 0
    if let events { try writeStream(to: events) }
    for seed in seed..<(seed + seeds) {
      let run = FuzzRun(seed: seed, profile: profile.flatMap(Profile.init(rawValue:)))
      let exercised = run.auditor.exercised
      if counts.isEmpty { counts = exercised.map { ($0.name, 0) } }
      for place in counts.indices { counts[place].count += exercised[place].count }
      guard run.auditor.violationCount > 0 else { continue }
      failures += 1
      ByteSink.complain("seed \(seed): \(run.auditor.violations[0])\n  \(run.replayCommand)")
    }
    for (name, count) in counts { print("\(count)\t\(name)") }
    print("\(seeds) seeds, \(failures) with a breach")
    let missing = requireSituations ? counts.filter { $0.count == 0 } : []
    for (name, _) in missing { ByteSink.complain("never occurred: \(name)") }
    if failures > 0 || !missing.isEmpty { throw ExitStatus.breach }
  }

  private func writeStream(to path: String) throws {
    let plan = FuzzRun.plan(seed: seed, profile: profile.flatMap(Profile.init(rawValue:)))
    var session = Session(plan: plan, seed: seed)
    var writer = StreamWriter(fleet: plan.fleet)
    writer.writeHeader(plan.fleet, seed: seed)
    session.advance(to: FuzzRun.horizon)
    writer.write(session.takeEvents(), session.fleet)
    writer.writeEnd(why: .until, session)
    try ByteSink(path).write(writer.take())
  }
}
