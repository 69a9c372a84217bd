import FleetModel
import RolloutOrchestrator

// Scale sets and availability sets.

extension AzureBodies {
  func groupList(
    _ kind: GroupKind, of subscription: SubscriptionIndex, in region: RegionIndex?
  ) throws(ControlError) -> JSONValue {
    let groups = (region.map { directory.groups(of: subscription, in: $0) } ?? directory.groups(of: subscription))
      .filter { fleet.kind(of: $0) == kind }
    return try page(groups.count) { kind == .scaleSet ? scaleSet(groups[$0]) : availabilitySet(groups[$0]) }
  }

  func scaleSet(_ group: GroupIndex, state: String = "Succeeded") -> JSONValue {
    let profile = fleet.profile(ofGroup: group)
    var members: [JSONValue.Member] = [
      .init(key: "id", value: .string(ids.group(group, fleet))),
      .init(key: "name", value: .string(fleet.name(ofGroup: group))),
      .init(key: "type", value: "Microsoft.Compute/virtualMachineScaleSets"),
      .init(key: "location", value: .string(fleet.regions[fleet.groups[group].region].name)),
      .init(key: "tags", value: [:]),
      .init(
        key: "sku",
        value: [
          "name": .string(instanceProfile(group).size), "tier": "Standard",
          "capacity": .int(fleet.memberCount(of: group)),
        ]),
    ]
    if !profile.zones.isEmpty {
      members.append(.init(key: "zones", value: .array(profile.zones.map { .string(String($0)) })))
    }
    members.append(.init(key: "properties", value: scaleSetProperties(group, profile, state)))
    return .object(members)
  }

