import FleetModel

/// Finds the things of a fleet by the names that Azure's addresses use, without regard to case.
///
/// A subscription is known by its name and by a GUID that follows from it. A fleet has no resource groups; each region in
/// which a subscription has anything is one, called `rg-` and the region. Groups and regions never come or go, so the
/// tables are made once; VMs that come later are called after their groups.
struct FleetDirectory: Sendable {
  private let subscriptionIDs: [String]
  private let subscriptions: [String: SubscriptionIndex]
  private let resourceGroupNames: [String]
  private let regions: [String: RegionIndex]
  private let resourceGroups: [String: RegionIndex]
  private let groups: [String: GroupIndex]
  private let ownNames: [String: VMIndex]
  /// Groups by subscription and region.
  private let groupsAt: [[GroupIndex]]
  private let regionCount: Int

  init(_ fleet: Fleet) {
    subscriptionIDs = fleet.subscriptions.map { SteadyName.guid(from: $0.name) }
    var subscriptions: [String: SubscriptionIndex] = [:]
    for (index, id) in subscriptionIDs.enumerated() { subscriptions[id] = index }
    for (index, subscription) in fleet.subscriptions.enumerated() {
      subscriptions[subscription.name.lowercased()] = index
    }
    self.subscriptions = subscriptions
    var regions: [String: RegionIndex] = [:]
    var resourceGroups: [String: RegionIndex] = [:]
    resourceGroupNames = fleet.regions.map { "rg-" + Self.plain($0.name) }
    for (index, region) in fleet.regions.enumerated().reversed() {
      regions[Self.squeezed(region.name)] = index
      resourceGroups[resourceGroupNames[index].lowercased()] = index
    }
    self.regions = regions
    self.resourceGroups = resourceGroups
    regionCount = fleet.regions.count
    var groups: [String: GroupIndex] = [:]
    var groupsAt = [[GroupIndex]](repeating: [], count: fleet.subscriptions.count * fleet.regions.count)
    for index in fleet.groups.indices {
      groups[fleet.name(ofGroup: index).lowercased()] = index
      groupsAt[fleet.groups[index].subscription * regionCount + fleet.groups[index].region].append(index)
    }
    self.groups = groups
    self.groupsAt = groupsAt
    var ownNames: [String: VMIndex] = [:]
    if fleet.hasOwnNames {
      for vm in fleet.machineIndices { if let name = fleet.ownName(of: vm) { ownNames[name.lowercased()] = vm } }
    }
    self.ownNames = ownNames
  }

  // MARK: From names

  /// The subscription of a GUID or a name.
  func subscription(_ text: String) -> SubscriptionIndex? { subscriptions[text.lowercased()] }

  /// The region of a name, short or as Azure displays it (`West US 2`).
  func region(_ text: String) -> RegionIndex? { regions[Self.squeezed(text)] }

  /// The region that is a resource group of a subscription.
  func resourceGroup(_ text: String, of subscription: SubscriptionIndex) -> RegionIndex? {
    guard let region = resourceGroups[text.lowercased()] else { return nil }
    return groups(of: subscription, in: region).isEmpty ? nil : region
  }

  /// The group of a name in one place.
  func group(_ name: String, of subscription: SubscriptionIndex, in region: RegionIndex, _ fleet: Fleet) -> GroupIndex?
  {
    guard let group = groups[name.lowercased()], fleet.groups[group].subscription == subscription,
      fleet.groups[group].region == region
    else { return nil }
    return group
  }

  /// The group of a name anywhere.
  func group(_ name: String) -> GroupIndex? { groups[name.lowercased()] }

  /// The VM of a name anywhere, if it was not removed.
  func machine(_ name: String, _ fleet: Fleet) -> VMIndex? {
    if let vm = ownNames[name.lowercased()] { return fleet.exists(vm) ? vm : nil }
    guard let dash = name.lastIndex(of: "_"), let ordinal = Self.ordinal(name[name.index(after: dash)...]),
      let group = groups[name[..<dash].lowercased()]
    else { return nil }
    return instance(ordinal, of: group, fleet).flatMap { fleet.ownName(of: $0) == nil ? $0 : nil }
  }

  /// The VM of a number in its group, if it was not removed.
  func instance(_ ordinal: Int, of group: GroupIndex, _ fleet: Fleet) -> VMIndex? {
    let members = fleet.members(of: group)
    guard ordinal < members.count, fleet.exists(members[ordinal]) else { return nil }
    return members[ordinal]
  }

  /// A number as Azure writes instance ids: digits only.
  static func ordinal(_ text: some StringProtocol) -> Int? {
    guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(text)
  }

  // MARK: To names

  /// The GUID of a subscription.
  func id(of subscription: SubscriptionIndex) -> String { subscriptionIDs[subscription] }

  /// The resource group that a region is.
  func resourceGroupName(_ region: RegionIndex) -> String { resourceGroupNames[region] }

  /// Groups of a subscription in a region.
  func groups(of subscription: SubscriptionIndex, in region: RegionIndex) -> [GroupIndex] {
    groupsAt[subscription * regionCount + region]
  }

  /// Groups of a subscription, region by region.
  func groups(of subscription: SubscriptionIndex) -> [GroupIndex] {
    (0..<regionCount).flatMap { groups(of: subscription, in: $0) }
  }

  /// Azure allows letters, digits and a few marks in the names of resource groups.
  private static func plain(_ name: String) -> String {
    String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.()".contains($0)) ? $0 : "-" })
  }

  private static func squeezed(_ name: String) -> String { name.lowercased().filter { $0 != " " } }
}
