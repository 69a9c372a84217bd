import FleetModel
import FleetSession
import Testing

@testable import SessionRecordings

@Suite struct TimelineTests {
  /// The digests of a run at some times, each run from the start.
  private func digest(_ recording: Recording, at time: Instant) throws -> Digest {
    var playback = Playback(recording, plan: try recording.plan())
    try playback.advance(to: time)
    return playback.session.digest
  }

  private func recorded() throws -> (Scene, Recording) {
    var scene = try Scene()
    try scene.play()
    scene.finish()
    return (scene, try scene.read())
  }

  private static let times: [Instant] = [
    0, 1, 5_000, 59_999, 60_000, 60_001, 20 * Span.minute, 61 * Span.minute, 5 * Span.hour, 200 * Span.minute,
    200 * Span.minute - 1, 23 * Span.hour, Span.day, 90 * Span.minute, 3,
  ]

  @Test("digest(seek to t) is digest(run to t), forwards and backwards, at commands and beside them")
  func seek() throws {
    let (_, recording) = try recorded()
    var timeline = Timeline(recording, plan: try recording.plan())
    timeline.readAhead()
    #expect(timeline.known == recording.end)
    for time in Self.times {
      let found = try timeline.seek(to: time)
      #expect(found.now == time)
      #expect(found.session.digest == (try digest(recording, at: time)), "seek to \(time)")
    }
  }

  @Test("a seek before the recording was read ahead is as exact")
  func seekUnread() throws {
    let (_, recording) = try recorded()
    var timeline = Timeline(recording, plan: try recording.plan())
    let late = try timeline.seek(to: 5 * Span.hour).session.digest
    #expect(late == (try digest(recording, at: 5 * Span.hour)))
    while !timeline.readAhead(atMost: 100) {}
    let early = try timeline.seek(to: 61 * Span.minute).session.digest
    #expect(early == (try digest(recording, at: 61 * Span.minute)))
  }

  @Test("a live session's past can be looked at without disturbing the present")
  func live() throws {
    var scene = try Scene()
    try scene.play()
    let now = scene.session.digest
    let past = try scene.timeline.seek(to: 61 * Span.minute)
    scene.run(to: Span.day + Span.hour)
    scene.finish()
    let recording = try scene.read()
    #expect(past.session.digest == (try digest(recording, at: 61 * Span.minute)))
    #expect(now == (try digest(recording, at: Span.day)))
    #expect(scene.session.digest == (try digest(recording, at: Span.day + Span.hour)))
  }

  @Test("marks stand where things happened, and jumps find the next and the one before")
  func marks() throws {
    let (scene, recording) = try recorded()
    var timeline = Timeline(recording, plan: try recording.plan())
    timeline.readAhead()
    let commands = timeline.marks.filter { if case .command = $0.kind { true } else { false } }
    #expect(commands.map(\.time) == [5_000] + Scene.story.map { $0.minute * Span.minute })
    #expect(timeline.mark(after: 0, .phase)?.time == 5_000)
    #expect(timeline.mark(after: 60 * Span.minute, .command)?.time == 90 * Span.minute)
    #expect(timeline.mark(before: 60 * Span.minute, .command)?.time == 20 * Span.minute)
    #expect(timeline.mark(after: recording.end) == nil)
    #expect(timeline.mark(before: 0) == nil)
    #expect(timeline.marks.count == scene.timeline.marks.count)
    #expect(timeline.marks.contains { $0.family == .batch })
    #expect(timeline.marks.contains { $0.family == .rollback })
  }

  @Test("a fork begins as its parent was, names it, and goes its own way")
  func fork() throws {
    let (scene, recording) = try recorded()
    var timeline = Timeline(recording, plan: try recording.plan())
    timeline.readAhead()
    let playback = try timeline.seek(to: 65 * Span.minute)
    var recorder = try LiveRecorder(
      forking: playback, of: recording, name: "what-if", in: scene.folder, program: "test", startedAt: 1, wall: 0)
    var session = playback.session
    var past = Timeline(following: playback, of: timeline)
    session.advance(to: 70 * Span.minute)
    try session.submit(.hold(rollout: nil), by: .key)
    past.append(.hold(rollout: nil), by: .key, at: session.now)
    let isWritten = recorder.record(.hold(rollout: nil), by: .key, in: session, wall: 10)
    #expect(isWritten)
    session.advance(to: 10 * Span.hour)
    past.follow(session.takeEvents(), session)
    recorder.finish("quit", session.mark)
    let forked = try Recording.read("what-if", in: scene.folder)
    #expect(forked.header.parent == JournalHeader.Parent(id: Scene.id, time: 65 * Span.minute))
    #expect(forked.header.id != Scene.id)
    #expect(forked.commandCount == 5)
    var replay = Playback(forked, plan: try forked.plan())
    try replay.advance(to: forked.end)
    #expect(replay.session.digest == session.digest)
    for (time, source) in [(61 * Span.minute, recording), (71 * Span.minute, forked), (9 * Span.hour, forked)] {
      let found = try past.seek(to: time).session.digest
      #expect(found == (try digest(source, at: time)), "at \(time)")
    }
    #expect(session.digest != (try digest(recording, at: 10 * Span.hour)))
  }
}
