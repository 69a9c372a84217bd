public import FleetModel
public import FleetSession
public import FleetSimulator

/// A small fleet drawn by hand. Every VM runs 1.0 of every handler; 1.1 is published after `publishTime`, so that faults
/// given at the start are there before it.
public struct FleetSketch {
  /// When 1.1 of every handler is published.
  public static let publishTime = 10 * Span.second
  /// How long each install and each rollback takes.
  public static let operationTime = 60 * Span.second

  /// The fleet so far.
  public var builder: FleetBuilder
  /// How it behaves.
  public var weather = Weather()
  /// Its story, in ascending time.
  public private(set) var scenario: [TimedCommand] = []
  private let handlerCount: Int
  private var groupCount = 0
  private var machineCount = 0

  /// An empty fleet. Without `phases` all regions are one phase, in which case no bake is waited for.
  public init(
    regions: [Region] = [Region(name: "west", zoneCount: 3)], pairs: [(Int, Int)] = [], phases: [[Int]]? = nil,
    bake: Milliseconds = 0, handlers: [String] = ["Backup"], publisher: String = "Contoso", enrolled: [Bool] = [true],
    publishes: Bool = true, policy: (inout RolloutPolicy) -> Void = { _ in }
  ) {
    var rules = RolloutPolicy()
    policy(&rules)
    builder = FleetBuilder(
      name: "sketch", policy: rules, regions: regions,
      subscriptions: enrolled.enumerated().map { Subscription(name: "sub-\($0)", isEnrolled: $1) },
      handlers: handlers.map { ExtensionHandler(publisher: publisher, type: $0, isSupported: true) },
      phasePlan: (phases ?? [Array(regions.indices)]).enumerated().map {
        PlannedPhase(name: "phase \($0 + 1)", regions: $1, bake: bake)
      })
    for (a, b) in pairs { builder.pair(a, b) }
    handlerCount = handlers.count
    for handler in handlers.indices {
      _ = builder.learn(HandlerVersion(1, 0), of: handler)
      weather.quality.append(QualityRule(handler: handler, quality: quality { _ in }))
      if publishes { publish(HandlerVersion(1, 1), of: handler, at: Self.publishTime) }
    }
  }

  /// One VM as it is drawn.
  public struct Machine {
    /// Zone from 1; 0 is none.
    public var zone = 0
    /// Update domain, nil for none.
    public var domain: Int?
    /// Placement group, nil for none.
    public var placementGroup: Int?
    /// The yes-or-no facts.
    public var flags = MachineFlags.normal
    /// How it is.
    public var health = MachineHealth.healthy
    /// What it runs of every handler.
    public var version = HandlerVersion(1, 0)
    /// Whether each of its extensions is upgraded automatically.
    public var isAutomatic = true
  }

  /// Adds a group and its VMs; `draw` says how the n-th differs from an ordinary one.
  @discardableResult
  public mutating func add(
    _ kind: GroupKind = .scaleSet, of count: Int, region: RegionIndex = 0, subscription: SubscriptionIndex = 0,
    draw: (Int, inout Machine) -> Void = { _, _ in }, profile change: (inout GroupProfile) -> Void = { _ in }
  ) -> GroupIndex {
    var profile = GroupProfile(kind: kind)
    profile.machineProfile = builder.machineProfile(MachineProfile(os: .linux, size: "Standard_D2s_v5"))
    profile.model = (0..<handlerCount).map { ModelExtension(handler: $0, version: 0, automaticUpgrade: true) }
    change(&profile)
    groupCount += 1
    let group = builder.addGroup(
      stem: "group-\(groupCount)", profile: builder.groupProfile(profile), subscription: subscription, region: region)
    for number in 0..<count {
      var machine = Machine()
      draw(number, &machine)
      let vm = builder.addMachine(
        zone: machine.zone, updateDomain: machine.domain, placementGroup: machine.placementGroup,
        profile: profile.machineProfile, flags: machine.flags, health: machine.health)
      for var deployed in profile.model {
        deployed.version = builder.learn(machine.version, of: deployed.handler)
        deployed.automaticUpgrade = deployed.automaticUpgrade && machine.isAutomatic
        builder.deploy(deployed, on: vm)
      }
      machineCount += 1
    }
    return group
  }

  /// Adds a group of ordinary VMs whose profile is changed.
  @discardableResult
  public mutating func add(
    _ kind: GroupKind = .scaleSet, of count: Int, region: RegionIndex = 0, subscription: SubscriptionIndex = 0,
    profile change: (inout GroupProfile) -> Void
  ) -> GroupIndex {
    add(kind, of: count, region: region, subscription: subscription, draw: { _, _ in }, profile: change)
  }

  /// Publishes a version from the start, so that rollouts of several handlers begin in one instant.
  public mutating func publishAtTheStart(
    _ version: HandlerVersion, of handler: HandlerIndex = 0, in regions: RegionScope = .all,
    quality change: (inout VersionQuality) -> Void = { _ in }
  ) {
    builder.publish(builder.learn(version, of: handler), of: handler, in: regions)
    weather.quality.append(QualityRule(handler: handler, version: version, quality: quality(change)))
  }

  /// How good a version is: each install and each rollback takes `operationTime`.
  private func quality(_ change: (inout VersionQuality) -> Void) -> VersionQuality {
    var quality = VersionQuality()
    quality.installTime = TimeRange(Self.operationTime, Self.operationTime)
    quality.rollbackTime = TimeRange(Self.operationTime, Self.operationTime)
    change(&quality)
    return quality
  }

  /// Gives a command at a time.
  public mutating func at(_ time: Instant, _ command: Command) {
    let place = scenario.firstIndex { $0.at > time } ?? scenario.endIndex
    scenario.insert(TimedCommand(at: time, command), at: place)
  }

  /// Publishes a version; `quality` says how it differs from one without faults.
  public mutating func publish(
    _ version: HandlerVersion, of handler: HandlerIndex = 0, at time: Instant, in regions: RegionScope = .all,
    quality change: (inout VersionQuality) -> Void = { _ in }
  ) {
    let rule = QualityRule(handler: handler, version: version, quality: quality(change))
    at(time, .publish(handler: handler, version: version, regions: regions, quality: [rule]))
  }

  /// A fault of one VM, from the start until mended.
  public mutating func fault(_ fault: Fault, on vm: VMIndex, at time: Instant = 0, for duration: Milliseconds? = nil) {
    at(time, .inject(fault, scope: .machine(vm), share: 1_000_000, duration: duration))
  }

  /// The fleet as a plan.
  public var plan: FleetPlan { FleetPlan(fleet: builder.build(), weather: weather, scenario: scenario) }

  /// A session over it.
  public func session(seed: UInt64 = 1) -> Session { Session(plan: plan, seed: seed) }

  /// What happens until a time.
  public func story(to time: Instant = Span.day, seed: UInt64 = 1) -> Story {
    var session = session(seed: seed)
    return session.tell(to: time)
  }
}
