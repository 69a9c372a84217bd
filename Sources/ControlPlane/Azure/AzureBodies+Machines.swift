import FleetModel

// VMs: the model and the instance view.

extension AzureBodies {
  /// A VM. In a list its extensions are ids only, since az cannot read more there.
  func machine(_ vm: VMIndex, inList: Bool = false, withInstanceView: Bool = false) -> JSONValue {
    let isInstance = fleet.isInstance(vm)
    var members: [JSONValue.Member] = [
      .init(key: "id", value: .string(ids.machine(vm, fleet))), .init(key: "name", value: .string(fleet.name(of: vm))),
      .init(
        key: "type",
        value: .string("Microsoft.Compute/\(isInstance ? "virtualMachineScaleSets/" : "")virtualMachines")),
      .init(key: "location", value: .string(fleet.regions[fleet.region(of: vm)].name)), .init(key: "tags", value: [:]),
    ]
    if fleet.zone(of: vm) > 0 { members.append(.init(key: "zones", value: [.string(String(fleet.zone(of: vm)))])) }
    if isInstance {
      members.append(.init(key: "instanceId", value: .string(String(fleet.ordinal(of: vm)))))
      members.append(.init(key: "sku", value: ["name": .string(fleet.profile(of: vm).size), "tier": "Standard"]))
    }
    members.append(.init(key: "properties", value: machineProperties(vm, isInstance, withInstanceView)))
    let resources = deployed(on: vm).map { handler -> JSONValue in
      inList ? ["id": .string(extensionID(handler, .machine(vm)))] : machineExtension(handler, vm)
    }
    if !resources.isEmpty { members.append(.init(key: "resources", value: .array(resources))) }
    return .object(members)
  }

  private func machineProperties(_ vm: VMIndex, _ isInstance: Bool, _ withInstanceView: Bool) -> JSONValue {
    let profile = fleet.profile(of: vm)
    let group = fleet.group(of: vm)
    var members: [JSONValue.Member] = [
      .init(key: "vmId", value: .string(SteadyName.guid(from: fleet.name(of: vm)))),
      .init(key: "hardwareProfile", value: ["vmSize": .string(profile.size)]),
      .init(key: "storageProfile", value: storage(profile, fleet.name(of: vm))),
      .init(key: "osProfile", value: system(profile, ("computerName", .string(fleet.name(of: vm))))),
      .init(key: "networkProfile", value: ["networkInterfaces": []]),
      .init(key: "provisioningState", value: "Succeeded"),
      .init(key: "timeCreated", value: .string(SimulatedDate.text(0))),
    ]
    switch fleet.kind(of: group) {
    case .availabilitySet:
      members.append(.init(key: "availabilitySet", value: ["id": .string(ids.group(group, fleet))]))
    case .scaleSet where !isInstance:
      members.append(.init(key: "virtualMachineScaleSet", value: ["id": .string(ids.group(group, fleet))]))
    case .scaleSet:
      members.append(.init(key: "latestModelApplied", value: .bool(fleet.flags(of: vm).contains(.latestModel))))
      members.append(
        .init(
          key: "protectionPolicy",
          value: ["protectFromScaleSetActions": .bool(fleet.flags(of: vm).contains(.protected))]))
    case .standalone: break
    }
    if withInstanceView { members.append(.init(key: "instanceView", value: instanceView(vm))) }
    return .object(members)
  }

  func storage(_ profile: MachineProfile, _ name: String?) -> JSONValue {
    var disk: JSONValue = [
      "osType": .string(profile.os.rawValue), "createOption": "FromImage", "caching": "ReadWrite",
      "managedDisk": ["storageAccountType": "Premium_LRS"],
    ]
    if let name { disk = disk.with([.init(key: "name", value: .string("\(name)_OsDisk"))]) }
    let image: JSONValue =
      profile.os == .linux
      ? [
        "publisher": "Canonical", "offer": "0001-com-ubuntu-server-jammy", "sku": "22_04-lts-gen2", "version": "latest",
      ]
      : [
        "publisher": "MicrosoftWindowsServer", "offer": "WindowsServer", "sku": "2022-datacenter", "version": "latest",
      ]
    return ["imageReference": image, "osDisk": disk, "dataDisks": []]
  }

