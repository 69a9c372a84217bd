import FleetModel
import FleetSession
import Foundation
import TestSupport

@testable import SessionRecordings

/// How a golden recording is made from nothing.
struct GoldenStory: Sendable {
  let name: String
  let make: @Sendable () throws -> [UInt8]

  static let all: [GoldenStory] = [
    .init(name: "2-night", make: night), .init(name: "2-script", make: script),
    .init(name: "2-interrupted", make: interrupted), .init(name: "2-gap", make: gap),
    .init(name: "2-fork", make: fork), .init(name: "2-names", make: names), .init(name: "2-empty", make: empty),
    .init(name: "2-owners", make: owners), .init(name: "2-faults", make: faults),
    .init(name: "2-publisher", make: publisher), .init(name: "2-control", make: control),
    .init(name: "2-outage", make: outage), .init(name: "2-how-to", make: howTo),
    .init(name: "2-unicode", make: unicode), .init(name: "2-sizes", make: sizes), .init(name: "2-lost", make: lost),
    .init(name: "2-idle", make: idle), .init(name: "2-corrupt", make: corrupt),
    .init(name: "2-fork-of-fork", make: forkOfFork), .init(name: "2-two-handlers", make: twoHandlers),
  ]

  /// A fleet with something for every command.
  static let rich = """
    name: rich
    regions: [northeurope, westeurope]
    subscriptions: [one, {name: two, enrolled: false}]
    phases:
      - {name: First, regions: [northeurope], bake: 1h}
      - {name: Second, regions: [westeurope], bake: 1h}
    extensions:
      - {type: DependencyAgentLinux, versions: [9.10.15.0]}
      - {type: ApplicationHealthLinux, versions: [1.0.2.0]}
    scaleSets:
      - name: web
        count: 2
        capacity: 5
        zones: all
        upgradeMode: Manual
        subscriptions: one
        extensions:
          - {type: DependencyAgentLinux, version: 9.10.15.0, enableAutomaticUpgrade: true}
          - {type: ApplicationHealthLinux, version: 1.0.2.0, enableAutomaticUpgrade: true}
    virtualMachines:
      - {name: myVM, regions: westeurope, subscriptions: one}
      - {name: other, regions: westeurope, subscriptions: two}
    """

  /// A rich session with commands at their minutes.
  private static func story(
    seed: UInt64, _ commands: [(minute: Int64, command: String)], until: Instant = 12 * Span.hour
  ) throws -> [UInt8] {
    var scene = try Scene(fleet: rich, seed: seed)
    try scene.play(commands, until: until)
    scene.finish()
    return try scene.bytes
  }

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
    recorder.tick(session.mark, wall: 20)
    recorder.finish("quit", session.mark)
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

  private static func empty() throws -> [UInt8] { try story(seed: 16, [], until: 90 * Span.second) }

  private static func owners() throws -> [UInt8] {
    try story(
      seed: 17,
      [
        (1, "auto off DependencyAgentLinux group=web-001"), (2, "undeploy ApplicationHealthLinux vm=web-002_1"),
        (3, "deploy ApplicationHealthLinux 1.0.2.0 vm=web-002_1 auto=on"), (4, "protect on vm=web-001_1"),
        (5, "model behind group=web-002"), (6, "model latest group=web-002"), (7, "feature register two"),
        (8, "provider register two"), (30, "feature unregister two"), (40, "scale web-001 7"),
        (41, "scale web-001 3"), (50, "remove web-002_2"), (55, "remove myVM"),
        (60, "publish ApplicationHealthLinux 1.0.3.0"), (90, "auto on DependencyAgentLinux all"),
        (91, "protect off all"),
      ])
  }

  private static func faults() throws -> [UInt8] {
    try story(
      seed: 18,
      [
        (1, "publish DependencyAgentLinux 9.10.16.0"), (2, "break install-fails group=web-001 share=50% for=10m"),
        (3, "break rollback-fails vm=web-001_1"), (4, "break flapping vm=web-002_1 for=1h"),
        (5, "break signal-lost vm=web-002_2"), (6, "break agent-lost vm=web-002_3 for=30m"),
        (7, "break slow-health=6m all for=2h"), (8, "break install-hangs vm=web-001_2 for=1h"),
        (9, "break rollback-hangs vm=web-001_3 for=1h"), (10, "power off vm=web-002_4"),
        (100, "power on all"), (120, "maintain group=web-001 share=40% for=1h"), (200, "mend all"),
        (201, "retry all"),
      ], until: Span.day)
  }

  private static func publisher() throws -> [UInt8] {
    try story(
      seed: 19,
      [
        (1, "publish DependencyAgentLinux 9.10.16.0 regions=northeurope fail=20% and os=Windows good"),
        (20, "poison DependencyAgentLinux 9.10.16.0 unhealthy=100%"), (60, "withdraw DependencyAgentLinux 9.10.16.0"),
        (90, "publish DependencyAgentLinux 9.10.17.0 regions=northeurope late=30% late-time=10m..1h"),
        (100, "publish DependencyAgentLinux 9.10.17.0 regions=westeurope"),
      ])
  }

