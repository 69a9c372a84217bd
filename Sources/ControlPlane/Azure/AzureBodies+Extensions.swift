import FleetModel
import RolloutOrchestrator

// Extensions of VMs and in the models of scale sets.

extension AzureBodies {
  /// The handlers that a VM has.
  func deployed(on vm: VMIndex) -> [HandlerIndex] {
    fleet.handlers.indices.filter { fleet.version(of: $0, on: vm) != nil }
  }

  /// The handler behind the name of an extension.
  func handler(named name: String, on scope: FleetScope, among handlers: [HandlerIndex]) -> HandlerIndex? {
    handlers.first { ledger.name(of: $0, scope, fleet).lowercased() == name.lowercased() }
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
      "location": .string(fleet.regions[fleet.region(of: vm)].name), "tags": ledger[handler, scope]?.tags ?? [:],
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
    let entry = ledger[handler, scope]
    return [
      "provisioningState": .string(state), "publisher": .string(fleet.handlers[handler].publisher),
      "type": .string(fleet.handlers[handler].type),
      "typeHandlerVersion": .string(entry?.version ?? "\(installed.major).\(installed.minor)"),
      "autoUpgradeMinorVersion": .bool(entry?.autoUpgradeMinorVersion ?? true),
      "enableAutomaticUpgrade": .bool(isAutomatic), "settings": entry?.settings ?? [:],
    ]
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