  func system(_ profile: MachineProfile, _ first: (String, JSONValue)) -> JSONValue {
    let configuration: (String, JSONValue) =
      profile.os == .linux
      ? ("linuxConfiguration", ["disablePasswordAuthentication": true, "provisionVMAgent": true])
      : ("windowsConfiguration", ["provisionVMAgent": true, "enableAutomaticUpdates": true])
    return .object(
      [first, ("adminUsername", "azureuser"), configuration].map { .init(key: $0.0, value: $0.1) }
    )
    .with([.init(key: "allowExtensionOperations", value: true)])
  }

  /// How a VM is.
  func instanceView(_ vm: VMIndex) -> JSONValue {
    let flags = fleet.flags(of: vm)
    let isReady = flags.contains(.agentReady) && flags.contains(.running)
    var members: [JSONValue.Member] = []
    if let domain = fleet.updateDomain(of: vm) {
      members.append(.init(key: "platformUpdateDomain", value: .int(domain)))
      members.append(.init(key: "platformFaultDomain", value: 0))
    }
    if let group = fleet.placementGroup(of: vm) {
      let id = SteadyName.guid(from: "\(fleet.name(ofGroup: fleet.group(of: vm))) placement group \(group)")
      members.append(.init(key: "placementGroupId", value: .string(id)))
    }
    members += [
      .init(key: "computerName", value: .string(fleet.name(of: vm))),
      .init(key: "osName", value: .string(fleet.profile(of: vm).os.rawValue)),
      .init(
        key: "vmAgent",
        value: [
          "vmAgentVersion": "2.9.1.1",
          "statuses": [
            status(
              isReady ? "ProvisioningState/succeeded" : "ProvisioningState/Unavailable",
              isReady ? "Ready" : "Not Ready",
              level: isReady ? "Info" : "Warning")
          ],
        ]),
      .init(key: "extensions", value: .array(deployed(on: vm).map { extensionView($0, vm) })),
      .init(key: "disks", value: []),
      .init(
        key: "statuses",
        value: [
          status("ProvisioningState/succeeded", "Provisioning succeeded"),
          flags.contains(.running)
            ? status("PowerState/running", "VM running") : status("PowerState/deallocated", "VM deallocated"),
        ]),
    ]
    if fleet.profile(ofGroup: fleet.group(of: vm)).healthSource == .applicationHealth {
      let health = fleet.health(of: vm)
      members.append(
        .init(
          key: "vmHealth",
          value: [
            "status": status(
              "HealthState/\(health.word)", "The VM is reporting itself as \(health.word)",
              level: health.isBad ? "Error" : "Info")
          ]))
    }
    return .object(members)
  }

  /// VMs that are resources of their own, page by page.
  func machineList(of subscription: SubscriptionIndex, in region: RegionIndex?) throws(ControlError) -> JSONValue {
    let groups = region.map { directory.groups(of: subscription, in: $0) } ?? directory.groups(of: subscription)
    let withView = request.query("$expand")?.lowercased() == "instanceview" || request.query("statusOnly") == "true"
    return try page(machinePieces(try filtered(groups)) { machine($0, inList: true, withInstanceView: withView) })
  }

  /// `$filter='virtualMachineScaleSet/id' eq '…'`, the one filter that Azure knows for VMs.
  private func filtered(_ groups: [GroupIndex]) throws(ControlError) -> [GroupIndex] {
    guard let filter = request.query("$filter"), !filter.isEmpty else { return groups }
    let words = filter.split(separator: " ").map { $0.trimmingQuotes.lowercased() }
    guard words.count == 3, words[0] == "virtualmachinescaleset/id", words[1] == "eq" else {
      throw ControlError(400, "InvalidParameter", "The filter is not understood.", target: "$filter")
    }
    return groups.filter { fleet.kind(of: $0) == .scaleSet && ids.group($0, fleet).lowercased() == words[2] }
  }
}

extension Substring {
  /// The text between single quotes, or all of it.
  fileprivate var trimmingQuotes: Substring {
    count >= 2 && first == "'" && last == "'" ? dropFirst().dropLast() : self
  }
}
