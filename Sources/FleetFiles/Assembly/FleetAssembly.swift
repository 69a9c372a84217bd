import FleetModel
import FleetSimulator

/// Builds the fleet of a draft that was found to be right.
struct FleetAssembly {
  let draft: FleetDraft
  let seed: UInt64
  /// The place among the fleet's handlers of each catalogue entry; -1 if the fleet does not have it.
  let places: [HandlerIndex]
  var builder: FleetBuilder
  /// The template that each group came from, for reports.
  private(set) var origins = GroupOrigins()
  private var machineProfiles: [MachineProfileKey: Int] = [:]
  /// How many VMs there were when that was last said.
  private var told = 0

  private struct MachineProfileKey: Hashable {
    let os: OperatingSystem
    let size: String
  }

  init(_ draft: FleetDraft, seed: UInt64) {
    self.draft = draft
    self.seed = seed
    var (handlers, places) = draft.catalogue.sorted()
    for (entry, place) in zip(draft.catalogue.entries, places) where place >= 0 {
      for (version, regions) in entry.published {
        let index = handlers[place].learn(version)
        if let regions { handlers[place].publish(index, in: regions) }
      }
    }
    self.places = places
    builder = FleetBuilder(
      name: draft.name, policy: draft.policy, regions: draft.regions.regions,
      subscriptions: draft.subscriptions.subscriptions, handlers: handlers, phasePlan: draft.phasePlan)
    for (a, b) in draft.regions.pairs { builder.pair(a, b) }
  }

  /// Builds everything; `capacities` are those of the draft for the same seed.
  mutating func build(_ capacities: [[Int]], _ progress: (_ built: Int, _ all: Int) -> Void) -> Fleet {
    let all = capacities.joined().reduce(0, +) + draft.standalone.reduce(0) { $0 + ($1.count ?? 1) }
    builder.reserve(machines: all)
    for (template, sizes) in zip(draft.sets, capacities) { addSets(of: template, sizes) { progress($0, all) } }
    addStandaloneMachines { progress($0, all) }
    return builder.build()
  }

  /// Says how many VMs there are, unless that was said a moment ago.
  mutating func tell(_ progress: (_ built: Int) -> Void) {
    guard builder.machineCount - told >= Self.machinesBetweenReports else { return }
    told = builder.machineCount
    progress(told)
  }

  /// About two milliseconds of building: often enough for a bar that fills, and for a key that ends it.
  static let machinesBetweenReports = 8192

  /// The index of a machine profile.
  mutating func machineProfile(_ os: OperatingSystem, _ size: String) -> Int {
    let key = MachineProfileKey(os: os, size: size)
    if let known = machineProfiles[key] { return known }
    let profile = builder.machineProfile(MachineProfile(os: os, size: size))
    machineProfiles[key] = profile
    return profile
  }

  /// The same for the values of a template, looked up once for each pair.
  mutating func machineProfile(_ os: Int, _ size: Int, _ known: inout [Int], _ spec: MachineSpec) -> Int {
    let place = os * spec.size.values.count + size
    if known[place] < 0 { known[place] = machineProfile(spec.os.values[os], spec.size.values[size]) }
    return known[place]
  }

  mutating func addGroup(
    stem: String, number: Int, profile: Int, subscription: SubscriptionIndex, region: RegionIndex, from template: Int
  ) {
    _ = builder.addGroup(stem: stem, number: number, profile: profile, subscription: subscription, region: region)
    origins.append(template)
  }

  /// Notes a template; its number in the origins of groups.
  mutating func noteTemplate(_ field: Field, writtenCount: Int = 0) -> Int {
    origins.add(GroupOrigin(field: field, writtenCount: writtenCount))
  }

  /// The state of a VM that is not as VMs normally are.
  static func flags(_ spec: MachineSpec, _ luck: Luck, _ item: UInt64) -> MachineFlags {
    guard !spec.isOrdinary else { return .normal }
    var flags: MachineFlags = .exists
    if luck.happens(spec.running, .power, of: item) { flags.insert(.running) }
    if luck.happens(spec.agentReady, .agent, of: item) { flags.insert(.agentReady) }
    if luck.happens(spec.protected, .protection, of: item) { flags.insert(.protected) }
    if luck.happens(spec.latestModel, .model, of: item) { flags.insert(.latestModel) }
    return flags
  }

  /// The health of a VM at the start.
  static func health(_ spec: MachineSpec, _ luck: Luck, _ item: UInt64) -> MachineHealth {
    spec.health.values[luck.place(in: spec.health, .health, of: item)]
  }

  /// The extensions of a template with the fleet's own indexes.
  mutating func deployments(_ spec: MachineSpec) -> [Deployment] {
    spec.extensions.map { deployed in
      let handler = places[deployed.entry]
      let newest = deployed.versions.values.max().map { builder.learn($0, of: handler) } ?? 0
      return Deployment(
        handler: handler, os: deployed.os, versions: deployed.versions,
        indexes: deployed.versions.values.map { builder.learn($0, of: handler) }, newest: newest,
        automatic: deployed.automatic, isDrawnPerSet: deployed.isDrawnPerSet,
        isApplicationHealth: draft.catalogue.entries[deployed.entry].handler.isApplicationHealth,
        subject: Luck.hash(draft.catalogue.entries[deployed.entry].handler.name))
    }
  }
}

/// An extension of a template, ready to be put on VMs.
struct Deployment {
  let handler: HandlerIndex
  let os: OperatingSystem?
  let versions: Mix<HandlerVersion>
  /// The index of each version of the mix.
  let indexes: [VersionIndex]
  let newest: VersionIndex
  let automatic: PartsPerMillion
  let isDrawnPerSet: Bool
  let isApplicationHealth: Bool
  /// Sets its draws apart from those of other extensions.
  let subject: UInt64

  /// What the model of a set gets. It has one version even where instances differ: the newest, which the others have yet
  /// to reach.
  func inModel(_ luck: Luck, _ item: UInt64) -> ModelExtension {
    var drawn = drawn(luck, item)
    if !isDrawnPerSet { drawn.version = newest }
    return drawn
  }

  /// What an item gets.
  func drawn(_ luck: Luck, _ item: UInt64) -> ModelExtension {
    ModelExtension(
      handler: handler, version: indexes[luck.place(in: versions, .version, of: item, about: subject)],
      automaticUpgrade: luck.happens(automatic, .automatic, of: item, about: subject))
  }
}
