import FleetModel
import FleetSession

// R40: the preview feature and the provider that propagates it.

extension ControlService {
  static let feature = "AutomaticExtensionUpgradePreview"

  /// `Microsoft.Features/…`.
  func featureRoute(_ request: ControlRequest, _ address: AzureAddress) throws(ControlError) -> ControlAction {
    let subscription = address.subscription
    switch address.folded {
    case ["features"], ["providers", "microsoft.compute", "features"]:
      try request.allow("GET")
      return read(request) { bodies in bodies.list([bodies.feature(subscription)]) }
    default: break
    }
    guard address.folded.starts(with: ["providers", "microsoft.compute", "features"]), address.folded.count >= 4 else {
      throw .noRoute(request)
    }
    guard address.folded[3] == Self.feature.lowercased() else {
      throw ControlError(
        404, "FeatureNotFound", "The feature '\(address.rest[3])' could not be found.")
    }
    switch address.folded.dropFirst(4) {
    case []:
      try request.allow("GET")
      return read(request) { $0.feature(subscription) }
    case ["register"], ["unregister"]:
      try request.allow("POST")
      let command: Command =
        address.folded[4] == "register" ? .registerFeature(subscription) : .unregisterFeature(subscription)
      return enrol(request, command) { $0.feature(subscription) }
    default: throw .noRoute(request)
    }
  }

  /// `/subscriptions/{s}/providers/{namespace}[/register]`.
  func providerRoute(_ request: ControlRequest, _ address: AzureAddress) throws(ControlError) -> ControlAction {
    let subscription = address.subscription
    let namespace = address.namespace ?? ""
    guard ["microsoft.compute", "microsoft.features", "microsoft.resources", "microsoft.network"].contains(namespace)
    else {
      throw ControlError(
        404, "InvalidResourceNamespace", "The resource namespace '\(namespace.prefix(60))' is invalid.")
    }
    switch address.folded {
    case []:
      try request.allow("GET")
      return read(request) { $0.provider(subscription, namespace) }
    case ["register"]:
      try request.allow("POST")
      guard namespace == "microsoft.compute" else { return read(request) { $0.provider(subscription, namespace) } }
      return enrol(request, .registerProvider(subscription)) { $0.provider(subscription, namespace) }
    case ["unregister"]:
      try request.allow("POST")
      throw ControlError(
        409, "CannotUnregisterNamespace",
        "Cannot unregister resource namespace '\(namespace)'. Cannot delete resource(s).")
    default: throw .noRoute(request)
    }
  }

  /// `/providers[/{namespace}]`, which az asks about resource types.
  func azureProviders(_ request: ControlRequest) throws(ControlError) -> ControlAction {
    _ = try AzureAddress.apiVersion(request)
    try request.allow("GET")
    guard request.segments.count == 2, request.folded[1] == "microsoft.compute" else { throw .noRoute(request) }
    return read(request) { $0.provider(0, "microsoft.compute") }
  }

  private func enrol(
    _ request: ControlRequest, _ command: Command, _ body: @escaping @Sendable (AzureBodies) -> JSONValue
  ) -> ControlAction {
    .write(toleratesNoChange: true) { [self] _ in
      OrderPlan(commands: [command]) { [self] snapshot in
        ControlResponse(200, body(AzureBodies(snapshot, self, request)))
      }
    }
  }
}

extension AzureBodies {
  func feature(_ subscription: SubscriptionIndex) -> JSONValue {
    let name = ControlService.feature
    return [
      "properties": ["state": .string(fleet.subscriptions[subscription].feature.rawValue)],
      "id": .string(
        ids.subscription(subscription) + "/providers/Microsoft.Features/providers/Microsoft.Compute/features/\(name)"),
      "type": "Microsoft.Features/providers/features", "name": .string("Microsoft.Compute/\(name)"),
    ]
  }

  /// The provider is registered wherever there are VMs; registering it again propagates a registered feature.
  func provider(_ subscription: SubscriptionIndex, _ namespace: String) -> JSONValue {
    let names = [
      "microsoft.compute": "Microsoft.Compute", "microsoft.features": "Microsoft.Features",
      "microsoft.resources": "Microsoft.Resources", "microsoft.network": "Microsoft.Network",
    ]
    let name = names[namespace] ?? namespace
    let locations = JSONValue.array(fleet.regions.map { .string($0.name) })
    let types =
      namespace == "microsoft.compute"
      ? [
        "availabilitySets", "virtualMachines", "virtualMachines/extensions", "virtualMachineScaleSets",
        "virtualMachineScaleSets/extensions", "virtualMachineScaleSets/virtualMachines", "locations/publishers",
      ] : []
    return [
      "id": .string(ids.subscription(subscription) + "/providers/\(name)"), "namespace": .string(name),
      "registrationPolicy": "RegistrationRequired", "registrationState": "Registered",
      "resourceTypes": .array(
        types.map {
          [
            "resourceType": .string($0), "locations": locations,
            "apiVersions": ["2026-04-01", "2024-11-01", "2023-09-01", "2019-12-01"],
          ]
        }),
    ]
  }
}