  private func scaleSetProperties(_ group: GroupIndex, _ profile: GroupProfile, _ state: String) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init(key: "provisioningState", value: .string(state)),
      .init(key: "uniqueId", value: .string(SteadyName.guid(from: fleet.name(ofGroup: group)))),
      .init(key: "orchestrationMode", value: .string(profile.orchestrationMode.rawValue)),
      .init(key: "singlePlacementGroup", value: .bool(fleet.memberCount(of: group) <= 100)),
      .init(key: "overprovision", value: false), .init(key: "platformFaultDomainCount", value: 1),
      .init(key: "timeCreated", value: .string(SimulatedDate.text(0))),
      .init(key: "virtualMachineProfile", value: virtualMachineProfile(group)),
    ]
    if profile.orchestrationMode == .uniform {
      members.append(
        .init(
          key: "upgradePolicy",
          value: ["mode": .string(profile.upgradeMode.rawValue), "rollingUpgradePolicy": policy(group)]))
    }
    return .object(members)
  }

  private func virtualMachineProfile(_ group: GroupIndex) -> JSONValue {
    let profile = fleet.profile(ofGroup: group)
    let machine = instanceProfile(group)
    var extensions = profile.model.map { modelExtension($0, of: group, isAlone: false) }
    // R34: the fleet file says that the set is a cluster; in Azure an extension says so.
    if profile.isServiceFabric { extensions.append(Self.serviceFabricNode(machine.os)) }
    return [
      "osProfile": system(machine, ("computerNamePrefix", .string(String(fleet.name(ofGroup: group).prefix(9))))),
      "storageProfile": storage(machine, nil), "networkProfile": ["networkInterfaceConfigurations": []],
      "extensionProfile": ["extensions": .array(extensions)],
    ]
  }

  static let serviceFabricPublisher = "Microsoft.Azure.ServiceFabric"

  private static func serviceFabricNode(_ os: OperatingSystem) -> JSONValue {
    [
      "name": "ServiceFabricNode",
      "properties": [
        "publisher": .string(serviceFabricPublisher),
        "type": .string(os == .linux ? "ServiceFabricLinuxNode" : "ServiceFabricNode"), "typeHandlerVersion": "1.1",
        "autoUpgradeMinorVersion": true, "enableAutomaticUpgrade": false, "settings": [:],
      ],
    ]
  }

  /// What instances of a set are; a set without any shows what a later one will be.
  private func instanceProfile(_ group: GroupIndex) -> MachineProfile {
    fleet.members(of: group).first { fleet.exists($0) }.map { fleet.profile(of: $0) }
      ?? fleet.machineProfiles[fleet.profile(ofGroup: group).machineProfile]
  }

  /// The limits that hold, after R21's clamp.
  private func policy(_ group: GroupIndex) -> JSONValue {
    let limits = fleet.limits(of: group)
    let own = fleet.profile(ofGroup: group).policy
    return [
      "maxBatchInstancePercent": .int(limits.batchPercent),
      "maxUnhealthyInstancePercent": .int(limits.unhealthyPercent),
      "maxUnhealthyUpgradedInstancePercent": .int(limits.upgradedPercent),
      "pauseTimeBetweenBatches": .string("PT\(own.pauseTimeBetweenBatches / 1_000)S"),
      "prioritizeUnhealthyInstances": .bool(own.prioritizeUnhealthyInstances),
    ]
  }

  func scaleSetInstanceView(_ group: GroupIndex) -> JSONValue {
    let count = fleet.memberCount(of: group)
    let machines = fleet.members(of: group).filter { fleet.exists($0) }
    let extensions = fleet.handlers.indices.compactMap { handler -> JSONValue? in
      let with = machines.filter { fleet.version(of: handler, on: $0) != nil }
      guard !with.isEmpty else { return nil }
      let summary = ["Succeeded", "Updating", "Failed"].compactMap { state -> JSONValue? in
        let count = with.count { provisioningState(handler, $0) == state }
        return count == 0 ? nil : ["code": .string("ProvisioningState/\(state.lowercased())"), "count": .int(count)]
      }
      return ["name": .string(ledger.name(of: handler, .group(group), fleet)), "statusesSummary": .array(summary)]
    }
    return [
      "virtualMachine": ["statusesSummary": [["code": "ProvisioningState/succeeded", "count": .int(count)]]],
      "extensions": .array(extensions), "statuses": [status("ProvisioningState/succeeded", "Provisioning succeeded")],
    ]
  }

  /// R12 to R17 in the words of a rolling upgrade: the newest rollout that has or had to do with the set.
  func latestRollingUpgrade(_ group: GroupIndex) throws(ControlError) -> JSONValue {
    let machines = fleet.members(of: group).filter { fleet.exists($0) }
    for rollout in orchestrator.rollouts.reversed() {
      let inFlight = machines.count { orchestrator.attempt(on: $0)?.rollout == rollout.id }
      let successful = machines.count { rollout.lastOutcome(of: $0) == .upgraded }
      let failed = machines.count {
        rollout.lastOutcome(of: $0) == .rolledBack || rollout.lastOutcome(of: $0) == .rollbackFailed
      }
      let isStopped = rollout.stopped(group).map { $0.until > now } ?? false
      let isCancelled = rollout.stopped(group)?.reason == .held || rollout.outcome == .cancelled
      guard inFlight + successful + failed > 0 || isStopped else { continue }
      let pending = rollout.isLive ? max(0, rollout.pendingCount(of: group) - inFlight - failed) : 0
      let code =
        if isStopped && isCancelled { "Cancelled" } else if isStopped { "Faulted" } else if inFlight > 0 || pending > 0
        {
          "RollingForward"
        } else if rollout.outcome
          == .cancelled
        { "Cancelled" } else if failed > 0 { "Faulted" } else { "Completed" }
      let started = SimulatedDate.text(rollout.startedAt)
      return [
        "location": .string(fleet.regions[fleet.groups[group].region].name),
        "id": .string(ids.group(group, fleet) + "/rollingUpgrades/latest"), "name": "latest",
        "type": "Microsoft.Compute/virtualMachineScaleSets/rollingUpgrades",
        "properties": [
          "policy": policy(group),
          "runningStatus": [
            "code": .string(code), "startTime": .string(started),
            "lastAction": .string(isCancelled ? "Cancel" : "Start"),
            "lastActionTime": .string(rollout.endedAt.map(SimulatedDate.text) ?? started),
          ],
          "progress": [
            "successfulInstanceCount": .int(successful), "failedInstanceCount": .int(failed),
            "inProgressInstanceCount": .int(inFlight), "pendingInstanceCount": .int(pending),
          ],
        ],
      ]
    }
    throw ControlError(
      404, "NotFound", "No rolling upgrade has run on the virtual machine scale set '\(fleet.name(ofGroup: group))'.")
  }

  func availabilitySet(_ group: GroupIndex) -> JSONValue {
    let machines = fleet.members(of: group).filter { fleet.exists($0) }
    return [
      "id": .string(ids.group(group, fleet)), "name": .string(fleet.name(ofGroup: group)),
      "type": "Microsoft.Compute/availabilitySets",
      "location": .string(fleet.regions[fleet.groups[group].region].name), "tags": [:], "sku": ["name": "Aligned"],
      "properties": [
        "platformUpdateDomainCount": .int(max(1, fleet.profile(ofGroup: group).updateDomains)),
        "platformFaultDomainCount": 2,
        "virtualMachines": .array(machines.map { ["id": .string(ids.machine($0, fleet))] }),
      ],
    ]
  }
}
