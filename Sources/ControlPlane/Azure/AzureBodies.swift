import FleetModel
import RolloutOrchestrator
import Synchronization

/// Writes the bodies that Azure's clients read, from one state.
struct AzureBodies {
  let fleet: Fleet
  let orchestrator: Orchestrator
  let now: Instant
  let directory: FleetDirectory
  let ids: AzureIDs
  let ledger: ExtensionLedger
  let request: ControlRequest

  init(_ snapshot: FleetSnapshot, _ service: ControlService, _ request: ControlRequest) {
    fleet = snapshot.fleet
    orchestrator = snapshot.orchestrator
    now = snapshot.now
    directory = service.directory
    ids = AzureIDs(directory: service.directory)
    ledger = service.ledger.withLock { $0 }
    self.request = request
  }

  // MARK: Lists

  /// A list that is never long.
  func list(_ items: [JSONValue]) -> JSONValue { ["value": .array(items)] }

  /// Most resources in one answer; the rest is behind `nextLink`.
  static let pageSize = 500

  /// A part of a list that may be long. Only what is shown is written.
  func page(_ count: Int, _ item: (Int) -> JSONValue) throws(ControlError) -> JSONValue {
    var start = 0
    if let token = request.query("$skiptoken") {
      guard let number = FleetDirectory.ordinal(token) else {
        throw ControlError(400, "InvalidParameter", "The skip token is invalid.", target: "$skipToken")
      }
      start = number
    }
    let end = min(count, start + Self.pageSize)
    let items = start < end ? (start..<end).map(item) : []
    var body: JSONValue = ["value": .array(items)]
    if end < count { body = body.with([JSONValue.Member(key: "nextLink", value: .string(nextLink(end)))]) }
    return body
  }

  func page(_ items: [JSONValue]) throws(ControlError) -> JSONValue { try page(items.count) { items[$0] } }

  private func nextLink(_ start: Int) -> String {
    let kept = request.query.filter { $0.name.lowercased() != "$skiptoken" }.map {
      "\(Escaped.text($0.name))=\(Escaped.text($0.value))"
    }
    let path = request.segments.map(Escaped.text).joined(separator: "/")
    return "\(request.base)/\(path)?\((kept + ["$skipToken=\(start)"]).joined(separator: "&"))"
  }

  // MARK: Finding

  func group(
    _ name: String, _ kind: GroupKind, of subscription: SubscriptionIndex, in region: RegionIndex
  ) throws(ControlError) -> GroupIndex {
    try directory.find(name, kind, of: subscription, in: region, fleet)
  }

  // MARK: Places

  func subscription(_ index: SubscriptionIndex) -> JSONValue {
    [
      "id": .string(ids.subscription(index)), "subscriptionId": .string(directory.id(of: index)),
      "tenantId": .string(ManagedIdentity.tenant), "displayName": .string(fleet.subscriptions[index].name),
      "state": "Enabled", "authorizationSource": "RoleBased", "managedByTenants": [],
      "subscriptionPolicies": [
        "locationPlacementId": "Public_2014-09-01", "quotaId": "PayAsYouGo_2014-09-01", "spendingLimit": "Off",
      ],
    ]
  }

  func resourceGroups(_ subscription: SubscriptionIndex) -> [JSONValue] {
    fleet.regions.indices.filter { !directory.groups(of: subscription, in: $0).isEmpty }
      .map { resourceGroup(subscription, $0) }
  }

  func resourceGroup(_ subscription: SubscriptionIndex, _ region: RegionIndex) -> JSONValue {
    [
      "id": .string(ids.resourceGroup(subscription, region)), "name": .string(directory.resourceGroupName(region)),
      "type": "Microsoft.Resources/resourceGroups", "location": .string(fleet.regions[region].name), "tags": [:],
      "properties": ["provisioningState": "Succeeded"],
    ]
  }

