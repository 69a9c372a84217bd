import FleetModel
import FleetSession
import Foundation
import RolloutOrchestrator
import TestSupport
import Testing

@testable import SessionRecordings

/// Batches around a write that failed: what is told afterwards is what was decided, and every place has its name.
@Suite struct FailedWriteTests {
  /// Many groups, so that each line names some: a version an hour, one VM of a set at a time.
  private static let fleet = """
    name: many
    regions: [northeurope, westeurope]
    subscriptions: [one]
    phases:
      - {name: First, regions: [northeurope], bake: 1h}
      - {name: Second, regions: [westeurope], bake: 1h}
    extensions:
      - {type: DependencyAgentLinux, versions: [9.10.15.0]}
    scaleSets:
      - name: web
        count: 6
        capacity: 7
        extensions: [{type: DependencyAgentLinux, version: 9.10.15.0, enableAutomaticUpgrade: true}]
    scenario:
      - at 5s publish DependencyAgentLinux 9.10.16.0 install=30s..90s
      - at 6h publish DependencyAgentLinux 9.10.17.0 install=30s..90s
    """

  /// What was decided, what the recording tells, and how many decisions it admits to have lost.
  private func run(_ calls: FaultyCalls, healedAfter steps: Int, gathers: Bool) throws -> (
    decided: [RecordedBatch], told: [RecordedBatch], lost: Int
  ) {
    var scene = try Scene(fleet: Self.fleet, calls: calls, gathersDecisions: gathers)
    var (decided, wall, failedFor): ([RecordedBatch], Int64, Int) = ([], 0, 0)
    while scene.session.now < 12 * Span.hour {
      scene.session.advance(to: scene.session.now + 5 * Span.minute)
      let events = scene.session.takeEvents()
      for event in events {
        guard case .rollout(.batchStarted(let batch)) = event.what else { continue }
        let started = StartedBatch.of(batch, at: event.time, scene.session.fleet)
        decided.append(.told(started, scene.session.fleet))
      }
      scene.recorder.note(events, scene.session)
      wall += 1_000
      scene.recorder.tick(scene.session.mark, wall: wall)
      if !scene.recorder.isRecording { failedFor += 1 }
      if failedFor == steps { calls.isHealed = true }
    }
    scene.finish()
    let contents = try scene.read().contents
    #expect(contents.fault == nil && contents.end != nil)
    let lost = contents.entries.map { entry -> Int in
      guard case .lost(let count) = entry.record else { return 0 }
      return count
    }
    return (decided, try scene.read().decisions, lost.reduce(0, +))
  }

  @Test(
    "decisions whose write failed are counted, and their places are named again by those that come after",
    arguments: [FaultyCalls.Kind.write, .shortWrite], [false, true])
  func namedAgain(kind: FaultyCalls.Kind, gathers: Bool) throws {
    var (namedAgain, failed) = (0, 0)
    for number in 2...14 {
      let calls = FaultyCalls(kind, number: number, isLasting: true)
      let (decided, told, lost) = try run(calls, healedAfter: 1 + number % 7, gathers: gathers)
      #expect(told.count + lost == decided.count, "\(number)")
      // What is missing is one stretch.
      let before = zip(decided, told).prefix { $0 == $1 }.count
      #expect(told[before...].elementsEqual(decided[(before + lost)...]), "\(number)")
      if lost > 0 { failed += 1 }
      let first = Set(decided[..<before].map(\.group))
      let gone = Set(decided[before..<before + lost].map(\.group)).subtracting(first)
      if !gone.isDisjoint(with: told[before...].map(\.group)) { namedAgain += 1 }
    }
    #expect(failed >= 3 && namedAgain >= 2, "\(failed) \(namedAgain)")
  }

  @Test(
    "a run that is over before it was written is written again, with its footer, when that failed once",
    arguments: [FaultyCalls.Kind.write, .shortWrite], [false, true])
  func lastWrite(kind: FaultyCalls.Kind, isLasting: Bool) throws {
    // The first write is the header's, the second all the rest.
    let calls = FaultyCalls(kind, number: 2, isLasting: isLasting)
    var scene = try Scene(fleet: Self.fleet, calls: calls, gathersDecisions: true)
    scene.session.advance(to: 12 * Span.hour)
    scene.recorder.note(scene.session.takeEvents(), scene.session)
    scene.recorder.tick(scene.session.mark, wall: 0)
    scene.finish()
    #expect(calls.failures >= 1)
    let recording = try scene.read()
    #expect(recording.contents.fault == nil)
    #expect(scene.recorder.isWhole == !isLasting)
    #expect(recording.decisions.isEmpty == isLasting && (recording.contents.end == nil) == isLasting)
    if !isLasting { #expect(DecisionCheck.firstDifference(recording, plan: try recording.plan()) == nil) }
  }

  @Test("on a disk that is full from the second reservation on, a short run has its footer and admits what it lost")
  func fullDisk() throws {
    let calls = FaultyCalls(.reserve, number: 2, isLasting: true)
    var scene = try Scene(fleet: Self.fleet, calls: calls, gathersDecisions: true)
    scene.session.advance(to: 12 * Span.hour)
    let events = scene.session.takeEvents()
    let decided = events.count { if case .rollout(.batchStarted) = $0.what { true } else { false } }
    scene.recorder.note(events, scene.session)
    // More than the first block has room for beside the header and the footer.
    for hour in 13...140 {
      scene.session.advance(to: Int64(hour) * Span.hour)
      try scene.session.submit(.protect(isOn: hour % 2 == 0, scope: .all), by: .script)
      scene.recorder.tick(scene.session.mark, wall: 0)
    }
    scene.finish()
    let contents = try scene.read().contents
    let hasEnd = contents.fault == nil && contents.end != nil
    #expect(calls.failures > 0 && hasEnd)
    let lost = contents.entries.compactMap { entry -> Int? in
      if case .lost(let count) = entry.record { count } else { nil }
    }
    #expect(lost == [decided])
    #expect(scene.recorder.shortfall == "\(decided) decisions could not be recorded")
  }

  @Test("what was reserved is let go of, after a short run and after a long one", arguments: [1, 30])
  func reserved(hours: Int64) throws {
    var scene = try Scene(fleet: Self.fleet, gathersDecisions: true)
    while scene.session.now < hours * Span.hour {
      scene.session.advance(to: scene.session.now + Span.hour)
      scene.recorder.note(scene.session.takeEvents(), scene.session)
      // More than a writer gathers, and then some.
      if hours > 1 {
        for _ in 0..<10 {
          try scene.command("protect on vm=web-001_1")
          try scene.command("protect off vm=web-001_1")
        }
      }
      scene.recorder.tick(scene.session.mark, wall: 0)
    }
    scene.finish()
    var facts = stat()
    #expect(stat(try scene.folder.file(of: scene.recorder.name), &facts) == 0)
    #expect(Int(facts.st_blocks) * 512 < Int(facts.st_size) + 2 * 4_096, "\(facts.st_size)")
  }

  @Test("a file is written in as many calls as it takes; a call that writes nothing says that the disk is full")
  func manyCalls() throws {
    let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0) }
    for (isLasting, result, written) in [(false, 0, bytes), (true, -28, bytes.dropLast())] {
      let calls = FaultyCalls(.shortWrite, number: 1, isLasting: isLasting)
      let file = try TemporaryFolder.make() + "/file"
      let descriptor = calls.open(file, .create)
      #expect(calls.writeAll(descriptor, bytes) == result)
      calls.close(descriptor)
      #expect(Array(try Data(contentsOf: URL(filePath: file))) == written)
    }
  }
}
