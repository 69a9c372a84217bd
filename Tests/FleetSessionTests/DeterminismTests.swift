import FleetModel
import FleetSession
import FleetSimulator
import RolloutOrchestrator
import SwarmFuzz
import TestSupport
import Testing

@Suite("One seed, one story")
struct DeterminismTests {
  static let seeds: ClosedRange<UInt64> = 1...40
  static let end = 20 * Span.day

  private static func plan(_ seed: UInt64) -> FleetPlan {
    FuzzRun.plan(seed: seed, profile: seed % 2 == 0 ? .swarm : .tiny)
  }

  @Test("I25: the same seed twice is the same story, event by event")
  func twice() {
    for seed in Self.seeds {
      var one = Session(plan: Self.plan(seed), seed: seed)
      var other = Session(plan: Self.plan(seed), seed: seed)
      one.advance(to: Self.end)
      other.advance(to: Self.end)
      #expect(one.digest == other.digest && one.eventCount == other.eventCount, "seed \(seed)")
      #expect(Story(one.takeEvents()).decisions.map(\.event) == Story(other.takeEvents()).decisions.map(\.event))
    }
  }

  @Test("I26: advance(to: a); advance(to: b) is advance(to: b), whatever the budgets")
  func split() {
    for seed in Self.seeds {
      var whole = Session(plan: Self.plan(seed), seed: seed)
      var parts = whole
      whole.advance(to: Self.end)
      var stop: Instant = 0
      while stop < Self.end {
        stop = min(Self.end, stop + Span.hour * 7 + Instant(seed) * 1_234)
        while !parts.advance(to: stop, atMost: Int(seed) % 5 + 1) {}
      }
      #expect(whole.digest == parts.digest, "seed \(seed)")
      #expect(whole.now == parts.now)
    }
  }

  @Test("Asked again with nothing new, the orchestrator is silent")
  func silence() {
    for seed in Self.seeds {
      var session = Session(plan: Self.plan(seed), seed: seed)
      for stop in 0..<60 {
        session.advance(to: Instant(stop) * 7 * Span.minute)
        var orchestrator = session.orchestrator
        var events: [RolloutEvent] = []
        orchestrator.decide(observing: session.fleet, at: session.now, into: &events)
        #expect(events.isEmpty, "seed \(seed) at \(session.now): \(events)")
      }
    }
  }

  @Test("A session is a value: a copy that advances apart comes to the same end, and leaves the original alone")
  func copies() {
    for seed in Self.seeds {
      var original = Session(plan: Self.plan(seed), seed: seed)
      original.advance(to: Span.day)
      let before = original.digest
      var copy = original
      copy.advance(to: Self.end)
      #expect(original.digest == before)
      original.advance(to: Self.end)
      #expect(original.digest == copy.digest, "seed \(seed)")
    }
  }

  @Test("What is told plays no part in what is decided")
  func untold() {
    for seed in Self.seeds {
      var loud = Session(plan: Self.plan(seed), seed: seed)
      var quiet = Session(plan: Self.plan(seed), seed: seed, tellsWaits: false)
      var silent = Session(plan: Self.plan(seed), seed: seed, keepsEvents: false)
      var terse = Session(plan: Self.plan(seed), seed: seed, keepsEvents: false, keepsBatches: true)
      terse.advance(to: Self.end)
      loud.advance(to: Self.end)
      quiet.advance(to: Self.end)
      silent.advance(to: Self.end)
      #expect(loud.digest == quiet.digest && loud.digest == silent.digest, "seed \(seed)")
      let batches = loud.takeEvents().compactMap { event -> StartedBatch? in
        guard case .rollout(.batchStarted(let batch)) = event.what else { return nil }
        return .of(batch, at: event.time, loud.fleet)
      }
      var taken: [StartedBatch] = []
      terse.takeBatches(for: &taken)
      #expect(terse.digest == loud.digest && terse.takeEvents().isEmpty && taken == batches)
    }
  }

  @Test("A rejected command changes nothing")
  func rejected() {
    var session = Session(plan: Self.plan(3), seed: 3)
    session.advance(to: Span.hour)
    let before = (session.digest, session.eventCount)
    #expect(throws: CommandRejection.noSuchRollout(999)) { try session.submit(.cancel(rollout: 999), by: .key) }
    #expect(session.digest == before.0 && session.eventCount == before.1)
  }
}
