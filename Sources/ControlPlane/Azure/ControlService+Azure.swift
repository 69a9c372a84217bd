import FleetModel

// Addresses of the resource manager, as docs/http.md lists them.

extension ControlService {
  func azure(_ request: ControlRequest) throws(ControlError) -> ControlAction {
    if request.segments.count == 1 {
      _ = try AzureAddress.apiVersion(request)
      try request.allow("GET")
      return read(request) { bodies in bodies.list(bodies.fleet.subscriptions.indices.map(bodies.subscription)) }
    }
    try refuseResourceGroups(request)
    let address = try AzureAddress(request, directory)
    switch (address.namespace, address.region) {
    case (nil, nil): return try subscriptionRoute(request, address)
    case (nil, let region?): return try resourceGroupRoute(request, address, region)
    case ("microsoft.features", nil): return try featureRoute(request, address)
    case ("microsoft.compute", nil): return try computeRoute(request, address)
    case ("microsoft.compute", let region?): return try computeRoute(request, address, in: region)
    case (_, nil): return try providerRoute(request, address)
    default: throw .noRoute(request)
    }
  }

  /// Resource groups are the fleet's regions, and templates would make what only the file makes. az and the portal begin
  /// with them when they create something.
  private func refuseResourceGroups(_ request: ControlRequest) throws(ControlError) {
    let parts = request.folded
    guard parts.count >= 4, parts[2] == "resourcegroups", !["GET", "HEAD"].contains(request.method) else { return }
    _ = try AzureAddress.apiVersion(request)
    guard directory.subscription(parts[1]) != nil else { return }
    if parts.count == 4 { throw .fromFile(request.segments[3], "resource groups (rg- and a region)", "regions") }
    if parts.count > 6, parts[5] == "microsoft.resources", parts[6] == "deployments" {
      throw .fromFile(parts.count > 7 ? request.segments[7] : "deployments", "resources", "the list of what you want")
    }
  }

  /// A read whose answer is 200 with a body.
  func read(
    _ request: ControlRequest, _ body: @escaping @Sendable (AzureBodies) throws(ControlError) -> JSONValue
  ) -> ControlAction {
    .read { snapshot throws(ControlError) in
      ControlResponse(200, try body(AzureBodies(snapshot, self, request)))
    }
  }

  private func subscriptionRoute(_ request: ControlRequest, _ address: AzureAddress) throws(ControlError)
    -> ControlAction
  {
    let subscription = address.subscription
    try request.allow("GET")
    switch address.folded {
    case []: return read(request) { $0.subscription(subscription) }
    case ["locations"]: return read(request) { bodies in bodies.list(bodies.locations(subscription)) }
    case ["resourcegroups"]: return read(request) { bodies in bodies.list(bodies.resourceGroups(subscription)) }
    case ["providers"]:
      return read(request) { bodies in bodies.list([bodies.provider(subscription, "microsoft.compute")]) }
    case ["resources"]:
      return read(request) { bodies throws(ControlError) in try bodies.resources(of: subscription, in: nil) }
    default: throw .noRoute(request)
    }
  }

  private func resourceGroupRoute(
    _ request: ControlRequest, _ address: AzureAddress, _ region: RegionIndex
  ) throws(ControlError) -> ControlAction {
    let subscription = address.subscription
    switch address.folded {
    case []:
      try request.allow("GET", "HEAD")
      if request.method == "HEAD" { return .answer(ControlResponse(204)) }
      return read(request) { $0.resourceGroup(subscription, region) }
    case ["resources"]:
      try request.allow("GET")
      return read(request) { bodies throws(ControlError) in
        try bodies.resources(of: subscription, in: region)
      }
    default: throw .noRoute(request)
    }
  }

  /// `Microsoft.Compute` below a subscription: everything of a kind, and the catalogue.
  private func computeRoute(_ request: ControlRequest, _ address: AzureAddress) throws(ControlError) -> ControlAction {
    let subscription = address.subscription
    switch address.folded.first {
    case nil, "register", "unregister": return try providerRoute(request, address)
    case "locations": return try locationRoute(request, address)
    case "virtualmachines" where address.rest.count == 1:
      try request.allow("GET")
      return read(request) { bodies throws(ControlError) in try bodies.machineList(of: subscription, in: nil) }
    case "virtualmachinescalesets" where address.rest.count == 1:
      try request.allow("GET")
      return read(request) { bodies throws(ControlError) in try bodies.groupList(.scaleSet, of: subscription, in: nil) }
    case "availabilitysets" where address.rest.count == 1:
      try request.allow("GET")
      return read(request) { bodies throws(ControlError) in
        try bodies.groupList(.availabilitySet, of: subscription, in: nil)
      }
    default: throw .noRoute(request)
    }
  }

  /// `Microsoft.Compute` in a resource group.
  private func computeRoute(
    _ request: ControlRequest, _ address: AzureAddress, in region: RegionIndex
  ) throws(ControlError) -> ControlAction {
    let subscription = address.subscription
    switch (address.folded.first, address.rest.count) {
    case ("virtualmachines", 1):
      try request.allow("GET")
      return read(request) { bodies throws(ControlError) in try bodies.machineList(of: subscription, in: region) }
    case ("virtualmachines", _):
      return try machineRoute(request, ComputeAddress(address, region))
    case ("virtualmachinescalesets", 1):
      try request.allow("GET")
      return read(request) { bodies throws(ControlError) in
        try bodies.groupList(.scaleSet, of: subscription, in: region)
      }
    case ("virtualmachinescalesets", _):
      return try scaleSetRoute(request, ComputeAddress(address, region))
    case ("availabilitysets", 1):
      try request.allow("GET")
      return read(request) { bodies throws(ControlError) in
        try bodies.groupList(.availabilitySet, of: subscription, in: region)
      }
    case ("availabilitysets", 2):
      try request.allow("GET")
      let name = address.rest[1]
      return read(request) { bodies throws(ControlError) in
        bodies.availabilitySet(try bodies.group(name, .availabilitySet, of: subscription, in: region))
      }
    default: throw .noRoute(request)
    }
  }
}

extension ControlError {
  static func noRoute(_ request: ControlRequest) -> ControlError {
    ControlError(
      404, "InvalidResourceType", "The address '/\(request.segments.joined(separator: "/").prefix(200))' is not known.")
  }

  static func notFound(_ kind: String, _ name: String, _ resourceGroup: String) -> ControlError {
    ControlError(
      404, "ResourceNotFound",
      "The Resource 'Microsoft.Compute/\(kind)/\(name)' under resource group '\(resourceGroup)' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix"
    )
  }
}
