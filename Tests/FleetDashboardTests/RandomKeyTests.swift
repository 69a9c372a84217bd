import AvailabilityAuditor
import EventStream
import FleetModel
import FleetSession
import Foundation
import TextCanvas
import Testing

@testable import FleetDashboard

@Suite struct RandomKeyTests {
  /// Every key of the table, keys of prompts, letters, pastes and clicks.
  private static let keys: [Key] =
    KeyTable.standard.bindings.flatMap(\.keys)
    + [.backspace, .delete, .shiftLeft, .function(5), .control("w"), .paste("region=uksouth\n:quit"), .insert]
    + [.click(row: 5, column: 5), .click(row: 23, column: 30), .wheelDown(row: 3, column: 3)]
    + "abcdefgh 0123=:/%-".map { .character($0) }

  /// As many as a test run has time for; ROLLDECK_KEYS asks for more.
  private static let count = ProcessInfo.processInfo.environment["ROLLDECK_KEYS"].flatMap { Int($0) } ?? 5_000

  @Test(
    "5,000 keys at random, or as many as asked for: every screen of every size draws, and no invariant is broken",
    arguments: [1, 2])
  func randomKeys(seed: Int) throws {
    var run = try DemoRun(seed: UInt64(seed))
    let judge = Judge(run.session, seed: UInt64(seed))
    run.observe = { judge.take($0, $1) }
    var count: UInt64 = 0
    func roll(_ bound: Int) -> Int {
      count += 1
      return Int(KeyedDraw.draw(seed: UInt64(seed), count, 7, 9, below: UInt64(bound)))
    }
    var commands = 0
    for step in 0..<Self.count {
      run.advance(to: run.session.now + Milliseconds(roll(60_000)))
      let before = run.session.eventCount
      run.press(Self.keys[roll(Self.keys.count)])
      if run.session.eventCount > before { commands += 1 }
      if step % 7 == 0 { run.size = (1 + roll(200), 1 + roll(60)) }
      let canvas = run.canvas()
      #expect(canvas.width == run.size.width && canvas.height == run.size.height)
    }
    #expect(commands > 0, "seed \(seed): no key changed the run")
    #expect(judge.breaches.isEmpty, "seed \(seed): \(judge.breaches.prefix(3))")
  }
}

/// The auditor, fed with everything that happens.
private final class Judge {
  private var writer: StreamWriter
  private var auditor = AvailabilityAuditor()

  init(_ session: Session, seed: UInt64) {
    writer = StreamWriter(fleet: session.fleet)
    writer.writeHeader(session.fleet, seed: seed)
  }

  func take(_ events: [SessionEvent], _ session: Session) {
    writer.write(events, session.fleet)
    for line in writer.take().split(separator: 10) { auditor.read(line: line) }
  }

  var breaches: [String] { auditor.violations.map { "\($0)" } }
}
