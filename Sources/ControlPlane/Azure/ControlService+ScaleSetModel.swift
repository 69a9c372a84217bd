import FleetFiles
import FleetModel
import FleetSession
import Synchronization

// PUT and PATCH of a whole scale set: what the body leaves out stays; a list of extensions replaces the old one.

extension ControlService {
  func changeModel(_ request: ControlRequest, _ address: ComputeAddress) throws(ControlError) -> ControlAction {
    let body = try request.object()
    let capacity = try Self.capacity(body)
    let listed = try Self.extensions(body)
    let directory = directory
    return .write(toleratesNoChange: true) { [self] snapshot throws(ControlError) in
      let fleet = snapshot.fleet
      let region = address.region
      guard let group = directory.group(address.name, of: address.subscription, in: region, fleet),
        fleet.kind(of: group) == .scaleSet
      else {
        guard request.method == "PUT" else {
          throw .notFound("virtualMachineScaleSets", address.name, directory.resourceGroupName(region))
        }
        throw .fromFile(address.name, "scale sets", "scaleSets")
      }
      try request.checkConditions()
      let shown = AzureBodies(snapshot, self, request).scaleSet(group)
      if let property = ModelComparison(body, directory, changeable: Self.changeable).difference(body, from: shown) {
        throw .unchangeable(property, "a set's extensions and sku.capacity")
      }
      var commands: [Command] = []
      var notes: [(HandlerIndex, ExtensionBody)] = []
      if let listed { (commands, notes) = try replace(listed, group, fleet) }
      if let capacity, capacity != fleet.memberCount(of: group) {
        let largest = Session.largestSet(group, fleet)
        guard capacity <= largest else { throw .capacity(largest) }
        commands.append(.scale(group: group, count: capacity))
      }
      for (handler, body) in notes {
        guard let name = body.name else { continue }
        let known = fleet.has(handler, .group(group)) ? snapshot.ledger.details(of: handler, .group(group), fleet) : nil
        commands = snapshot.ledger.describing(
          handler, try body.details(named: name, replacing: known), .group(group), fleet, after: commands)
      }
      return OrderPlan(commands: commands) { [self] snapshot in
        let link = operationLink(request, address.apiVersion, region, snapshot)
        return ControlResponse(
          200, AzureBodies(snapshot, self, request).scaleSet(group, state: "Updating"),
          headers: [("Azure-AsyncOperation", link), ("Retry-After", "1")])
      }
    }
  }

  private static let changeable: Set = [
    "sku.capacity", "properties.virtualmachineprofile.extensionprofile.extensions",
  ]

  private static func capacity(_ body: JSONValue) throws(ControlError) -> Int? {
    guard let value = body["sku"]?["capacity"], value != .null else { return nil }
    guard let count = value.number, (0...FleetLimit.machinesPerGroup).contains(count) else {
      throw .capacity(FleetLimit.machinesPerGroup)
    }
    return count
  }

  private static func extensions(_ body: JSONValue) throws(ControlError) -> [ExtensionBody]? {
    guard let value = body["properties"]?["virtualMachineProfile"]?["extensionProfile"]?["extensions"], value != .null
    else { return nil }
    guard let items = value.items else { throw .badContent("extensions is not an array") }
    guard items.count <= 64 else { throw .badContent("more than 64 extensions") }
    var bodies: [ExtensionBody] = []
    for item in items {
      let body = try ExtensionBody(item)
      guard let name = body.name, ExtensionName.isValid(name) else {
        throw ControlError(
          400, "InvalidParameter", "Required parameter 'extension.name' is missing (null).", target: "name")
      }
      if bodies.contains(where: { $0.name?.lowercased() == name.lowercased() }) {
        throw ControlError(400, "InvalidParameter", "The extension name '\(name)' is used twice.", target: "name")
      }
      bodies.append(body)
    }
    return bodies
  }

  /// The commands that make a set's model hold these extensions and no others.
  private func replace(
    _ listed: [ExtensionBody], _ group: GroupIndex, _ fleet: Fleet
  ) throws(ControlError) -> ([Command], [(HandlerIndex, ExtensionBody)]) {
    let scope = FleetScope.group(group)
    let profile = fleet.profile(ofGroup: group)
    var commands: [Command] = []
    var kept: [(HandlerIndex, ExtensionBody)] = []
    for body in listed {
      if profile.isServiceFabric, body.publisher == AzureBodies.serviceFabricPublisher { continue }
      let wanted = try body.request()
      if kept.contains(where: { fleet.handlers[$0.0].type.lowercased() == wanted.type.lowercased() }) {
        throw ControlError(
          400, "BadRequest", "Multiple VMExtensions per handler not supported: '\(wanted.publisher).\(wanted.type)'.")
      }
      let handler: HandlerIndex
      do throws(ExtensionRefusal) { handler = try wanted.handler(in: fleet) } catch { throw ControlError(error) }
      kept.append((handler, body))
      let present = profile.model.first { $0.handler == handler }
      // What is as it was is no wish of the client's, even where it could not be wished for now.
      if let present, present.automaticUpgrade == wanted.enableAutomaticUpgrade, Self.fits(present, wanted, fleet) {
        continue
      }
      commands.append(try plan(wanted, scope, fleet).command)
    }
    for present in profile.model where !kept.contains(where: { $0.0 == present.handler }) {
      commands.append(.undeploy(handler: present.handler, scope: scope))
    }
    return (fleet.drifting(commands, scope), kept)
  }

  private static func fits(_ present: ModelExtension, _ wanted: ExtensionRequest, _ fleet: Fleet) -> Bool {
    let version = fleet.handlers[present.handler].versions[present.version]
    return wanted.version.flatMap { HandlerVersion($0) }.map { $0.major == version.major && version >= $0 } ?? false
  }
}

extension ControlError {
  /// A number of VMs that a set cannot have.
  fileprivate static func capacity(_ largest: Int) -> ControlError {
    ControlError(
      400, "InvalidParameter", "The value of parameter sku.capacity is invalid: 0 to \(largest).",
      target: "sku.capacity")
  }
}
