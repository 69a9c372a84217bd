// One VM, one group: the questions everyone asks. Each is a look into an array.

extension Fleet {
  /// The group of a VM.
  @inlinable public func group(of vm: VMIndex) -> GroupIndex { Int(groupOf[vm]) }
  /// The region of a VM.
  @inlinable public func region(of vm: VMIndex) -> RegionIndex { groups[Int(groupOf[vm])].region }
  /// The subscription of a VM.
  @inlinable public func subscription(of vm: VMIndex) -> SubscriptionIndex { groups[Int(groupOf[vm])].subscription }
  /// The zone of a VM, from 1; 0 is none.
  @inlinable public func zone(of vm: VMIndex) -> Int { Int(zoneOf[vm]) }
  /// The lane of a VM within its region (R25).
  public func lane(of vm: VMIndex) -> Int { regions[region(of: vm)].lane(zone: Int(zoneOf[vm])) }
  /// The update domain of a VM, nil if it has none.
  @inlinable public func updateDomain(of vm: VMIndex) -> Int? {
    updateDomainOf[vm] == Self.none ? nil : Int(updateDomainOf[vm])
  }
  /// The update domain and the zone that VMs have in common; nil and 0 where they have none or differ.
  @inlinable @inline(__always)
  public func commonPlace(of machines: [VMIndex]) -> (updateDomain: Int?, zone: Int) {
    guard let first = machines.first else { return (nil, 0) }
    let (domain, zone) = (updateDomainOf[first], zoneOf[first])
    // Without a way out in the middle there is nothing to guess for the processor.
    var (otherDomain, otherZone): (UInt8, UInt8) = (0, 0)
    for vm in machines {
      otherDomain |= updateDomainOf[vm] ^ domain
      otherZone |= zoneOf[vm] ^ zone
    }
    return (otherDomain == 0 && domain != Self.none ? Int(domain) : nil, otherZone == 0 ? Int(zone) : 0)
  }
  /// The placement group of a VM, nil if it has none.
  public func placementGroup(of vm: VMIndex) -> Int? {
    placementGroupOf[vm] == Self.none ? nil : Int(placementGroupOf[vm])
  }
  /// Placement group and update domain as one number to compare by (R13).
  public func domainKey(of vm: VMIndex) -> Int { Int(placementGroupOf[vm]) << 8 | Int(updateDomainOf[vm]) }
  /// Operating system and size.
  public func profile(of vm: VMIndex) -> MachineProfile { machineProfiles[Int(profileOf[vm])] }
  /// Index of the machine profile.
  public func profileIndex(of vm: VMIndex) -> Int { Int(profileOf[vm]) }
  /// The yes-or-no facts.
  @inlinable public func flags(of vm: VMIndex) -> MachineFlags { conditionOf[vm].flags }
  /// Whether it was not removed.
  @inlinable public func exists(_ vm: VMIndex) -> Bool { conditionOf[vm].flags.contains(.exists) }
  /// Whether its power is on.
  @inlinable public func isRunning(_ vm: VMIndex) -> Bool { conditionOf[vm].flags.contains(.running) }
  /// The last known health.
  @inlinable public func health(of vm: VMIndex) -> MachineHealth { conditionOf[vm].health }

  /// Whether a VM counts as unhealthy for R14 to R16: a stopped one by policy, any other by its health.
  @inlinable public func countsAsUnhealthy(_ vm: VMIndex) -> Bool {
    conditionOf[vm].countsAsUnhealthy(policy.countStoppedAsUnhealthy)
  }

  /// The installed version of a handler on a VM, nil if it is not there.
  @inlinable public func version(of handler: HandlerIndex, on vm: VMIndex) -> VersionIndex? {
    guard vm < installed[handler].count, installed[handler][vm] != Self.notInstalled else { return nil }
    return Int(installed[handler][vm])
  }

  /// R41: whether automatic upgrade is on for a handler on a VM.
  @inlinable public func isAutomatic(_ handler: HandlerIndex, on vm: VMIndex) -> Bool {
    automatic[handler].contains(vm)
  }

