import BuiltInFleets
import FleetModel
import FleetSession
import RolloutOrchestrator
import Testing

@testable import FleetFiles

/// Rollouts that commands name by their extension (R30).
@Suite struct RolloutNameTests {
  private func session(_ fleet: String, seed: UInt64, to time: Instant) throws -> Session {
    let plan = try FleetFile.load(bytes: BuiltInFleets.file(named: fleet)!, file: fleet, seed: seed)
    var session = Session(plan: plan, seed: seed)
    session.advance(to: time)
    return session
  }

  @Test("game-day's story is carried out to the last line, whatever the seed", arguments: 1...6)
  func gameDay(seed: Int) throws {
    let session = try session("game-day", seed: UInt64(seed), to: 2 * Span.day)
    #expect(session.refusedScenario.isEmpty, "\(session.refusedScenario.map(\.rejection))")
  }

  @Test("R30: an extension means its live rollout, and the version may be named too")
  func byExtension() throws {
    var session = try session("demo", seed: 1, to: Span.minute)
    var parser = CommandParser(fleet: session.fleet)
    let live = try #require(session.orchestrator.rollouts.last { $0.isLive })
    try session.submit(try parser.parse("hold DependencyAgentLinux"), by: .key)
    #expect(session.orchestrator.rollouts[live.id - 1].isHeld)
    try session.submit(try parser.parse("resume DependencyAgentLinux \(live.targetVersion)"), by: .key)
    #expect(!session.orchestrator.rollouts[live.id - 1].isHeld)
    try session.submit(try parser.parse("cancel rollout=DependencyAgentLinux"), by: .key)
    #expect(session.orchestrator.rollouts[live.id - 1].outcome == .cancelled)
  }

  @Test("R30: without a rollout of the extension, or with one that is over, the refusal says so")
  func refusals() throws {
    var session = try session("demo", seed: 1, to: Span.minute)
    var parser = CommandParser(fleet: session.fleet)
    let absent = try parser.parse("skip DependencyAgentLinux 9.99")
    #expect(throws: CommandRejection.self) { try session.submit(absent, by: .key) }
    let over = try parser.parse("skip DependencyAgentLinux 9.10.15.0")
    #expect(throws: CommandRejection.rolloutOver(1, .superseded)) { try session.submit(over, by: .key) }
    #expect(throws: CommandSyntaxError.self) { try parser.parse("skip NoSuchAgent") }
    #expect(throws: CommandSyntaxError.self) { try parser.parse("retry rollout=DependencyAgentLinux,x") }
  }
}
