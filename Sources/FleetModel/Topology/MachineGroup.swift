/// What is batched as one unit: a scale set, an availability set, or the standalone VMs of one subscription in one
/// region and zone. It is small, since a million VMs have many, and each event of a VM looks here.
public struct MachineGroup: Sendable, Equatable, Codable {
  /// How the name is put together.
  public let name: NameParts
  @usableFromInline var profileIndex: Int32
  @usableFromInline let subscriptionIndex: Int32
  @usableFromInline var first: Int32
  @usableFromInline var count: Int32 = 0
  @usableFromInline let place: Int32
  @usableFromInline let regionIndex: UInt16
  /// Bit l is set if a member was ever in lane l of the region.
  public internal(set) var laneMask: UInt8 = 0
  /// VMs that came later, in order.
  public internal(set) var later: [VMIndex] = []

  init(
    name: NameParts, profile: Int, subscription: SubscriptionIndex, region: RegionIndex, ordinal: Int, firstVM: VMIndex
  ) {
    self.name = name
    profileIndex = Int32(profile)
    subscriptionIndex = Int32(subscription)
    regionIndex = UInt16(region)
    place = Int32(ordinal)
    first = Int32(firstVM)
  }

  /// Index into the fleet's group profiles; changes when the set's model does.
  @inlinable public internal(set) var profile: Int {
    get { Int(profileIndex) }
    set { profileIndex = Int32(newValue) }
  }
  /// The owner.
  @inlinable public var subscription: SubscriptionIndex { Int(subscriptionIndex) }
  /// Where it is.
  @inlinable public var region: RegionIndex { Int(regionIndex) }
  /// Its place in the region's list of groups.
  @inlinable public var ordinal: Int { Int(place) }
  /// The first of its VMs that were there from the start; they are consecutive.
  @inlinable public var firstVM: VMIndex { Int(first) }
  /// How many VMs it had at the start.
  @inlinable public internal(set) var initialCount: Int {
    get { Int(count) }
    set { count = Int32(newValue) }
  }
}

/// A name, whole or as a shared stem and a number, so that a million names cost no text.
public struct NameParts: Sendable, Equatable, Codable {
  private let stemIndex: Int32
  private let ordinal: Int32

  init(stem: Int, number: Int) {
    stemIndex = Int32(stem)
    ordinal = Int32(number)
  }

  /// Index into the fleet's stems.
  public var stem: Int { Int(stemIndex) }
  /// The number behind the stem; -1 if the stem is the whole name.
  public var number: Int { Int(ordinal) }
}

/// Azure's two kinds of set, and what is in neither.
public enum GroupKind: String, Sendable, Equatable, Codable {
  /// A virtual machine scale set.
  case scaleSet
  /// An availability set.
  case availabilitySet
  /// The standalone VMs of one subscription in one region and zone (R19).
  case standalone
}

/// Where a group's health comes from (R5).
public enum HealthSource: String, Sendable, Equatable, Codable {
  /// Running, agent ready, extension status success (R5a).
  case platform
  /// The Application Health extension.
  case applicationHealth
  /// The load balancer's probe.
  case loadBalancer
  /// Both of the last two: the set is blocked (R5b).
  case conflict
}

/// How a scale set's instances come to its latest model.
public enum UpgradeMode: String, Sendable, Equatable, Codable {
  /// At once.
  case automatic = "Automatic"
  /// Batch by batch.
  case rolling = "Rolling"
  /// Only when someone says so (R33: `model`).
  case manual = "Manual"
}

/// How a scale set is run; shown, and otherwise without effect on a rollout.
public enum OrchestrationMode: String, Sendable, Equatable, Codable {
  /// Identical instances.
  case uniform = "Uniform"
  /// VMs of any kind.
  case flexible = "Flexible"
}

/// What many groups have in common; kept once.
public struct GroupProfile: Sendable, Equatable, Codable {
  /// Scale set, availability set or standalone.
  public var kind: GroupKind
  /// R34: never eligible.
  public var isServiceFabric = false
  /// R5.
  public var healthSource = HealthSource.platform
  /// R6: time between two probes; 0 for platform health.
  public var probeInterval: Milliseconds = 0
  /// R6: probes that must agree before a state is committed.
  public var probeCount = 0
  /// R6: how long a VM may be Initializing.
  public var gracePeriod: Milliseconds = 0
  /// The set's own policy (R21).
  public var policy = RollingUpgradePolicy()
  /// How instances come to the latest model.
  public var upgradeMode = UpgradeMode.automatic
  /// How the set is run.
  public var orchestrationMode = OrchestrationMode.uniform
  /// Update domains that later instances are spread over; 0 is none.
  public var updateDomains = 0
  /// Zones that later instances are spread over, ascending; empty is none.
  public var zones: [Int] = []
  /// Most VMs in one placement group; 0 if the set has none (R13).
  public var placementGroupSize = 0
  /// The extensions of the set's model: what a new instance gets.
  public var model: [ModelExtension] = []
  /// Machine profile of a new instance.
  public var machineProfile = 0

  /// A profile with the defaults of its kind.
  public init(kind: GroupKind) { self.kind = kind }

  /// I7's settle time: interval x probes, 0 if none.
  @inlinable public var settle: Milliseconds { probeInterval * Milliseconds(probeCount) }
}

/// An extension in a scale set's model, or as first deployed on a VM.
public struct ModelExtension: Sendable, Equatable, Codable {
  /// Which handler.
  public var handler: HandlerIndex
  /// Which version is deployed.
  public var version: VersionIndex
  /// R41: `enableAutomaticUpgrade`.
  public var automaticUpgrade: Bool

  /// An extension as it is deployed.
  public init(handler: HandlerIndex, version: VersionIndex, automaticUpgrade: Bool) {
    self.handler = handler
    self.version = version
    self.automaticUpgrade = automaticUpgrade
  }
}
