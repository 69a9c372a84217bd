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
    ledger = snapshot.ledger
    self.request = request
  }

  // MARK: Lists

  /// A list that is never long.
  func list(_ items: [JSONValue]) -> JSONValue { ["value": .array(items)] }

  /// Most resources in one answer; the rest is behind `nextLink`. The engine waits while a page is made.
  static let pageSize = 100

  /// A part of a list that may be long: of `pieces`, each of which holds so many places, some of them empty. Only what is
  /// shown is written, and only pieces that lie in the page are looked into.
  func page(_ pieces: [(count: Int, item: (Int) -> JSONValue?)]) throws(ControlError) -> JSONValue {
    var (place, wanted) = (0, Self.pageSize)
    if let token = request.query("$skiptoken") {
      guard let number = FleetDirectory.ordinal(token) else {
        throw ControlError(400, "InvalidParameter", "The skip token is invalid.", target: "$skipToken")
      }
      place = number
    }
    if let top = try request.top() { wanted = min(wanted, top) }
    var items: [JSONValue] = []
    var start = 0
    for piece in pieces {
      defer { start += piece.count }
      guard start + piece.count > place else { continue }
      while place < start + piece.count {
        guard let item = piece.item(place - start) else {
          place += 1
          continue
        }
        guard items.count < wanted else {
          return ["value": .array(items), "nextLink": .string(nextLink(place))]
        }
        items.append(item)
        place += 1
      }
    }
    return ["value": .array(items)]
  }

  /// A part of a list without empty places.
  func page(_ count: Int, _ item: @escaping (Int) -> JSONValue) throws(ControlError) -> JSONValue {
    try page([(count, { item($0) })])
  }

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
  func resources(of subscription: SubscriptionIndex, in region: RegionIndex?) throws(ControlError) -> JSONValue {
    let groups = region.map { directory.groups(of: subscription, in: $0) } ?? directory.groups(of: subscription)
    let sets = groups.filter { fleet.kind(of: $0) != .standalone }
    let first: (count: Int, item: (Int) -> JSONValue?) = (
      sets.count,
      { place in
        let kind = fleet.kind(of: sets[place]) == .scaleSet ? "virtualMachineScaleSets" : "availabilitySets"
        return brief(
          ids.group(sets[place], fleet), fleet.name(ofGroup: sets[place]), kind, fleet.groups[sets[place]].region)
      }
    )
    let machines = machinePieces(groups) { vm in
      brief(ids.machine(vm, fleet), fleet.name(of: vm), "virtualMachines", fleet.region(of: vm))
    }
    return try page([first] + machines)
  }

  /// The VMs of groups that are resources of their own, for a page.
  func machinePieces(_ groups: [GroupIndex], _ body: @escaping (VMIndex) -> JSONValue)
    -> [(count: Int, item: (Int) -> JSONValue?)]
  {
    groups.filter { !fleet.isUniform($0) }.map { group in
      let members = fleet.members(of: group)
      return (members.count, { fleet.exists(members[$0]) ? body(members[$0]) : nil })
    }
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
