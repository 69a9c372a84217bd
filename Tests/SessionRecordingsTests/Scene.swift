import FleetFiles
import FleetModel
import FleetSession
import Foundation
import TestSupport

@testable import SessionRecordings

/// A small recorded session: a folder of its own, a wall clock that the test moves, commands by text.
struct Scene {
  let directory: String
  let folder: RecordingFolder
  var session: Session
  var recorder: LiveRecorder
  var timeline: Timeline
  private(set) var wall: Int64 = 0
  /// Commands whose record was acknowledged.
  private(set) var acknowledged: [String] = []

  static let id = "00112233445566778899aabbccddeeff"

  /// Twelve VMs in two regions that are a geo-pair, with a version that makes some of them sick.
  static let fleet = """
    name: tiny
    regions: [northeurope, westeurope]
    subscriptions: [one]
    phases:
      - {name: First, regions: [northeurope], bake: 1h}
      - {name: Second, regions: [westeurope], bake: 1h}
    extensions:
      - type: DependencyAgentLinux
        versions: [9.10.15.0]
    scaleSets:
      - name: web
        count: 2
        capacity: 6
        extensions: [{type: DependencyAgentLinux, version: 9.10.15.0, enableAutomaticUpgrade: true}]
    scenario:
      - at 5s publish DependencyAgentLinux 9.10.16.0 install=30s..90s unhealthy=20% rollback=30s..60s
    """

  /// What the operator does, at which simulated minute.
  static let story: [(minute: Int64, command: String)] = [
    (1, "hold"), (2, "resume"), (20, "break unhealthy vm=web-002_1 for=30m"), (60, "scale web-001 8"),
    (90, "retry all"), (200, "publish DependencyAgentLinux 9.10.17.0 install=20s..40s"),
    (300, "remove web-002_3"), (400, "power off group=web-002 share=50%"), (500, "power on group=web-002"),
  ]

  static func plan(_ text: String = fleet, seed: UInt64 = 7) throws -> FleetPlan {
    try FleetFile.load(bytes: Array(text.utf8), file: "tiny.yaml", seed: seed)
  }

  init(
    fleet: String = Scene.fleet, seed: UInt64 = 7, name: String = "night", script: String? = nil,
    calls: any FileCalls = SystemCalls(), in directory: String? = nil, gathersDecisions: Bool = false
  ) throws {
    self.directory = try directory ?? TemporaryFolder.make()
    folder = RecordingFolder(path: self.directory + "/recordings", calls: calls)
    var plan = try Scene.plan(fleet, seed: seed)
    if let script { plan.add(script: try Script.parse(script, file: "script", fleet: plan.fleet)) }
    session = Session(plan: plan, seed: seed)
    timeline = Timeline(following: session)
    let bytes = Array(fleet.utf8)
    let header = JournalHeader(
      id: Scene.id, program: "test", seed: seed, startedAt: 0,
      fleet: RecordedFleet(name: "tiny.yaml", bytes: bytes, script: script), script: script, policy: plan.fleet.policy)
    recorder = try LiveRecorder(
      name: name, in: folder, header, fleet: bytes, wall: 0, gathersDecisions: gathersDecisions)
  }

  var file: String { folder.path + "/" + recorder.name + RecordingFolder.suffix }
  var bytes: [UInt8] { get throws { Array(try Data(contentsOf: URL(fileURLWithPath: file))) } }

  mutating func run(to time: Instant) {
    while session.now < time {
      session.advance(to: min(time, recorder.nextCheckpoint(after: nil)))
      takeEvents()
      wall += 100
      recorder.tick(session.mark, wall: wall)
    }
  }

  mutating func command(_ text: String) throws {
    var parser = CommandParser(fleet: session.fleet)
    let command = try parser.parse(text)
    try session.submit(command, by: .key)
    timeline.append(command, by: .key, at: session.now)
    if recorder.record(command, by: .key, in: session, wall: wall) { acknowledged.append(text) }
    takeEvents()
  }

  /// Lines of Azure's how-to, as somebody pastes them.
  mutating func paste(_ text: String) throws {
    var parser = CommandParser(fleet: session.fleet)
    for command in try parser.parseAll(text) { try self.command(RecordedText.text(command, session.fleet)) }
  }

  private mutating func takeEvents() {
    let events = session.takeEvents()
    recorder.note(events, session)
    timeline.follow(events, session)
  }

  /// The whole story, up to `until`.
  mutating func play(_ story: [(minute: Int64, command: String)] = Scene.story, until: Instant = Span.day) throws {
    for part in story {
      run(to: part.minute * Span.minute)
      try command(part.command)
    }
    run(to: until)
  }

  mutating func finish() { recorder.finish("until", session.mark) }

  mutating func pass(wallMilliseconds: Int64) {
    wall += wallMilliseconds
    recorder.tick(session.mark, wall: wall)
  }

  func read() throws -> Recording { try Recording.read(recorder.name, in: folder) }
}

extension Scene {
  /// The kinds of a recording's lines, in order.
  static func kinds(_ bytes: [UInt8]) -> [String] {
    lines(bytes).compactMap { line in
      let parts = String(decoding: line, as: UTF8.self).components(separatedBy: "\"k\":\"")
      return parts.count > 1 ? String(parts[1].prefix { $0 != "\"" }) : nil
    }
  }
}

/// Reads bytes as a recording.
func read(_ bytes: [UInt8]) throws -> JournalContents { try JournalReader.read(bytes) }

/// The lines of a recording, each with its line feed.
func lines(_ bytes: [UInt8]) -> [[UInt8]] {
  bytes.split(separator: 10, omittingEmptySubsequences: true).map { Array($0) + [10] }
}
