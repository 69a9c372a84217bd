import FleetModel
import FleetSession
import Testing

@testable import SessionRecordings

@Suite struct PlaybackTests {
  @Test("a replay gives the same state as the session: fleet, seed and commands are all that it needs")
  func sameState() throws {
    var scene = try Scene()
    try scene.play()
    scene.finish()
    let recording = try scene.read()
    #expect(recording.contents.fault == nil)
    #expect(recording.contents.end?.reason == "until")
    #expect(recording.commandCount == Scene.story.count)
    var playback = Playback(recording, plan: try recording.plan())
    try playback.advance(to: recording.end)
    #expect(playback.session.digest == scene.session.digest)
    #expect(playback.session.eventCount == scene.session.eventCount)
    #expect(playback.now == Span.day)
    #expect(playback.agreed > Scene.story.count + 3)
  }

  @Test("a replay reaches the same state in steps of any size")
  func stepsOfAnySize() throws {
    var scene = try Scene()
    try scene.play()
    scene.finish()
    let recording = try scene.read()
    var playback = Playback(recording, plan: try recording.plan())
    var time: Instant = 0
    while time < recording.end {
      time = min(recording.end, time + 7 * Span.minute + 13)
      while try !playback.advance(to: time, atMost: 3) {}
    }
    #expect(playback.session.digest == scene.session.digest)
    var stepped = Playback(recording, plan: try recording.plan())
    while try stepped.step(upTo: recording.end) {}
    try stepped.advance(to: recording.end)
    #expect(stepped.session.digest == scene.session.digest)
  }

  @Test(
    "a step ends with a whole instant: every command of it was given, and what is told up to it is known to the fleet")
  func wholeInstants() throws {
    var scene = try Scene()
    try scene.play()
    for version in 2...6 { try scene.command("publish \(scene.session.fleet.handlers[0].type) 77.\(version)") }
    scene.run(to: scene.session.now + Span.hour)
    scene.finish()
    let recording = try scene.read()
    var stepped = Playback(recording, plan: try recording.plan())
    var straight = Playback(recording, plan: try recording.plan())
    var stops = 0
    while try stepped.step(upTo: recording.end) {
      try straight.advance(to: stepped.now)
      #expect(stepped.session.eventCount == straight.session.eventCount, "at \(stepped.now) ms")
      stops += 1
    }
    #expect(stops > 10)
  }

  @Test("a script is part of the header and gives the same state as it did live")
  func script() throws {
    var scene = try Scene(script: "at 1m hold\nat 2h resume\n+1h retry all\n")
    scene.run(to: Span.day)
    scene.finish()
    let recording = try scene.read()
    #expect(recording.commandCount == 0)
    var playback = Playback(recording, plan: try recording.plan())
    try playback.advance(to: recording.end)
    #expect(playback.session.digest == scene.session.digest)
  }

  @Test("a command that was altered is a mismatch: instant, expected, found and engines are said")
  func mismatch() throws {
    var scene = try Scene()
    try scene.play()
    scene.finish()
    let recording = try scene.read()
    var steps = recording.steps
    let index = try #require(
      steps.firstIndex { if case .command(let text, _) = $0.what { text.hasPrefix("scale") } else { false } })
    steps[index] = ReplayStep(time: steps[index].time, line: steps[index].line, what: .command("scale web-001 9", .key))
    var playback = Playback(plan: try recording.plan(), seed: recording.header.seed, steps: steps, engine: "0")
    let mismatch = try #require(throws: ReplayMismatch.self) { try playback.advance(to: recording.end) }
    #expect(mismatch.time == 60 * Span.minute)
    #expect(mismatch.line == steps[index + 1].line)
    #expect(mismatch.expected.contains("digest "))
    #expect(mismatch.found.contains(playback.session.digest.hex))
    #expect(mismatch.recordedEngine == "0")
    #expect(mismatch.engine == EngineVersion.current)
    #expect(throws: ReplayMismatch.self) { try playback.advance(to: recording.end) }
    #expect(playback.now == 60 * Span.minute)
  }

  @Test("every recorded batch is a batch that the replay decides")
  func decisions() throws {
    var scene = try Scene()
    try scene.play()
    scene.finish()
    let recording = try scene.read()
    #expect(recording.decisions.count > 5)
    #expect(DecisionCheck.firstDifference(recording, plan: try recording.plan()) == nil)
  }

  @Test("a policy that this version reads differently is refused, not replayed")
  func otherPolicy() throws {
    var scene = try Scene()
    scene.run(to: Span.hour)
    scene.finish()
    let recording = try scene.read()
    var contents = recording.contents
    var policy = RolloutPolicy()
    policy.retryMin = 1
    let header = JournalHeader(
      id: contents.header.id, program: "test", seed: 7, startedAt: 0, fleet: contents.header.fleet, policy: policy)
    contents = JournalContents(header: header, entries: contents.entries, wholeBytes: contents.wholeBytes)
    let altered = Recording(file: "x", contents: contents, fleetBytes: Array(Scene.fleet.utf8))
    #expect(throws: RecordingFailure.self) { try altered.plan() }
  }
}