  private static func control() throws -> [UInt8] {
    try story(
      seed: 20,
      [
        (1, "publish DependencyAgentLinux 9.10.16.0"), (2, "hold 1"), (30, "resume 1"), (100, "skip 1"),
        (101, "publish ApplicationHealthLinux 1.0.3.0 install=10m..20m"), (105, "hold 2"), (106, "resume"),
        (111, "cancel 2"),
      ])
  }

  private static func outage() throws -> [UInt8] {
    try story(
      seed: 21,
      [
        (1, "publish DependencyAgentLinux 9.10.16.0 install=2m..4m"), (3, "outage zone=northeurope/1 for=1h"),
        (90, "outage region=westeurope for=2h"), (95, "mend region=westeurope"),
      ], until: Span.day)
  }

  private static func howTo() throws -> [UInt8] {
    var scene = try Scene(fleet: rich, seed: 22)
    scene.run(to: Span.minute)
    try scene.paste(
      """
      az vm extension set \\
        --resource-group one \\
        --vm-name myVM \\
        --name DependencyAgentLinux \\
        --publisher Microsoft.Azure.Monitoring.DependencyAgent \\
        --version 9.5 \\
        --enable-auto-upgrade true
      """)
    scene.run(to: Span.hour)
    scene.finish()
    return try scene.bytes
  }

  private static func unicode() throws -> [UInt8] {
    let fleet = Scene.fleet.replacing("name: web", with: "name: \"部署e\u{301}🚀\u{5E9}\"").replacing(
      "[one]", with: "[Ünïcode]")
    var scene = try Scene(fleet: fleet, seed: 23)
    try scene.play(
      [(1, "break unhealthy group=\"部署e\u{301}🚀\u{5E9}-001\" for=5m"), (9, "protect on sub=Ünïcode")], until: Span.hour)
    scene.finish()
    return try scene.bytes
  }

  private static func sizes() throws -> [UInt8] {
    var scene = try Scene(fleet: rich, seed: 24)
    scene.recorder.show(width: 80, height: 24)
    try scene.play([(1, "publish DependencyAgentLinux 9.10.16.0")], until: 30 * Span.minute)
    scene.recorder.show(width: 200, height: 60)
    scene.recorder.show(width: 120, height: 40)
    scene.pass(wallMilliseconds: 100)
    try scene.play([(40, "hold")], until: Span.hour)
    scene.finish()
    return try scene.bytes
  }

  /// The disk is full while batches start, and no command is given.
  private static func lost() throws -> [UInt8] {
    let calls = FaultyCalls(.write, number: 2, isLasting: true)
    var scene = try Scene(seed: 25, calls: calls)
    scene.run(to: 4 * Span.hour)
    calls.isHealed = true
    scene.pass(wallMilliseconds: 6_000)
    try scene.play([(300, "hold")], until: 6 * Span.hour)
    scene.finish()
    return try scene.bytes
  }

  /// A headless run in which nothing is left to happen: what it decides is gathered.
  private static func idle() throws -> [UInt8] {
    var scene = try Scene(fleet: rich, seed: 27, gathersDecisions: true)
    try scene.play([(1, "publish DependencyAgentLinux 9.10.16.0 install=1m..3m")], until: 3 * Span.day)
    scene.recorder.finish("idle", scene.session.mark)
    return try scene.bytes
  }

  private static func corrupt() throws -> [UInt8] {
    var bytes = try control()
    let place = lines(bytes)[..<9].reduce(0) { $0 + $1.count }
    bytes[place + 30] ^= 2
    return bytes
  }

  private static func forkOfFork() throws -> [UInt8] {
    let folder = RecordingFolder(path: try TemporaryFolder.make())
    try Data(try fork()).write(to: URL(filePath: folder.path + "/fork" + RecordingFolder.suffix))
    let parent = try Recording.read("fork", in: folder)
    return try forked(parent, at: 2 * Span.hour, .cancel(rollout: 1), id: "cd", in: folder)
  }

  private static func forked(
    _ parent: Recording, at time: Instant, _ command: Command, id: String, in folder: RecordingFolder
  ) throws -> [UInt8] {
    var playback = Playback(parent, plan: try parent.plan(), keepsEvents: true)
    try playback.advance(to: time)
    var recorder = try LiveRecorder(
      forking: playback, of: parent, name: "what-if", in: folder, program: "test", startedAt: 0, wall: 0,
      id: String(repeating: id, count: 16))
    var session = playback.session
    session.advance(to: time + 5 * Span.minute)
    try session.submit(command, by: .key)
    recorder.record(command, by: .key, in: session, wall: 10)
    session.advance(to: time + 5 * Span.hour)
    recorder.finish("quit", session.mark)
    return Array(try Data(contentsOf: URL(filePath: folder.path + "/what-if" + RecordingFolder.suffix)))
  }

  private static func twoHandlers() throws -> [UInt8] {
    try story(
      seed: 26,
      [
        (1, "publish DependencyAgentLinux 9.10.16.0 install=1m..3m"),
        (2, "publish ApplicationHealthLinux 1.0.3.0 install=1m..3m unhealthy=30%"),
        (90, "publish DependencyAgentLinux 9.10.17.0"),
      ], until: Span.day)
  }
}
