import FleetModel
import FleetSession
import Foundation
import SwarmFuzz
import TestSupport
import Testing

@testable import SessionRecordings

/// The index beside a recording: it makes it open at once, and can be lost at any time.
@Suite struct IndexTests {
  /// A recording, its index, and a timeline of which everything is known.
  private struct Recorded {
    let scene: Scene
    let recording: Recording
    let plan: FleetPlan
    let index: RecordingIndex
    var timeline: Timeline

    init() throws {
      var scene = try Scene()
      try scene.play()
      scene.finish()
      self.scene = scene
      recording = try scene.read()
      plan = try recording.plan()
      index = try #require(RecordingIndex(of: recording, keyFile: scene.directory + "/state/index.key"))
      timeline = Timeline(recording, plan: plan)
      timeline.readAhead()
    }

    var fresh: Timeline { Timeline(recording, plan: plan) }
    var isThere: Bool { FileManager.default.fileExists(atPath: index.file) }
    var leftOvers: [String] {
      ((try? FileManager.default.contentsOfDirectory(atPath: scene.folder.path)) ?? []).filter { $0.hasSuffix(".tmp") }
    }
    var bytes: [UInt8] { get throws { Array(try Data(contentsOf: URL(fileURLWithPath: index.file))) } }
    func put(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(fileURLWithPath: index.file)) }
  }

  /// What is told from a state on.
  private func future(of session: Session) -> [String] {
    var session = session
    _ = session.takeEvents()
    session.advance(to: session.now + 3 * Span.hour)
    return session.takeEvents().map { "\($0)" }
  }

  @Test("a recording opened from its index knows what it knew: marks, and every state to its last event to come")
  func roundTrip() throws {
    var known = try Recorded()
    #expect(known.index.write(known.timeline, with: ["extra"]))
    #expect(known.index.file.hasSuffix("/night.rec.idx") && known.leftOvers.isEmpty)
    var opened = known.fresh
    #expect(known.index.open(&opened, with: [String].self) == ["extra"])
    #expect(opened.known == known.recording.end && opened.snapshotCount == known.timeline.snapshotCount)
    #expect(opened.marks.map { "\($0)" } == known.timeline.marks.map { "\($0)" })
    let nothingLeft = opened.readAhead()
    #expect(nothingLeft)
    for minute in [0, 1, 61, 90, 200, 299, 300, 301, 700, 1_440, 20, 90] {
      let time = Instant(minute) * Span.minute
      let one = try known.timeline.seek(to: time)
      let other = try opened.seek(to: time)
      #expect(other.now == time && other.session.digest == one.session.digest && other.agreed == one.agreed)
      #expect(future(of: other.session) == future(of: one.session), "from minute \(minute)")
    }
  }

  @Test("states of an index go on as the run does, over made-up fleets", arguments: 1...16)
  func madeUpFleets(seed: UInt64) throws {
    let plan = FuzzRun.plan(seed: seed)
    let folder = try TemporaryFolder.make()
    let index = try #require(RecordingIndex(file: folder + "/x.rec.idx", of: [], keyFile: folder + "/index.key"))
    var timeline = Timeline(plan: plan, seed: seed, until: 12 * Span.hour)
    timeline.readAhead()
    #expect(index.write(timeline, with: 1))
    var opened = Timeline(plan: plan, seed: seed, until: 12 * Span.hour)
    #expect(index.open(&opened, with: Int.self) == 1)
    for part in [11, 3, 7, 0, 5, 12] {
      let time = Span.hour * Instant(part) + Instant(seed)
      guard time <= 12 * Span.hour else { continue }
      let one = try timeline.seek(to: time)
      let other = try opened.seek(to: time)
      #expect(future(of: other.session) == future(of: one.session))
    }
  }

  @Test("a what-if begins from an index as it does without one")
  func fork() throws {
    let known = try Recorded()
    #expect(known.index.write(known.timeline, with: 0))
    var opened = known.fresh
    #expect(known.index.open(&opened, with: Int.self) == 0)
    let playback = try opened.seek(to: 65 * Span.minute)
    var past = Timeline(following: playback, of: opened)
    var session = playback.session
    session.advance(to: 5 * Span.hour)
    past.follow(session.takeEvents(), session)
    var straight = Playback(known.recording, plan: known.plan)
    try straight.advance(to: 30 * Span.minute)
    let sought = try past.seek(to: 30 * Span.minute)
    #expect(sought.session.digest == straight.session.digest)
  }

  @Test("an index that is cut or has a flipped bit is removed, and the recording opens without it")
  func damage() throws {
    var known = try Recorded()
    #expect(known.index.write(known.timeline, with: 0))
    let whole = try known.bytes
    func isRefused(_ bytes: [UInt8]) throws -> Bool {
      try known.put(bytes)
      var opened = known.fresh
      let found = known.index.open(&opened, with: Int.self)
      return found == nil && !known.isThere && opened.snapshotCount == 1 && opened.known == 0
    }
    for count in stride(from: 0, to: whole.count, by: max(1, whole.count / 60)) {
      #expect(try isRefused(Array(whole[..<count])), "cut after \(count) bytes")
    }
    for place in stride(from: 0, to: whole.count, by: max(1, whole.count / 120)) {
      var bytes = whole
      bytes[place] ^= 1 << UInt8(place % 8)
      #expect(try isRefused(bytes), "a flipped bit in byte \(place)")
    }
    #expect(try isRefused(whole + [0]))
    var opened = known.fresh
    opened.readAhead()
    let sought = try opened.seek(to: 5 * Span.hour).session.digest
    #expect(sought == (try known.timeline.seek(to: 5 * Span.hour).session.digest))
  }

  @Test("an index that somebody else wrote, or of another recording, is not read")
  func notOnesOwn() throws {
    let known = try Recorded()
    let others = try #require(
      RecordingIndex(of: known.recording, keyFile: known.scene.directory + "/elsewhere/index.key"))
    #expect(others.write(known.timeline, with: 0))
    var opened = known.fresh
    #expect(known.index.open(&opened, with: Int.self) == nil && !known.isThere)

    #expect(known.index.write(known.timeline, with: 0))
    var bytes = try known.scene.bytes
    bytes.append(contentsOf: Array("{\"n\":1}\n".utf8))
    try Data(bytes).write(to: URL(fileURLWithPath: known.scene.file))
    let grown = try #require(
      RecordingIndex(of: try known.scene.read(), keyFile: known.scene.directory + "/state/index.key"))
    #expect(grown.open(&opened, with: Int.self) == nil && !known.isThere)
  }

  @Test("the key is nobody else's to read; a damaged one is replaced, and what it sealed is not read")
  func key() throws {
    let known = try Recorded()
    let file = known.scene.directory + "/state/index.key"
    #expect(known.index.write(known.timeline, with: 0))
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: file))
    let other = try #require(RecordingIndex(of: known.recording, keyFile: file))
    var opened = known.fresh
    #expect(other.open(&opened, with: Int.self) == nil && !known.isThere)
    #expect(other.write(known.timeline, with: 0))
    #expect(other.open(&opened, with: Int.self) == 0)
  }

  @Test("a recording that is still being written has no index")
  func beingWritten() throws {
    var scene = try Scene()
    try scene.play()
    let recording = try scene.read()
    #expect(RecordingIndex(of: recording, keyFile: scene.directory + "/state/index.key") == nil)
  }

  @Test("what was not read to its end is not kept")
  func unfinished() throws {
    let known = try Recorded()
    var part = known.fresh
    part.readAhead(atMost: 20)
    #expect(!known.index.write(part, with: 0) && !known.isThere && known.leftOvers.isEmpty)
  }

  @Test(
    "where writing fails there is no index and nothing is left behind; the next one is whole",
    arguments: [FaultyCalls.Kind.open, .write, .lock, .rename], 1...3)
  func failures(kind: FaultyCalls.Kind, number: Int) throws {
    let known = try Recorded()
    let calls = FaultyCalls(kind, number: number, isLasting: true)
    let isThere = known.index.write(known.timeline, with: 0, calls: calls)
    #expect(isThere == (calls.failures == 0) && known.isThere == isThere && known.leftOvers.isEmpty)
    #expect(known.index.write(known.timeline, with: 0))
    var opened = known.fresh
    #expect(known.index.open(&opened, with: Int.self) == 0)
  }

  @Test("whoever leaves while it is written leaves nothing behind; what a dead process left is replaced")
  func ended() throws {
    let known = try Recorded()
    #expect(!known.index.write(known.timeline, with: 0) { true })
    #expect(!known.isThere && known.leftOvers.isEmpty)
    let temporary = known.index.file + ".tmp"
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: temporary))
    let descriptor = open(temporary, O_RDWR)
    flock(descriptor, LOCK_EX)
    #expect(!known.index.write(known.timeline, with: 0), "another process is writing it")
    close(descriptor)
    #expect(known.index.write(known.timeline, with: 0) && known.leftOvers.isEmpty)

    let filing = IndexFiling(known.index, known.timeline, with: 7)
    filing.end()
    #expect(known.leftOvers.isEmpty)
  }
}
