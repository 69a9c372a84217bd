import FleetModel

/// `…/virtualMachines/{name}/…` or `…/virtualMachineScaleSets/{name}/…` in a resource group.
struct ComputeAddress: Sendable {
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
  func findMachine(_ directory: FleetDirectory, _ fleet: Fleet) throws(ControlError) -> VMIndex {
    if let vm = directory.findMachine(name, of: subscription, in: region, fleet) { return vm }
    guard folded.first != "extensions" else { throw .noParent("virtualMachines/\(name)") }
    throw .notFound("virtualMachines", name, directory.resourceGroupName(region))
  }

  /// The scale set; what hangs under one that is not there lacks its parent.
  func findScaleSet(_ directory: FleetDirectory, _ fleet: Fleet) throws(ControlError) -> GroupIndex {
    if folded.first == "extensions" || folded.first == "virtualmachines",
      directory.group(name, of: subscription, in: region, fleet).map({ fleet.kind(of: $0) == .scaleSet }) != true
    {
      throw .noParent("virtualMachineScaleSets/\(name)")
    }
    return try directory.find(name, .scaleSet, of: subscription, in: region, fleet)
  }

  /// The instance that the address names behind `virtualMachines`.
  func findInstance(_ directory: FleetDirectory, _ fleet: Fleet) throws(ControlError) -> VMIndex {
    let group = try findScaleSet(directory, fleet)
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
