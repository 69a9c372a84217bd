import FleetModel
import FleetSession
import RolloutOrchestrator

/// The numbers behind a screen as a table: regions of the world, sets of a region, extensions of a VM, versions of the
/// catalogue, events of the log, marks of the timeline.
struct ScreenTable {
  /// One cell.
  enum Value {
    case word(String)
    case number(Int)

    var text: String {
      switch self {
      case .word(let text): text
      case .number(let number): String(number)
      }
    }

    var json: String {
      switch self {
      case .word(let text): TakeAlong.quoted(text)
      case .number(let number): String(number)
      }
    }
  }

  /// What the rows are.
  let name: String
  let columns: [String]
  private(set) var rows: [[Value]] = []

  /// More events than these are taken from the recording, not from a screen.
  private static let mostEvents = 20_000

  init(scene: Scene) {
    switch scene.view.screen {
    case .world: (name, columns) = ("regions", Self.worldColumns)
    case .region: (name, columns) = ("sets", Self.setColumns)
    case .machine: (name, columns) = ("extensions", ["extension", "version", "automatic"])
    case .catalogue: (name, columns) = ("versions", ["extension", "version", "vms"])
    case .events: (name, columns) = ("events", ["timeMs", "event", "level", "place", "text"])
    case .timeline: (name, columns) = ("marks", ["timeMs", "kind", "text"])
    }
    rows = Self.rows(scene)
  }

  private static let worldColumns = [
    "region", "phase", "eligible", "upgraded", "inFlight", "rolledBack", "failed", "excluded",
  ]
  private static let setColumns = [
    "set", "vms", "upgraded", "installing", "watching", "rollingBack", "rolledBack", "failed", "waiting", "excluded",
    "notPart", "unhealthy", "silent",
  ]

  private static func rows(_ scene: Scene) -> [[Value]] {
    switch scene.view.screen {
    case .world: WorldRows(scene: scene).regions.map { region($0, scene) }
    case .region: RegionMap(scene: scene, region: scene.view.map.region).groups.map { group($0, scene) }
    case .machine: scene.view.machine.map { machine($0, scene) } ?? []
    case .catalogue: scene.fleet.handlers.indices.flatMap { versions(of: $0, scene) }
    case .events: events(scene)
    case .timeline:
      scene.course.marks.marks.map { [.number(Int($0.time)), .word(word($0.kind)), .word($0.text)] }
    }
  }

  private static func region(_ region: RegionIndex, _ scene: Scene) -> [Value] {
    let tally = scene.rollout?.regions[region] ?? RolloutTally.none
    return [.word(scene.names.region(region)), .number(scene.phase(of: region) + 1)]
      + [
        tally.eligible, Int(tally.upgraded), Int(tally.inFlight), Int(tally.rolledBack), Int(tally.failed),
        Int(tally.excluded),
      ].map { .number($0) }
  }

  private static func group(_ group: GroupIndex, _ scene: Scene) -> [Value] {
    let counts = scene.session.orchestrator.counts(of: scene.view.rollout, group: group, in: scene.fleet)
    return [.word(scene.fleet.name(ofGroup: group))]
      + [
        scene.fleet.memberCount(of: group), counts.upgraded, counts.installing, counts.watching, counts.rollingBack,
        counts.rolledBack, counts.failed, counts.waiting, counts.excluded, counts.notPart, counts.sick, counts.silent,
      ].map { .number($0) }
  }

  private static func machine(_ vm: VMIndex, _ scene: Scene) -> [[Value]] {
    MachineScreen.handlers(on: vm, scene.fleet).map { handler in
      let version = scene.fleet.version(of: handler, on: vm)
      return [
        .word(scene.fleet.handlers[handler].name),
        .word(version.map { scene.fleet.handlers[handler].versions[$0].description } ?? ""),
        .word(scene.fleet.isAutomatic(handler, on: vm) ? "on" : "off"),
      ]
    }
  }

  private static func versions(of handler: HandlerIndex, _ scene: Scene) -> [[Value]] {
    let counts = scene.spreads[handler]?.counts ?? []
    return counts.indices.map { version in
      [
        .word(scene.fleet.handlers[handler].name),
        .word(scene.fleet.handlers[handler].versions[version].description), .number(counts[version]),
      ]
    }
  }

  private static func events(_ scene: Scene) -> [[Value]] {
    let log = scene.memory.log
    let words = scene.eventWords
    return (0..<min(log.count, mostEvents)).compactMap { place in
      let entry = log[fromNewest: place]
      guard entry.level >= scene.view.events.level else { return nil }
      let line = words.line(entry.what)
      return [
        .number(Int(entry.time)), .number(entry.number), .word(entry.level.word), .word(line.place), .word(line.text),
      ]
    }
  }

  private static func word(_ kind: Mark.Kind) -> String {
    switch kind {
    case .own: "own"
    case .found(let family): family.rawValue
    }
  }
}
