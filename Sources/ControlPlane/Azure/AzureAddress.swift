import FleetModel

/// An address of the resource manager, taken apart:
/// `/subscriptions/{s}[/resourceGroups/{g}][/providers/{namespace}]/…`.
struct AzureAddress: Sendable {
  let subscription: SubscriptionIndex
  /// The region that stands for the resource group, if one is named.
  let region: RegionIndex?
  /// In small letters.
  let namespace: String?
  /// What follows, as it was written.
  let rest: [String]
  /// The same in small letters.
  let folded: [String]
  let apiVersion: String

  init(_ request: ControlRequest, _ directory: FleetDirectory) throws(ControlError) {
    apiVersion = try Self.apiVersion(request)
    let parts = request.segments
    guard let subscription = directory.subscription(parts[1]) else {
      throw ControlError(
        404, "SubscriptionNotFound", "The subscription '\(parts[1])' could not be found.")
    }
    self.subscription = subscription
    var place = 2
    var region: RegionIndex?
    if parts.count > 3, parts[2].lowercased() == "resourcegroups" {
      region = directory.resourceGroup(parts[3], of: subscription)
      if region == nil {
        throw ControlError(404, "ResourceGroupNotFound", "Resource group '\(parts[3])' could not be found.")
      }
      place = 4
    }
    self.region = region
    if parts.count > place + 1, parts[place].lowercased() == "providers" {
      namespace = parts[place + 1].lowercased()
      place += 2
    } else {
      namespace = nil
    }
    rest = Array(parts[place...])
    folded = rest.map { $0.lowercased() }
  }

  /// Any date will do, but there must be one: clients of every age mix them.
  static func apiVersion(_ request: ControlRequest) throws(ControlError) -> String {
    guard let version = request.query("api-version"), !version.isEmpty else {
      throw ControlError(
        400, "MissingApiVersionParameter",
        "The api-version query parameter (?api-version=) is required for all requests.")
    }
    let parts = version.split(separator: "-", maxSplits: 3, omittingEmptySubsequences: false)
    let isDate =
      parts.count >= 3 && parts.prefix(3).map(\.utf8.count) == [4, 2, 2]
      && parts.prefix(3).allSatisfy { FleetDirectory.ordinal($0) != nil }
      && (parts.count == 3 || !parts[3].isEmpty && parts[3].allSatisfy { $0.isASCII && $0.isLetter })
    guard isDate else {
      throw ControlError(400, "InvalidApiVersionParameter", "The api-version '\(version.prefix(40))' is invalid.")
    }
    return version
  }
}

/// Writes addresses.
struct AzureIDs: Sendable {
  let directory: FleetDirectory

  func subscription(_ index: SubscriptionIndex) -> String { "/subscriptions/\(directory.id(of: index))" }

  func resourceGroup(_ subscription: SubscriptionIndex, _ region: RegionIndex) -> String {
    self.subscription(subscription) + "/resourceGroups/\(directory.resourceGroupName(region))"
  }

  func group(_ group: GroupIndex, _ fleet: Fleet) -> String {
    let kind = fleet.kind(of: group) == .scaleSet ? "virtualMachineScaleSets" : "availabilitySets"
    return compute(group, fleet) + "/\(kind)/\(fleet.name(ofGroup: group))"
  }

  /// An instance of a uniform scale set hangs under it; every other VM is a resource of its own.
  func machine(_ vm: VMIndex, _ fleet: Fleet) -> String {
    let group = fleet.group(of: vm)
    if fleet.isInstance(vm) { return self.group(group, fleet) + "/virtualMachines/\(fleet.ordinal(of: vm))" }
    return compute(group, fleet) + "/virtualMachines/\(fleet.name(of: vm))"
  }

  private func compute(_ group: GroupIndex, _ fleet: Fleet) -> String {
    resourceGroup(fleet.groups[group].subscription, fleet.groups[group].region) + "/providers/Microsoft.Compute"
  }
}

extension Fleet {
  /// Whether a VM is an instance of a uniform scale set, and no resource of its own.
  func isInstance(_ vm: VMIndex) -> Bool { isUniform(group(of: vm)) }

  /// Whether a group is a uniform scale set.
  func isUniform(_ group: GroupIndex) -> Bool {
    let profile = profile(ofGroup: group)
    return profile.kind == .scaleSet && profile.orchestrationMode == .uniform
  }
}
