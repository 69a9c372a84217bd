/// What anyone can observe of a fleet: where its VMs are, what they run and how they are. It knows what is, never why.
///
/// Per-VM facts are kept as arrays by VM index, since a fleet may hold millions. The only way to change a fleet once it
/// is built is `apply(_:)`.
public struct Fleet: Sendable, Codable {
  /// The fleet's name, from its file.
  public let name: String
  /// The numbers of the rules for this fleet.
  public let policy: RolloutPolicy
  /// R26: regions by phase, with the bake time after each.
  public let phasePlan: [PlannedPhase]
  /// The regions.
  public internal(set) var regions: [Region]
  /// The subscriptions.
  public internal(set) var subscriptions: [Subscription]
  /// The extension handlers, sorted by name (R9's order).
  public internal(set) var handlers: [ExtensionHandler]
  /// Groups, in the order they were added.
  public internal(set) var groups: [MachineGroup]
  /// What groups have in common.
  public internal(set) var groupProfiles: [GroupProfile]
  /// What VMs have in common.
  public internal(set) var machineProfiles: [MachineProfile]
  var stems: [String]
  var ownNames: OwnNames

  // Per VM.
  @usableFromInline var groupOf: [Int32] = []
  @usableFromInline var zoneOf: [UInt8] = []
  @usableFromInline var updateDomainOf: [UInt8] = []
  var placementGroupOf: [UInt8] = []
  var profileOf: [UInt16] = []
  @usableFromInline var conditionOf: [MachineCondition] = []
  /// Installed version by handler and VM; `notInstalled` where there is none. Empty for a handler that no VM has.
  @usableFromInline var installed: [[UInt16]]
  /// R41's `enableAutomaticUpgrade` by handler and VM.
  @usableFromInline var automatic: [MachineBits]

  // Kept by `apply`, so that no decision scans.
  @usableFromInline var tallies: [GroupTally] = []
  /// Standalone VMs that exist, by subscription (R19).
  public internal(set) var standaloneCount: [Int]
  /// VMs that exist.
  public internal(set) var machineCount = 0
  @usableFromInline var limitsOfProfile: [GroupLimits] = []

  @usableFromInline static let notInstalled = UInt16.max
  @usableFromInline static let none = UInt8.max

  /// Every index ever given to a VM, removed ones included.
  @inlinable public var machineIndices: Range<VMIndex> { 0..<groupOf.count }
}

/// Flags and health of a VM, side by side since most questions are about both.
@usableFromInline
struct MachineCondition: Sendable, Codable {
  @usableFromInline var flags: MachineFlags
  @usableFromInline var health: MachineHealth

  init(_ flags: MachineFlags, _ health: MachineHealth) {
    self.flags = flags
    self.health = health
  }

  /// Whether it counts as unhealthy for R14 to R16: a stopped VM by policy, any other by its health.
  @inlinable @inline(__always)
  func countsAsUnhealthy(_ countsStopped: Bool) -> Bool {
    guard flags.contains(.exists) else { return false }
    return flags.contains(.running) ? health.isBad : countsStopped
  }
}

/// How many VMs of a group exist, and how many of them count as unhealthy (R14).
@usableFromInline
struct GroupTally: Sendable, Equatable, Codable {
  @usableFromInline var existing: Int32 = 0
  @usableFromInline var bad: Int32 = 0
}

/// One turn of the phase plan.
public struct PlannedPhase: Sendable, Equatable, Codable {
  /// What people call it.
  public let name: String
  /// Its regions, ascending.
  public let regions: [RegionIndex]
  /// R23: the wait after its success.
  public let bake: Milliseconds

  /// A phase.
  public init(name: String, regions: [RegionIndex], bake: Milliseconds) {
    self.name = name
    self.regions = regions
    self.bake = bake
  }
}
