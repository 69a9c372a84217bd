import FleetModel
import FleetSession
import SwarmFuzz
import Testing

@testable import SessionRecordings

@Suite struct JourneyTests {
  private static let horizon = 12 * Span.hour
  private static let plan = FuzzRun.plan(seed: 5)

  /// A live session's past, of which there is the start alone, or as much as follows from the budget.
  private func past(of plan: FleetPlan = plan, budget: Int = 0) -> (timeline: Timeline, session: Session) {
    var session = Session(plan: plan, seed: 5)
    var timeline = Timeline(following: session, budget: budget)
    while session.now < Self.horizon {
      session.advance(to: min(Self.horizon, session.now + Span.minute))
      timeline.follow(session.takeEvents(), session)
    }
    return (timeline, session)
  }

  private func arrive(_ timeline: inout Timeline, _ goal: Journey.Goal, _ session: Session, atMost part: Int = 7) throws
    -> (state: Journey.State, playback: Playback)
  {
    var journey = timeline.depart(for: goal, upTo: session.now, latest: session.effort)
    var state = Journey.State.underWay
    while state == .underWay { state = try timeline.travel(&journey, atMost: part) }
    return (state, journey.playback)
  }

  /// The instants in which something happened, and how many events there were after each.
  private var happened: [(at: Instant, count: Int)] {
    var session = Session(plan: Self.plan, seed: 5, keepsEvents: false)
    var moments: [(at: Instant, count: Int)] = []
    while session.step(upTo: Self.horizon) { moments.append((session.now, session.eventCount)) }
    return moments
  }

  @Test("a journey in parts ends where a straight run to that moment does, and goes on as it does")
  func moments() throws {
    var (timeline, session) = past()
    for part in [7, 2, 11, 0, 5] {
      let time = Self.horizon * Instant(part) / 12
      let (state, playback) = try arrive(&timeline, .moment(time), session)
      var straight = Session(plan: Self.plan, seed: 5)
      straight.advance(to: time)
      #expect(state == .arrived && playback.now == time)
      #expect(playback.session.digest == straight.digest)
      _ = straight.takeEvents()
      var sought = playback
      try sought.advance(to: time + Span.hour)
      straight.advance(to: time + Span.hour)
      #expect(sought.takeEvents().map { "\($0)" } == straight.takeEvents().map { "\($0)" })
    }
  }

  @Test("the last event before a moment is found at its own instant, one by one back to the start")
  func backwards() throws {
    var (timeline, session) = past()
    let instants = happened.map(\.at)
    var time = session.now
    for expected in instants.suffix(40).reversed() {
      let (state, playback) = try arrive(&timeline, .eventBefore(time), session)
      #expect(state == .arrived && playback.now == expected)
      time = playback.now
    }
    let first = try arrive(&timeline, .eventBefore(instants[0]), session)
    #expect(first.state == .arrived && first.playback.now == 0)
  }

  @Test("an event is found by its number; one that has not happened is nowhere")
  func numbers() throws {
    var (timeline, session) = past()
    let moments = happened
    for number in stride(from: 1, through: session.eventCount, by: max(1, session.eventCount / 40)) {
      let (state, playback) = try arrive(&timeline, .event(number), session)
      #expect(state == .arrived)
      #expect(playback.now == moments.first { $0.count >= number }?.at)
    }
    #expect(try arrive(&timeline, .event(session.eventCount + 1), session).state == .nowhere)
  }

  @Test("once a long way was gone, the steps around its end are short, however little the past may take")
  func trail() throws {
    var (timeline, session) = past(of: try Scene.plan(SnapshotTests.large))
    #expect(timeline.snapshotCount == 1)
    let time = Self.horizon * 11 / 12
    let before = timeline.work(toReach: .moment(time), latest: session.effort)
    timeline.beginLooking()
    _ = try arrive(&timeline, .moment(time), session)
    let after = timeline.work(toReach: .moment(time), latest: session.effort)
    #expect(before == session.effort && after < before / 2)
    timeline.endLooking()
    #expect(timeline.snapshotCount == 1)
    #expect(timeline.start().session.digest == Session(plan: try Scene.plan(SnapshotTests.large), seed: 5).digest)
  }

  @Test("what happened up to a moment is told as a straight run tells it, the newest a screen can show and more")
  func events() throws {
    for budget in [0, 1 << 30] {
      var (timeline, session) = past(budget: budget)
      timeline.beginLooking()
      for part in [3, 8, 11] {
        let time = Self.horizon * Instant(part) / 12
        _ = try arrive(&timeline, .moment(time), session)
        var straight = Session(plan: Self.plan, seed: 5)
        straight.advance(to: time)
        let all = straight.takeEvents().map { "\($0)" }
        let told = timeline.events(before: time).map { "\($0)" }
        #expect(told == Array(all.suffix(told.count)))
        #expect(told.count >= min(all.count, SnapshotStore.firstSpacing))
      }
    }
  }

  /// What a live session was at the end of each instant in which something happened.
  private struct Moment {
    let at: Instant
    let count: Int
    let digest: Digest
  }

  @Test(
    "where several commands were given in one instant, every way back leads to what was after the last of them",
    arguments: [0, 1 << 30])
  func commands(budget: Int) throws {
    var session = Session(plan: Self.plan, seed: 5)
    var timeline = Timeline(following: session, budget: budget)
    var moments: [Moment] = []
    func note() {
      timeline.follow(session.takeEvents(), session)
      guard session.eventCount > moments.last?.count ?? 0 else { return }
      if moments.last?.at == session.now { moments.removeLast() }
      moments.append(Moment(at: session.now, count: session.eventCount, digest: session.digest))
    }
    var turn = 0
    while session.step(upTo: 2 * Span.hour) {
      note()
      turn += 1
      guard turn % 40 == 0 else { continue }
      for isOn in [false, true] {
        let command = Command.power(isOn: isOn, scope: .all, share: 1_000_000)
        try session.submit(command, by: .key)
        timeline.append(command, by: .key, at: session.now)
        note()
      }
    }
    #expect(turn > 80)
    timeline.beginLooking()
    for place in stride(from: moments.count - 1, to: 0, by: -max(1, moments.count / 12)) {
      let (before, moment) = (moments[place - 1], moments[place])
      for goal in [
        Journey.Goal.eventBefore(moment.at), .moment(moment.at), .event(moment.count), .event(before.count + 1),
      ] {
        let (state, playback) = try arrive(&timeline, goal, session)
        let expected = goal == .eventBefore(moment.at) ? before : moment
        #expect(
          state == .arrived && playback.now == expected.at && playback.session.eventCount == expected.count, "\(goal)")
        #expect(playback.session.digest == expected.digest, "\(goal)")
      }
    }
  }
}
