import FleetFiles
import FleetModel
import FleetSession
import Foundation
import TestSupport
import Testing

@testable import SessionRecordings

@Suite struct WritingTests {
  @Test("a recording belongs to its owner alone, and so does its folder")
  func modes() throws {
    let scene = try Scene()
    func mode(_ path: String) throws -> Int {
      try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }
    #expect(try mode(scene.file) == 0o600)
    #expect(try mode(scene.folder.path) == 0o700)
  }

  @Test(
    "names lead nowhere but into the folder",
    arguments: ["", "a/b", "../a", "a b", "a\u{1B}", "ä", String(repeating: "a", count: 101), "a\n"])
  func badNames(name: String) {
    #expect(!RecordingFolder.isName(name))
    #expect(throws: RecordingFailure.self) { try RecordingFolder(path: "/x").file(of: name) }
  }

  @Test("a second writer is refused, by name and by lock")
  func secondWriter() throws {
    var scene = try Scene()
    #expect(throws: RecordingFailure.exists("night")) { try Scene(in: scene.directory) }
    let locked = FaultyCalls(.lock, number: 1, code: 11)
    let other = try TemporaryFolder.make()
    #expect(throws: RecordingFailure.inUse(other + "/recordings/night.rec.jsonl")) {
      try Scene(calls: locked, in: other)
    }
    scene.run(to: Span.hour)
    #expect(FileContent.isLocked(scene.file))
    scene.finish()
    #expect(!FileContent.isLocked(scene.file))
  }

  @Test("the status says that it records, and does not come and go with what waits for the next sync")
  func status() throws {
    var scene = try Scene()
    #expect(scene.recorder.status == "REC")
    scene.run(to: 61 * Span.minute)
    #expect(scene.recorder.status == "REC")
    scene.pass(wallMilliseconds: 1_000)
    #expect(scene.recorder.status == "REC")
  }

  @Test("commands that come at once are all in the file, and wait for the medium together")
  func groupOfCommands() throws {
    let calls = FaultyCalls(.synchronize, number: .max)
    var scene = try Scene(calls: calls)
    scene.run(to: Span.minute)
    let before = calls.count
    var parser = CommandParser(fleet: scene.session.fleet)
    for text in ["hold", "resume", "scale web-001 8"] {
      let command = try parser.parse(text)
      try scene.session.submit(command, by: .http)
      let isWritten = scene.recorder.record(command, by: .http, in: scene.session, wall: 0, isLast: false)
      #expect(isWritten)
    }
    #expect(try scene.read().commandCount == 3)
    #expect(calls.count == before)
    scene.recorder.synchronize(wall: 0)
    #expect(calls.count == before + 1)
  }

  @Test(
    "decisions that are gathered wait, and are there, in order, when a command is acknowledged or a second has passed")
  func waiting() throws {
    var scene = try Scene(gathersDecisions: true)
    scene.run(to: 3 * Span.hour)
    #expect(lines(try scene.bytes).count == 1)
    try scene.command("scale web-001 8")
    let contents = try read(try scene.bytes)
    #expect(contents.fault == nil && scene.acknowledged.count == 1)
    let kinds = Scene.kinds(try scene.bytes)
    #expect(kinds.first == "Head" && kinds.suffix(2) == ["Cmd", "check"])
    #expect(kinds.contains("batches") && kinds.count { $0 == "check" } > 1)
    let before = kinds.count
    scene.run(to: 5 * Span.hour)
    scene.pass(wallMilliseconds: 1_000)
    #expect(lines(try scene.bytes).count > before)
  }

  @Test("what gathers waits for no medium at first; file and folder are safe after a second, and at the end")
  func gatheringSync() throws {
    for passed in [Int64(0), 1_000] {
      let calls = FaultyCalls(.synchronize, number: .max)
      var scene = try Scene(calls: calls, gathersDecisions: true)
      #expect(calls.count == 0)
      scene.pass(wallMilliseconds: passed)
      #expect(calls.count == (passed == 0 ? 0 : 2))
      scene.finish()
      #expect(calls.count == (passed == 0 ? 2 : 3) && scene.recorder.trouble == nil)
    }
  }

  @Test(
    "a file or a folder that cannot be made safe at the end is said, though the recording is whole", arguments: 1...2)
  func unsafeEnd(number: Int) throws {
    var scene = try Scene(calls: FaultyCalls(.synchronize, number: number, code: 5), gathersDecisions: true)
    scene.finish()
    #expect(scene.recorder.isWhole)
    #expect(scene.recorder.trouble == "REC unsynced: Input/output error")
  }

  @Test("a full disk: said in the status, the session goes on, and a gap is admitted when there is room again")
  func fullDisk() throws {
    let calls = FaultyCalls(.write, number: 6, isLasting: true)
    var scene = try Scene(calls: calls)
    try scene.play()
    #expect(scene.recorder.status == "REC stopped: disk full")
    #expect(!scene.recorder.isRecording)
    #expect(scene.session.now == Span.day)
    let before = try scene.read()
    #expect(before.contents.fault == nil)
    #expect(before.commandCount == scene.acknowledged.count)
    scene.pass(wallMilliseconds: 6_000)
    #expect(scene.recorder.status == "REC stopped: disk full")
    calls.isHealed = true
    scene.pass(wallMilliseconds: 6_000)
    #expect(scene.recorder.isRecording)
    scene.finish()
    let recording = try scene.read()
    #expect(recording.contents.fault == nil)
    #expect(recording.gap?.commands == Scene.story.count - scene.acknowledged.count)
    #expect(recording.gap?.reason == "disk full")
    #expect(recording.contents.end != nil)
    #expect(recording.commandCount == scene.acknowledged.count)
    var playback = Playback(recording, plan: try recording.plan())
    try playback.advance(to: recording.end)
    #expect(playback.now == recording.gap?.time)
  }

  @Test("a full disk leaves room for the footer")
  func footerRoom() throws {
    let calls = FaultyCalls(.reserve, number: 2, isLasting: true)
    var scene = try Scene(calls: calls)
    // Records fill what was reserved at first, then they are refused; the footer is not.
    for round in 0..<2_000 where scene.recorder.isRecording {
      try scene.command(round.isMultiple(of: 2) ? "protect on vm=web-001_1" : "protect off vm=web-001_1")
    }
    #expect(scene.recorder.status == "REC stopped: disk full")
    scene.finish()
    let recording = try scene.read()
    #expect(recording.contents.end != nil)
    #expect(recording.contents.fault == nil)
  }

  @Test("a short write is cut back to the last whole line")
  func shortWrite() throws {
    let calls = FaultyCalls(.shortWrite, number: 5)
    var scene = try Scene(calls: calls)
    scene.run(to: Span.minute)
    try scene.command("hold")
    scene.run(to: 2 * Span.minute)
    try scene.command("resume")
    try scene.command("hold")
    #expect(calls.failures == 1)
    let contents = try JournalReader.read(try scene.bytes)
    #expect(contents.fault == nil)
  }

  @Test(
    "whatever call fails first: no crash, no acknowledged command lost, and the status says so",
    arguments: FaultyCalls.Kind.allCases)
  func torture(kind: FaultyCalls.Kind) throws {
    let story = Array(Scene.story.prefix(5))
    for number in 1...40 {
      for isLasting in [false, true] {
        let calls = FaultyCalls(kind, number: number, code: kind == .synchronize ? 5 : 28, isLasting: isLasting)
        var scene: Scene
        do { scene = try Scene(calls: calls) } catch is RecordingFailure { continue }
        try scene.play(story, until: 2 * Span.hour)
        let isHurt = calls.failures > 0 && [.write, .shortWrite, .synchronize].contains(kind)
        let isRecovered = scene.recorder.isRecording && scene.recorder.status.hasPrefix("REC") && !isLasting
        #expect(!isHurt || isRecovered || scene.recorder.status != "REC", "\(kind) \(number)")
        if kind == .synchronize && calls.failures > 0 { #expect(scene.recorder.status.hasPrefix("REC unsynced: ")) }
        scene.finish()
        let recording = try scene.read()
        let kept = recording.contents.entries.compactMap {
          if case .command(let command) = $0.record { command.text } else { nil }
        }
        #expect(kept.count >= scene.acknowledged.count, "\(kind) \(number) \(isLasting)")
        if let fault = recording.contents.fault { #expect(fault.kind == .tornTail, "\(kind) \(number)") }
        var playback = Playback(recording, plan: try recording.plan())
        try playback.advance(to: recording.end)
      }
    }
  }

  @Test("a fleet that is too large to be embedded stands beside its recording and is found by its digest alone")
  func largeFleet() throws {
    let fleet = Scene.fleet + "\n" + String(repeating: "# a comment of some length\n", count: 50_000)
    var scene = try Scene(fleet: fleet)
    scene.run(to: 2 * Span.hour)
    scene.finish()
    let recording = try scene.read()
    #expect(recording.header.fleet.content == .external(sha256: SHA256.hex(Array(fleet.utf8)), bytes: fleet.utf8.count))
    var playback = Playback(recording, plan: try recording.plan())
    try playback.advance(to: recording.end)
    #expect(playback.session.digest == scene.session.digest)
    let copy = scene.folder.path + "/" + SHA256.hex(Array(fleet.utf8)) + ".fleet"
    try Data(Scene.fleet.utf8).write(to: URL(fileURLWithPath: copy))
    #expect(throws: RecordingFailure.self) { try scene.read() }
    try FileManager.default.removeItem(atPath: copy)
    let alone = try scene.read()
    #expect(throws: RecordingFailure.self) { try alone.plan() }
  }

  @Test(
    "a large fleet that cannot be kept beside its recording: said at once, nothing is left behind, and again it goes",
    arguments: [FaultyCalls.Kind.open, .write, .shortWrite, .synchronize, .rename], 1...3)
  func unkeptFleet(kind: FaultyCalls.Kind, number: Int) throws {
    let fleet = Scene.fleet + "\n" + String(repeating: "# a comment of some length\n", count: 50_000)
    let directory = try TemporaryFolder.make()
    let calls = FaultyCalls(kind, number: number)
    guard (try? Scene(fleet: fleet, calls: calls, in: directory)) == nil else {
      // The call that failed was not one that it depends on, or there was none of that number.
      return #expect(try Scene(fleet: fleet, name: "next", in: directory).recorder.isRecording)
    }
    #expect(calls.failures == 1)
    let left = try FileManager.default.contentsOfDirectory(atPath: directory + "/recordings")
    #expect(left.allSatisfy { $0.hasSuffix(".fleet") }, "\(left)")
    var again = try Scene(fleet: fleet, in: directory)
    again.run(to: Span.minute)
    again.finish()
    _ = try again.read().plan()
  }

  @Test("only regular files are read", arguments: ["/dev/zero", "/", "/proc/self/mem"])
  func otherFiles(path: String) {
    #expect(throws: RecordingFailure.self) { try Recording.read(path, in: .standard) }
  }

  @Test("a pipe is refused at once, not waited for")
  func pipe() throws {
    let path = try TemporaryFolder.make() + "/x.rec.jsonl"
    #expect(mkfifo(path, 0o600) == 0)
    #expect(throws: RecordingFailure.self) { try Recording.read(path, in: .standard) }
  }

  @Test("known checksums")
  func checksums() {
    var checksum = CRC32C(seed: [])
    checksum.add(Array("123456789".utf8))
    #expect(checksum.value == 0xE306_9283)
    #expect(SHA256.hex(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(SHA256.hex([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    let long = [UInt8](repeating: 97, count: 119)
    #expect(SHA256.hex(long) == "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb")
  }
}
