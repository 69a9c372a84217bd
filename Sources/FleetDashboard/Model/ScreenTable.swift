import FleetModel
import FleetSession
import RolloutOrchestrator

/// The numbers behind a screen as a table: regions of the world, sets of a region, extensions of a VM, versions of the
/// catalogue or the VMs that have an extension, events of the log, marks of the timeline.
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
  private let scene: Scene

  /// More events than these are taken from the recording, not from a screen.
  private static let mostEvents = 20_000

  init(scene: Scene) {
    self.scene = scene
    switch scene.view.screen {
    case .world: (name, columns) = ("regions", Self.worldColumns)
    case .region: (name, columns) = ("sets", Self.setColumns)
    case .machine: (name, columns) = ("extensions", ["extension", "version", "automatic"])
    case .catalogue where scene.view.catalogue.board == .carriers: (name, columns) = ("vms", Self.carrierColumns)
    case .catalogue: (name, columns) = ("versions", ["extension", "version", "vms"])
    case .events: (name, columns) = ("events", ["timeMs", "event", "level", "place", "text"])
    case .timeline: (name, columns) = ("marks", ["timeMs", "kind", "text"])
    }
  }

  /// Hands over the rows one by one: of a million VMs they are more than should lie about at once.
  func eachRow(_ take: ([Value]) -> Void) {
    if scene.view.board == .carriers { Self.eachCarrier(scene, take) } else { Self.rows(scene).forEach(take) }
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

  private static let carrierColumns = [
    "extension", "vm", "version", "automatic", "rollout", "state", "health", "region", "set",
  ]
  /// VMs that are looked up at a time.
  private static let carrierPage = 4_096

  private static func eachCarrier(_ scene: Scene, _ take: ([Value]) -> Void) {
    let carriers = Carriers(scene: scene)
    let fleet = scene.fleet
    let handler = fleet.handlers[carriers.handler]
    for start in stride(from: 0, to: carriers.count, by: carrierPage) {
      for vm in carriers.machines(start..<min(carriers.count, start + carrierPage)) {
        let version = fleet.version(of: carriers.handler, on: vm)
        let rollout = scene.rollout(of: carriers.handler, on: vm)
        let state = rollout.map { scene.session.orchestrator.state(of: vm, in: $0.id) }
        take([
          .word(handler.name), .word(fleet.name(of: vm)), .word(version.map { handler.versions[$0].description } ?? ""),
          .word(fleet.isAutomatic(carriers.handler, on: vm) ? "on" : "off"),
          rollout.map { .number($0.id) } ?? .word(""), .word(state.map(StateWords.word) ?? ""),
          .word(StateWords.health(of: vm, in: fleet)),
          .word(scene.names.region(fleet.region(of: vm))), .word(fleet.name(ofGroup: fleet.group(of: vm))),
        ])
      }
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