  /// R41: whether automatic upgrade is on for any handler on any VM that exists.
  public var isAutomaticAnywhere: Bool {
    automatic.contains { on in on.contains { vm in conditionOf[vm].flags.contains(.exists) } }
  }

  /// VMs of a group that exist: N of the rules.
  @inlinable public func memberCount(of group: GroupIndex) -> Int { Int(tallies[group].existing) }
  /// VMs of a group that count as unhealthy, in flight or not.
  @inlinable public func unhealthyCount(of group: GroupIndex) -> Int { Int(tallies[group].bad) }
  /// The profile of a group.
  public func profile(ofGroup group: GroupIndex) -> GroupProfile { groupProfiles[groups[group].profile] }
  /// R21: the pause between two batches of a group, without a copy of its profile.
  @inlinable public func pauseBetweenBatches(of group: GroupIndex) -> Milliseconds {
    groupProfiles[groups[group].profile].policy.pauseTimeBetweenBatches
  }
  /// Scale set, availability set or standalone.
  @inlinable public func kind(of group: GroupIndex) -> GroupKind { groupProfiles[groups[group].profile].kind }
  /// R33: whether a VM keeps its model until somebody upgrades it, since its set's upgrade mode is Manual.
  @inlinable public func canBeBehind(_ vm: VMIndex) -> Bool {
    groupProfiles[groups[group(of: vm)].profile].upgradeMode == .manual
  }
  /// The limits that hold for a group (R21).
  @inlinable public func limits(of group: GroupIndex) -> GroupLimits { limitsOfProfile[groups[group].profile] }

  /// Every VM that is or was in a group, in order; ask `exists` of each.
  @inlinable public func members(of group: GroupIndex) -> GroupMembers {
    GroupMembers(first: groups[group].firstVM, initial: groups[group].initialCount, later: groups[group].later)
  }

  /// The VMs from one on that are of one group and follow each other: for whoever goes through all VMs and asks of each
  /// group once.
  @inlinable public func neighbours(from vm: VMIndex) -> Range<VMIndex> {
    let group = Int(groupOf[vm])
    let end = groups[group].firstVM + groups[group].initialCount
    return vm < end ? vm..<end : vm..<(vm + 1)
  }

  /// One handler on all VMs, for whoever goes through them all.
  @inlinable public func deployment(of handler: HandlerIndex) -> Deployment {
    Deployment(installed: installed[handler], automatic: automatic[handler])
  }

  /// The group's name.
  public func name(ofGroup group: GroupIndex) -> String {
    let parts = groups[group].name
    return parts.number < 0 ? stems[parts.stem] : Self.name(stems[parts.stem], parts.number)
  }

  /// A number for the group's name (FNV-1a): groups of one name have the same.
  public func nameHash(ofGroup group: GroupIndex) -> UInt64 {
    let parts = groups[group].name
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in stems[parts.stem].utf8 { hash = Self.folding(byte, into: hash) }
    guard parts.number >= 0 else { return hash }
    var place = 100
    while parts.number / place >= 10 { place *= 10 }
    while place > 0 {
      hash = Self.folding(UInt8(ascii: "0") + UInt8(parts.number / place % 10), into: hash)
      place /= 10
    }
    return hash
  }

  @inline(__always)
  private static func folding(_ byte: UInt8, into hash: UInt64) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }

  /// The VM's name: its own, or its group's with its number in the group.
  public func name(of vm: VMIndex) -> String {
    if let own = ownNames[vm] { return own }
    let group = Int(groupOf[vm])
    return name(ofGroup: group) + "_" + String(ordinal(of: vm))
  }

  /// The number of a VM in its group, from 0, later ones counted on.
  public func ordinal(of vm: VMIndex) -> Int {
    let group = groups[Int(groupOf[vm])]
    let offset = vm - group.firstVM
    if offset >= 0 && offset < group.initialCount { return offset }
    return group.initialCount + (group.later.firstIndex(of: vm) ?? 0)
  }

  /// How many digits the number in a group's name has at least.
  @inlinable public static var digitsInName: Int { 3 }

  /// The parts of the group's name, for who writes many: what it begins with, and the number that follows; nil if none does.
  public func nameParts(ofGroup group: GroupIndex) -> (stem: String, number: Int?) {
    let parts = groups[group].name
    return (stems[parts.stem], parts.number < 0 ? nil : parts.number)
  }

  /// A stem and a number of three digits or more.
  private static func name(_ stem: String, _ number: Int) -> String {
    number < 10 ? "\(stem)00\(number)" : number < 100 ? "\(stem)0\(number)" : "\(stem)\(number)"
  }
}

