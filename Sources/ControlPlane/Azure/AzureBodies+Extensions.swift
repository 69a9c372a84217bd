import FleetModel
import FleetSession
import RolloutOrchestrator

// Extensions of VMs and in the models of scale sets.

extension AzureBodies {
  /// The handlers that a VM has.
  func deployed(on vm: VMIndex) -> [HandlerIndex] {
    fleet.handlers.indices.filter { fleet.version(of: $0, on: vm) != nil }
  }

  func extensionID(_ handler: HandlerIndex, _ scope: FleetScope) -> String {
    let name = ledger.name(of: handler, scope, fleet)
    switch scope {
    case .group(let group): return ids.group(group, fleet) + "/extensions/\(name)"
    case .machine(let vm): return ids.machine(vm, fleet) + "/extensions/\(name)"
    case .all, .subscription, .region, .zone, .updateDomain: return ""
    }
  }

  /// An extension of a VM. Its state is that of the owner's last operation, which an automatic upgrade in flight does not
  /// reopen: clients wait for it, and simulated time may stand still. The instance view tells of the upgrade.
  func machineExtension(
    _ handler: HandlerIndex, _ vm: VMIndex, state: String? = nil, withInstanceView: Bool = false
  ) -> JSONValue {
    let scope = FleetScope.machine(vm)
    var properties = extensionProperties(
      handler, version: fleet.version(of: handler, on: vm) ?? 0, isAutomatic: fleet.isAutomatic(handler, on: vm), scope,
      state: state ?? (provisioningState(handler, vm) == "Failed" ? "Failed" : "Succeeded"))
    if withInstanceView {
      properties = properties.with([.init(key: "instanceView", value: extensionView(handler, vm))])
    }
    let kind = fleet.isInstance(vm) ? "virtualMachineScaleSets/virtualMachines" : "virtualMachines"
    return [
      "id": .string(extensionID(handler, scope)), "name": .string(ledger.name(of: handler, scope, fleet)),
      "type": .string("Microsoft.Compute/\(kind)/extensions"),
      "location": .string(fleet.regions[fleet.region(of: vm)].name),
      "tags": .kept(ledger.details(of: handler, scope, fleet)?.tags) ?? [:],
      "properties": properties,
    ]
  }

  /// An extension of a set's model; within the set it stands without its type.
  func modelExtension(_ deployed: ModelExtension, of group: GroupIndex, state: String = "Succeeded", isAlone: Bool)
    -> JSONValue
  {
    let scope = FleetScope.group(group)
    let properties = extensionProperties(
      deployed.handler, version: deployed.version, isAutomatic: deployed.automaticUpgrade, scope, state: state)
    let name = JSONValue.string(ledger.name(of: deployed.handler, scope, fleet))
    guard isAlone else { return ["name": name, "properties": properties] }
    return [
      "id": .string(extensionID(deployed.handler, scope)), "name": name,
      "type": "Microsoft.Compute/virtualMachineScaleSets/extensions", "properties": properties,
    ]
  }

  private func extensionProperties(
    _ handler: HandlerIndex, version: VersionIndex, isAutomatic: Bool, _ scope: FleetScope, state: String
  ) -> JSONValue {
    let installed = fleet.handlers[handler].versions[version]
    let known = ledger.details(of: handler, scope, fleet)
    var members: [JSONValue.Member] = [
      .init(key: "provisioningState", value: .string(state)),
      .init(key: "publisher", value: .string(fleet.handlers[handler].publisher)),
      .init(key: "type", value: .string(fleet.handlers[handler].type)),
      .init(
        key: "typeHandlerVersion", value: .string(known?.version ?? "\(installed.major).\(installed.minor)")),
      .init(key: "autoUpgradeMinorVersion", value: .bool(known?.takesMinorVersions ?? true)),
      .init(key: "enableAutomaticUpgrade", value: .bool(isAutomatic)),
      .init(key: "settings", value: .kept(known?.settings) ?? [:]),
    ]
    if let tag = known?.forceUpdateTag { members.append(.init(key: "forceUpdateTag", value: .string(tag))) }
    if let names = known?.provisionAfter, !names.isEmpty {
      members.append(.init(key: "provisionAfterExtensions", value: .array(names.map { .string($0) })))
    }
    return .object(members)
  }

  /// Updating while an upgrade of the extension is in flight; failed when a person is needed (R8).
  func provisioningState(_ handler: HandlerIndex, _ vm: VMIndex) -> String {
    if let attempt = orchestrator.attempt(on: vm), attempt.handler == handler { return "Updating" }
    return orchestrator.retryTime(of: handler, on: vm) == .max ? "Failed" : "Succeeded"
  }

  /// How an extension of a VM is, with its whole version.
  func extensionView(_ handler: HandlerIndex, _ vm: VMIndex) -> JSONValue {
    let known = fleet.handlers[handler]
    let state = provisioningState(handler, vm)
    let words = state == "Succeeded" ? "Provisioning succeeded" : state == "Failed" ? "Provisioning failed" : "Updating"
    return [
      "name": .string(ledger.name(of: handler, .machine(vm), fleet)),
      "type": .string("\(known.publisher).\(known.type)"),
      "typeHandlerVersion": .string(known.versions[fleet.version(of: handler, on: vm) ?? 0].description),
      "statuses": [
        status(
          "ProvisioningState/\(state.lowercased())", words, level: state == "Failed" ? "Error" : "Info",
          message: known.isApplicationHealth ? "Health: \(fleet.health(of: vm).word)" : nil)
      ],
    ]
  }
}
