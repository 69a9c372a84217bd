import FleetModel
import FleetSession
import Foundation
import Testing

@testable import SessionRecordings

/// Recordings of every format that was ever released, kept for ever.
///
/// `ROLLDECK_UPDATE_GOLDENS=1 swift test --filter GoldenTests` writes those of the present format anew; needed, on
/// purpose, whenever the engine comes to other states than before.
@Suite(.serialized) struct GoldenTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
  private static let isUpdating = ProcessInfo.processInfo.environment["ROLLDECK_UPDATE_GOLDENS"] == "1"
  private static let mend: Comment =
    "if the engine changed on purpose: ROLLDECK_UPDATE_GOLDENS=1 swift test --filter GoldenTests"

  /// The present format's recordings, made from nothing.
  private static let makers: [(name: String, make: @Sendable () throws -> [UInt8])] = [
    ("1-night", night), ("1-script", script), ("1-interrupted", interrupted), ("1-gap", gap), ("1-fork", fork),
    ("1-names", names),
  ]

  private static func night() throws -> [UInt8] {
    var scene = try Scene()
    try scene.play()
    scene.finish()
    return try scene.bytes
  }

  private static func script() throws -> [UInt8] {
    var scene = try Scene(
      seed: 11, script: "# a story\nat 1m hold\nat 2h resume\n+1h break unhealthy all share=30% for=1h\n")
    scene.run(to: Span.day)
    scene.finish()
    return try scene.bytes
  }

  private static func interrupted() throws -> [UInt8] {
    var scene = try Scene(seed: 12)
    try scene.play(Array(Scene.story.prefix(6)), until: 5 * Span.hour)
    return try scene.bytes.dropLast(30)
  }

  private static func gap() throws -> [UInt8] {
    let calls = FaultyCalls(.write, number: 9, isLasting: true)
    var scene = try Scene(seed: 13, calls: calls)
    try scene.play()
    calls.isHealed = true
    scene.pass(wallMilliseconds: 6_000)
    scene.finish()
    return try scene.bytes
  }

  private static func fork() throws -> [UInt8] {
    var scene = try Scene(seed: 14)
    try scene.play()
    scene.finish()
    let recording = try scene.read()
    var playback = Playback(recording, plan: try recording.plan())
    try playback.advance(to: 65 * Span.minute)
    var recorder = try LiveRecorder(
      forking: playback, of: recording, name: "fork", in: scene.folder, program: "test", startedAt: 0, wall: 0,
      id: String(repeating: "ab", count: 16))
    var session = playback.session
    session.advance(to: 70 * Span.minute)
    try session.submit(.hold(rollout: nil), by: .http)
    recorder.record(.hold(rollout: nil), by: .http, in: session, wall: 10)
    session.advance(to: 10 * Span.hour)
    recorder.tick(session, wall: 20)
    recorder.finish("quit", session)
    return Array(try Data(contentsOf: URL(filePath: scene.folder.path + "/fork.rec.jsonl")))
  }

  private static func names() throws -> [UInt8] {
    let fleet = Scene.fleet.replacing("name: web", with: "name: '=wëb <b>&\"'").replacing("[one]", with: "['@one |']")
    var scene = try Scene(fleet: fleet, seed: 15)
    scene.run(to: Span.minute)
    try scene.command("break unhealthy group=\"=wëb <b>&\\\"-001\"")
    try scene.command("mend vm=\"=wëb <b>&\\\"-001_1\"")
    scene.run(to: 5 * Span.hour)
    scene.finish()
    return try scene.bytes
  }

  @Test("the present format is written byte for byte as it was", arguments: makers.map(\.name))
  func written(name: String) throws {
    let bytes = try #require(Self.makers.first { $0.name == name }).make()
    let file = Self.folder.appending(path: name + RecordingFolder.suffix)
    if Self.isUpdating { try Data(bytes).write(to: file) }
    #expect(Data(bytes) == (try Data(contentsOf: file)), Self.mend)
  }

  @Test("every golden recording replays to its digests")
  func replayed() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
      .filter { $0.hasSuffix(RecordingFolder.suffix) }.sorted()
    #expect(files.count >= Self.makers.count)
    for file in files {
      let recording = try Recording.read(Self.folder.appending(path: file).path, in: .standard)
      #expect(recording.contents.fault.map { $0.kind == .tornTail } ?? true, "\(file)")
      var playback = Playback(recording, plan: try recording.plan())
      do { try playback.advance(to: recording.end) } catch { Issue.record("\(file): \(error)") }
      #expect(playback.agreed == recording.steps.count - recording.commandCount, "\(file)")
      #expect(DecisionCheck.firstDifference(recording, plan: try recording.plan()) == nil, "\(file)")
    }
  }

  @Test("every cut through a golden recording is seen, and leaves what is before it")
  func cuts() throws {
    for maker in Self.makers {
      let bytes = Array(try Data(contentsOf: Self.folder.appending(path: maker.name + RecordingFolder.suffix)))
      let whole = try read(bytes)
      for length in stride(from: 1, to: bytes.count, by: 97) {
        guard let contents = try? JournalReader.read(Array(bytes[..<length])) else {
          #expect(length <= lines(bytes)[0].count)
          continue
        }
        #expect(contents.entries == Array(whole.entries.prefix { $0.byte < contents.wholeBytes }))
      }
    }
  }
}