  func locations(_ subscription: SubscriptionIndex) -> [JSONValue] {
    fleet.regions.map { region in
      let id = ids.subscription(subscription) + "/locations/"
      return [
        "id": .string(id + region.name), "name": .string(region.name), "type": "Region",
        "displayName": .string(region.name), "regionalDisplayName": .string(region.name),
        "metadata": [
          "regionType": "Physical", "regionCategory": "Recommended", "geographyGroup": "Simulated",
          "pairedRegion": .array(
            region.pairs.map { pair in
              let name = fleet.regions[pair].name
              return ["name": .string(name), "id": .string(id + name)]
            }),
        ],
        "availabilityZoneMappings": .array(
          (0..<region.zoneCount).map { zone in
            [
              "logicalZone": .string(String(zone + 1)), "physicalZone": .string("\(region.name)-az\(zone + 1)"),
            ]
          }),
      ]
    }
  }

  /// Every VM and set of a subscription, in short.
  func resources(of subscription: SubscriptionIndex, in region: RegionIndex?) -> [JSONValue] {
    let groups = region.map { directory.groups(of: subscription, in: $0) } ?? directory.groups(of: subscription)
    let sets = groups.filter { fleet.kind(of: $0) != .standalone }.map { group -> JSONValue in
      let kind = fleet.kind(of: group) == .scaleSet ? "virtualMachineScaleSets" : "availabilitySets"
      return brief(ids.group(group, fleet), fleet.name(ofGroup: group), kind, fleet.groups[group].region)
    }
    let machines = groups.flatMap { fleet.members(of: $0) }.filter { fleet.exists($0) && !fleet.isInstance($0) }
    return sets
      + machines.map { brief(ids.machine($0, fleet), fleet.name(of: $0), "virtualMachines", fleet.region(of: $0)) }
  }

  private func brief(_ id: String, _ name: String, _ kind: String, _ region: RegionIndex) -> JSONValue {
    [
      "id": .string(id), "name": .string(name), "type": .string("Microsoft.Compute/\(kind)"),
      "location": .string(fleet.regions[region].name),
    ]
  }

  /// Azure's trio of code, level and words.
  func status(_ code: String, _ display: String, level: String = "Info", message: String? = nil) -> JSONValue {
    let status: JSONValue = [
      "code": .string(code), "level": .string(level), "displayStatus": .string(display),
      "time": .string(SimulatedDate.text(now)),
    ]
    return message.map { status.with([JSONValue.Member(key: "message", value: .string($0))]) } ?? status
  }
}

/// Percent-encoding of everything but letters, digits and four marks.
enum Escaped {
  static func text(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      let scalar = Unicode.Scalar(byte)
      if Character(scalar).isASCII,
        Character(scalar).isLetter || Character(scalar).isNumber || "-._~$".contains(Character(scalar))
      {
        result.unicodeScalars.append(scalar)
      } else {
        let hex = String(byte, radix: 16, uppercase: true)
        result += "%" + (hex.utf8.count == 1 ? "0" : "") + hex
      }
    }
    return result
  }
}

extension FleetDirectory {
  /// A group of a kind in one place, or Azure's refusal.
  func find(
    _ name: String, _ kind: GroupKind, of subscription: SubscriptionIndex, in region: RegionIndex, _ fleet: Fleet
  ) throws(ControlError) -> GroupIndex {
    if let group = group(name, of: subscription, in: region, fleet), fleet.kind(of: group) == kind { return group }
    throw .notFound(
      kind == .scaleSet ? "virtualMachineScaleSets" : "availabilitySets", name, resourceGroupName(region))
  }

  /// A VM that is a resource of its own in one place.
  func findMachine(
    _ name: String, of subscription: SubscriptionIndex, in region: RegionIndex, _ fleet: Fleet
  ) -> VMIndex? {
    guard let vm = machine(name, fleet), !fleet.isInstance(vm), fleet.subscription(of: vm) == subscription,
      fleet.region(of: vm) == region
    else { return nil }
    return vm
  }
}
