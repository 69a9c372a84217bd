import FleetModel

/// `…/virtualMachines/{name}/…` in a resource group.
struct MachineAddress: Sendable {
  let subscription: SubscriptionIndex
  let region: RegionIndex
  let name: String
  /// What follows the name, as it was written and in small letters.
  let rest: [String]
  let folded: [String]
  let apiVersion: String

  init(_ address: AzureAddress, _ region: RegionIndex) {
    subscription = address.subscription
    self.region = region
    name = address.rest[1]
    rest = Array(address.rest.dropFirst(2))
    folded = Array(address.folded.dropFirst(2))
    apiVersion = address.apiVersion
  }

  /// The VM; what hangs under one that is not there lacks its parent.
  func find(_ directory: FleetDirectory, _ fleet: Fleet) throws(ControlError) -> VMIndex {
    if let vm = directory.findMachine(name, of: subscription, in: region, fleet) { return vm }
    let group = directory.resourceGroupName(region)
    guard folded.first != "extensions" else { throw .noParent("virtualMachines/\(name)") }
    throw .notFound("virtualMachines", name, group)
  }
}

/// `…/virtualMachineScaleSets/{name}/…` in a resource group.
struct ScaleSetAddress: Sendable {
  let subscription: SubscriptionIndex
  let region: RegionIndex
  let name: String
  let rest: [String]
  let folded: [String]
  let apiVersion: String

  init(_ address: AzureAddress, _ region: RegionIndex) {
    subscription = address.subscription
    self.region = region
    name = address.rest[1]
    rest = Array(address.rest.dropFirst(2))
    folded = Array(address.folded.dropFirst(2))
    apiVersion = address.apiVersion
  }

  func find(_ directory: FleetDirectory, _ fleet: Fleet) throws(ControlError) -> GroupIndex {
    if folded.first == "extensions" || folded.first == "virtualmachines",
      directory.group(name, of: subscription, in: region, fleet).map({ fleet.kind(of: $0) == .scaleSet }) != true
    {
      throw .noParent("virtualMachineScaleSets/\(name)")
    }
    return try directory.find(name, .scaleSet, of: subscription, in: region, fleet)
  }

  /// The instance that the address names behind `virtualMachines`.
  func findInstance(_ directory: FleetDirectory, _ fleet: Fleet) throws(ControlError) -> VMIndex {
    let group = try find(directory, fleet)
    guard let ordinal = FleetDirectory.ordinal(rest[1]), let vm = directory.instance(ordinal, of: group, fleet) else {
      throw ControlError(
        404, "NotFound", "The instance '\(rest[1])' of virtual machine scale set '\(name)' was not found.")
    }
    return vm
  }
}

extension ControlError {
  static func noParent(_ path: String) -> ControlError {
    ControlError(
      404, "ParentResourceNotFound",
      "Can not perform requested operation on nested resource. Parent resource '\(path)' not found.")
  }
}