/// A handler's columns by VM.
public struct Deployment: Sendable {
  @usableFromInline let installed: [UInt16]
  @usableFromInline let automatic: MachineBits

  @inlinable init(installed: [UInt16], automatic: MachineBits) {
    self.installed = installed
    self.automatic = automatic
  }

  /// The VMs that may have it; empty for a handler that no VM ever had.
  @inlinable public var machineIndices: Range<VMIndex> { 0..<installed.count }

  /// The installed version, nil if it is not there.
  @inlinable public func version(on vm: VMIndex) -> VersionIndex? {
    installed[vm] == Fleet.notInstalled ? nil : Int(installed[vm])
  }

  /// R41: whether automatic upgrade is on.
  @inlinable public func isAutomatic(_ vm: VMIndex) -> Bool { automatic.contains(vm) }
}

/// The VMs of a group as a sequence that costs nothing to make.
public struct GroupMembers: RandomAccessCollection, Sendable {
  @usableFromInline let first: VMIndex
  @usableFromInline let initial: Int
  @usableFromInline let later: [VMIndex]

  @inlinable init(first: VMIndex, initial: Int, later: [VMIndex]) {
    self.first = first
    self.initial = initial
    self.later = later
  }

  /// Always 0.
  @inlinable public var startIndex: Int { 0 }
  /// How many VMs are or were in the group.
  @inlinable public var endIndex: Int { initial + later.count }
  /// The n-th VM.
  @inlinable public subscript(position: Int) -> VMIndex {
    position < initial ? first + position : later[position - initial]
  }
}

/// The VMs that were written out by name, found by binary search.
struct OwnNames: Sendable, Codable {
  private var machines: [VMIndex] = []
  private var names: [String] = []

  var isEmpty: Bool { machines.isEmpty }

  subscript(vm: VMIndex) -> String? {
    var low = 0
    var high = machines.count
    while low < high {
      let middle = (low + high) / 2
      if machines[middle] < vm { low = middle + 1 } else { high = middle }
    }
    return low < machines.count && machines[low] == vm ? names[low] : nil
  }

  mutating func visitSettled(_ visitor: inout some ColumnVisitor) {
    visitor.visitSettled(&machines)
    visitor.visitSettled(&names)
  }

  /// VMs are named in ascending order, as they are added.
  mutating func append(_ vm: VMIndex, _ name: String) {
    precondition(machines.last.map { $0 < vm } ?? true)
    machines.append(vm)
    names.append(name)
  }
}

extension Fleet {
  /// R34, R5b: whether groups of a profile never take part.
  public func isBlocked(profile: Int) -> Bool {
    groupProfiles[profile].isServiceFabric || groupProfiles[profile].healthSource == .conflict
  }
}

extension Fleet {
  /// I7: how long a committed state takes on a VM, interval x probes.
  @inlinable public func settle(of vm: VMIndex) -> Milliseconds {
    groupProfiles[groups[Int(groupOf[vm])].profile].settle
  }
  /// R6: how long a VM may be Initializing.
  public func grace(of vm: VMIndex) -> Milliseconds { groupProfiles[groups[Int(groupOf[vm])].profile].gracePeriod }
}

extension Fleet {
  /// Whether any VM was written out by name.
  public var hasOwnNames: Bool { !ownNames.isEmpty }
  /// The name a VM was given, if it was given one.
  public func ownName(of vm: VMIndex) -> String? { ownNames[vm] }
}
