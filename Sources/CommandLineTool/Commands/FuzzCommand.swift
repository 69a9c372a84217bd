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
  @Option(help: "How many seeds; 2,000 if nothing is said.") var seeds: UInt64?
  @Option(help: "tiny, swarm, big or calm; without it, each seed has its own.") var profile: String?
  @Flag(help: "Run every fleet of at most four VMs instead; --seed and --seeds pick some of them by number.")
  var exhaustive = false
  @Flag(help: "Fail if a situation that the auditor knows never occurred.") var requireSituations = false
  @Option(help: "Write the event stream of the first run to a file.") var events: String?

  func validate() throws {
    if let profile, Profile(rawValue: profile) == nil { throw ValidationError("--profile is tiny, swarm, big or calm") }
    if seeds == 0 { throw ValidationError("--seeds is 1 or more") }
    guard !seed.addingReportingOverflow(seeds ?? 2_000).overflow else {
      throw ValidationError("--seed and --seeds together lead beyond the last seed, \(UInt64.max)")
    }
  }

  func run() throws {
    if let events { try writeStream(to: events) }
    var tally = FuzzTally()
    if exhaustive {
      for fleet in SmallFleets() where fleet.number >= seed && fleet.number - seed < seeds ?? .max {
        tally.add(fleet.run().auditor) {
          "fleet \(fleet.number), \(fleet)"
        } replay: {
          "swift run -c release rolldeck fuzz --exhaustive --seed \(fleet.number) --seeds 1"
        }
      }
    } else {
      for seed in seed..<(seed + (seeds ?? 2_000)) {
        let run = FuzzRun(seed: seed, profile: profile.flatMap(Profile.init(rawValue:)))
        tally.add(run.auditor) {
          "seed \(seed)"
        } replay: {
          run.replayCommand
        }
      }
    }
    let width = tally.counts.map { String($0.1).count }.max() ?? 0
    for (name, count) in tally.counts {
      try ByteSink.say(String(repeating: " ", count: width - String(count).count) + "\(count)  \(name)")
    }
    try ByteSink.say("\(tally.runs) \(exhaustive ? "fleets" : "seeds"), \(tally.failures) with a breach")
    let missing = requireSituations ? tally.counts.filter { $0.count == 0 } : []
    for (name, _) in missing { ByteSink.complain("never occurred: \(name)") }
    if tally.failures > 0 || !missing.isEmpty { throw ExitStatus.breach }
  }

  private func writeStream(to path: String) throws {
    let small = exhaustive ? SmallFleets().first { $0.number == seed } : nil
    let plan = small?.plan ?? FuzzRun.plan(seed: seed, profile: profile.flatMap(Profile.init(rawValue:)))
    var session = Session(plan: plan, seed: seed)
    var writer = StreamWriter(fleet: plan.fleet)
    writer.writeHeader(plan.fleet, seed: seed)
    session.advance(to: small == nil ? FuzzRun.horizon : SmallFleet.horizon)
    writer.write(session.takeEvents(), session.fleet)
    writer.writeEnd(why: .until, session)
    do throws(FileBytes.Failure) {
      try ByteSink(path).write(writer.take())
    } catch {
      throw error.told()
    }
  }
}

/// What a sweep came to.
private struct FuzzTally {
  private(set) var counts: [(name: String, count: Int)] = []
  private(set) var runs = 0
  private(set) var failures = 0

  /// Counts a run; one with a breach is told at once, with the command that runs it again.
  mutating func add(_ auditor: AvailabilityAuditor, what: () -> String, replay: () -> String) {
    runs += 1
    let exercised = auditor.exercised
    if counts.isEmpty { counts = exercised.map { ($0.name, 0) } }
    for place in counts.indices { counts[place].count += exercised[place].count }
    guard auditor.violationCount > 0 else { return }
    failures += 1
    ByteSink.complain("\(what()): \(auditor.violations[0])\n  \(replay())")
  }
}
