/// Builds a fleet piece by piece. What it is given must be valid: whoever reads files checks first and says what is wrong.
///
/// Order matters where indexes are consecutive: regions, pairs, subscriptions and handlers first, then each group
/// followed by its VMs, then the VMs' extensions.
public struct FleetBuilder: Sendable {
  private var fleet: Fleet

  /// Starts a fleet. `handlers` must be sorted by name, without repetition.
  public init(
    name: String, policy: RolloutPolicy, regions: [Region], subscriptions: [Subscription],
    handlers: [ExtensionHandler], phasePlan: [PlannedPhase]
  ) {
    precondition(handlers.count <= FleetLimit.handlers)
    precondition(zip(handlers, handlers.dropFirst()).allSatisfy { $0.name < $1.name }, "handlers are sorted by name")
    fleet = Fleet(
      name: name, policy: policy, phasePlan: phasePlan, regions: regions, subscriptions: subscriptions,
      handlers: handlers, groups: [], groupProfiles: [], machineProfiles: [], stems: [], ownNames: OwnNames(),
      installed: Array(repeating: [], count: handlers.count),
      automatic: Array(repeating: MachineBits(), count: handlers.count),
      standaloneCount: Array(repeating: 0, count: subscriptions.count))
  }

  /// R24: makes two regions a geo-pair, in both directions.
  public mutating func pair(_ a: RegionIndex, _ b: RegionIndex) {
    for (one, other) in [(a, b), (b, a)] where !fleet.regions[one].pairs.contains(other) {
      fleet.regions[one].pairs.append(other)
      fleet.regions[one].pairs.sort()
    }
  }

  /// The index of a machine profile, which is added if it is new.
  public mutating func machineProfile(_ profile: MachineProfile) -> Int {
    if let known = fleet.machineProfiles.firstIndex(of: profile) { return known }
    fleet.machineProfiles.append(profile)
    return fleet.machineProfiles.count - 1
  }

  /// The index of a group profile, which is added if it is new.
  public mutating func groupProfile(_ profile: GroupProfile) -> Int { fleet.intern(profile) }

  /// The index of a version of a handler, which becomes known if it was not.
  public mutating func learn(_ version: HandlerVersion, of handler: HandlerIndex) -> VersionIndex {
    fleet.handlers[handler].learn(version)
  }

  /// Records that a version is published from the start (R27).
  public mutating func publish(_ version: VersionIndex, of handler: HandlerIndex, in regions: RegionScope) {
    fleet.handlers[handler].publish(version, in: regions)
  }

  /// How many VMs were added.
  public var machineCount: Int { fleet.groupOf.count }

  /// Adds an empty group. A number of 0 or more is written behind the stem, with at least three digits.
  public mutating func addGroup(
    stem: String, number: Int = -1, profile: Int, subscription: SubscriptionIndex, region: RegionIndex
  ) -> GroupIndex {
    if fleet.stems.last != stem { fleet.stems.append(stem) }
    let group = fleet.groups.count
    fleet.groups.append(
      MachineGroup(
        name: NameParts(stem: fleet.stems.count - 1, number: number), profile: profile, subscription: subscription,
        region: region, ordinal: fleet.regions[region].groups.count, firstVM: fleet.groupOf.count))
    fleet.regions[region].groups.append(group)
    fleet.tallies.append(GroupTally())
    return group
  }

  /// Adds a VM to the group that was added last. Without a name of its own it is called after its group.
  public mutating func addMachine(
    name: String? = nil, zone: Int, updateDomain: Int?, placementGroup: Int?, profile: Int,
    flags: MachineFlags = .normal, health: MachineHealth = .healthy
  ) -> VMIndex {
    addMachine(
      name: name, at: MachinePlace(zone: zone, updateDomain: updateDomain, placementGroup: placementGroup),
      profile: profile, flags: flags, health: health)
  }

  /// The same, at a place.
  public mutating func addMachine(
    name: String? = nil, at place: MachinePlace, profile: Int, flags: MachineFlags = .normal,
    health: MachineHealth = .healthy
  ) -> VMIndex {
    let machine = AddedMachine(at: place, profile: profile, flags: flags, health: health)
    let vm = addMachines(1) { _ in machine }.lowerBound
    if let name { fleet.ownNames.append(vm, name) }
    return vm
  }

  /// Adds VMs to the group that was added last, which are asked for by their number from 0. Like `addMachine` for each of
  /// them, and several times as fast.
  public mutating func addMachines(_ count: Int, _ machine: (_ number: Int) -> AddedMachine) -> Range<VMIndex> {
    let group = fleet.groups.count - 1
    fleet.groups[group].initialCount += count
    return fleet.appendMachines(count, group: group, machine)
  }

  /// Makes room for so many VMs in all, so that no column moves while they are added.
  public mutating func reserve(machines: Int) { fleet.reserve(machines: machines) }

  /// Puts an extension on VMs that follow each other.
  public mutating func deploy(_ deployed: ModelExtension, on machines: Range<VMIndex>) {
    fleet.deploy(deployed.handler, on: machines) { _ in deployed }
  }

  /// Puts an extension on VMs that follow each other, as it is drawn for each.
  public mutating func deploy(
    _ handler: HandlerIndex, on machines: Range<VMIndex>, as drawn: (VMIndex) -> ModelExtension
  ) {
    fleet.deploy(handler, on: machines, as: drawn)
  }

  /// Puts an extension on a VM.
  public mutating func deploy(_ deployed: ModelExtension, on vm: VMIndex) {
    fleet.deploy(deployed.handler, deployed.version, deployed.automaticUpgrade, on: vm)
  }

  /// The fleet as built.
  public func build() -> Fleet { fleet }
}
