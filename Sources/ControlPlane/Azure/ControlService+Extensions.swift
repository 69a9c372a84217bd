import FleetFiles
import FleetModel
import FleetSession
import Synchronization

// One extension of a VM or of a scale set's model. Both obey the same rules.

extension ControlService {
  /// Finds what an address's extension belongs to; it runs again on the engine's thread.
  typealias ScopeFinder = @Sendable (Fleet) throws(ControlError) -> FleetScope

  func extensionRoute(
    _ request: ControlRequest, _ name: String, _ apiVersion: String, _ find: @escaping ScopeFinder
  ) throws(ControlError) -> ControlAction {
    try request.allow("GET", "PUT", "PATCH", "DELETE")
    switch request.method {
    case "GET": return showExtension(request, name, find)
    case "DELETE": return deleteExtension(request, name, apiVersion, find)
    case "PATCH": return try patchExtension(request, name, apiVersion, find)
    default: return try putExtension(request, name, apiVersion, find)
    }
  }

  private func showExtension(_ request: ControlRequest, _ name: String, _ find: @escaping ScopeFinder) -> ControlAction
  {
    let withView = request.query("$expand")?.lowercased() == "instanceview"
    return read(request) { bodies throws(ControlError) in
      let scope = try find(bodies.fleet)
      return try bodies.anExtension(named: name, on: scope, withInstanceView: withView)
    }
  }

  private func putExtension(
    _ request: ControlRequest, _ name: String, _ apiVersion: String, _ find: @escaping ScopeFinder
  ) throws(ControlError) -> ControlAction {
    let body = try ExtensionBody(try request.object())
    let wanted = try body.request()
    guard ExtensionName.isValid(name) else {
      throw ControlError(
        400, "InvalidResourceName", "The extension name '\(name.prefix(60))' is invalid.", target: "name")
    }
    return .write(toleratesNoChange: true) { [self] snapshot throws(ControlError) in
      let fleet = snapshot.fleet
      let scope = try find(fleet)
      try fleet.checkRunning(scope)
      let (command, handler) = try plan(wanted, scope, fleet)
      try checkName(name, handler, scope, snapshot)
      let isNew = !fleet.has(handler, scope)
      let known = isNew ? nil : snapshot.ledger.details(of: handler, scope, fleet)
      let commands = snapshot.ledger.describing(
        handler, try body.details(named: name, replacing: known), scope, fleet,
        after: fleet.drifting([command], scope))
      return answering(
        request, apiVersion, commands, scope, handler, isNew ? 201 : 200, isNew ? "Creating" : "Updating")
    }
  }

  private func patchExtension(
    _ request: ControlRequest, _ name: String, _ apiVersion: String, _ find: @escaping ScopeFinder
  ) throws(ControlError) -> ControlAction {
    let body = try ExtensionBody(try request.object())
    return .write(toleratesNoChange: true) { [self] snapshot throws(ControlError) in
      let fleet = snapshot.fleet
      let scope = try find(fleet)
      guard let handler = snapshot.ledger.handler(named: name, scope, fleet) else {
        throw fleet.noExtension(name, scope)
      }
      try fleet.checkRunning(scope)
      let known = snapshot.ledger.details(of: handler, scope, fleet) ?? ExtensionDetails()
      var wanted = ExtensionRequest(
        publisher: body.publisher ?? fleet.handlers[handler].publisher, type: body.type ?? fleet.handlers[handler].type,
        version: body.version ?? "", autoUpgradeMinorVersion: body.minor ?? known.takesMinorVersions,
        enableAutomaticUpgrade: body.automatic ?? fleet.isAutomatic(handler, scope))
      if body.version == nil { wanted.version = nil }
      let (command, wantedHandler) = try plan(wanted, scope, fleet)
      guard wantedHandler == handler else { throw Self.changedType(name) }
      let commands = snapshot.ledger.describing(
        handler, try body.details(named: name, over: known), scope, fleet, after: fleet.drifting([command], scope))
      return answering(request, apiVersion, commands, scope, handler, 200, "Updating")
    }
  }

  private func deleteExtension(
    _ request: ControlRequest, _ name: String, _ apiVersion: String, _ find: @escaping ScopeFinder
  ) -> ControlAction {
    .write(toleratesNoChange: true) { [self] snapshot throws(ControlError) in
      let fleet = snapshot.fleet
      let scope = try find(fleet)
      guard let handler = snapshot.ledger.handler(named: name, scope, fleet) else {
        return OrderPlan(commands: []) { _ in ControlResponse(204) }
      }
      try fleet.checkRunning(scope)
      let region = fleet.region(scope)
      return OrderPlan(commands: fleet.drifting([.undeploy(handler: handler, scope: scope)], scope)) {
        [self] snapshot in
        let link = operationLink(request, apiVersion, region, snapshot)
        return ControlResponse(
          202, headers: [("Azure-AsyncOperation", link), ("Location", link + "&monitor=true"), ("Retry-After", "1")])
      }
    }
  }

  /// The command for a request, with Azure's refusals.
  func plan(
    _ wanted: ExtensionRequest, _ scope: FleetScope, _ fleet: Fleet
  ) throws(ControlError) -> (command: Command, handler: HandlerIndex) {
    do throws(ExtensionRefusal) {
      return (try wanted.command(on: scope, in: fleet), try wanted.handler(in: fleet))
    } catch {
      throw ControlError(error)
    }
  }

  /// A handler is on a VM once. What the fleet file deployed takes the name of its first PUT; another one is refused then.
  private func checkName(
    _ name: String, _ handler: HandlerIndex, _ scope: FleetScope, _ snapshot: FleetSnapshot
  ) throws(ControlError) {
    let (fleet, ledger) = (snapshot.fleet, snapshot.ledger)
    if fleet.has(handler, scope), let known = ledger.details[handler, scope]?.name,
      known.lowercased() != name.lowercased()
    {
      throw ControlError(
        409, "Conflict",
        "Multiple VMExtensions per handler not supported. VMExtension '\(name)' with handler '\(fleet.handlers[handler].publisher).\(fleet.handlers[handler].type)' already added or specified in input as '\(known)'."
      )
    }
    if let other = ledger.handler(named: name, scope, fleet), other != handler { throw Self.changedType(name) }
  }

  private static func changedType(_ name: String) -> ControlError {
    ControlError(
      409, "PropertyChangeNotAllowed",
      "Changing property 'publisher' or 'type' of extension '\(name)' is not allowed. Delete the extension first.",
      target: "type")
  }

  private func answering(
    _ request: ControlRequest, _ apiVersion: String, _ commands: [Command], _ scope: FleetScope,
    _ handler: HandlerIndex, _ status: Int, _ state: String
  ) -> OrderPlan {
    OrderPlan(commands: commands) { [self] snapshot in
      let bodies = AzureBodies(snapshot, self, request)
      let link = operationLink(request, apiVersion, snapshot.fleet.region(scope), snapshot)
      return ControlResponse(
        status, bodies.anExtension(handler, on: scope, state: state),
        headers: [("Azure-AsyncOperation", link), ("Retry-After", "1")])
    }
  }
}

/// What Azure allows as the name of an extension.
enum ExtensionName {
  static func isValid(_ name: String) -> Bool {
    (1...80).contains(name.utf8.count)
      && name.unicodeScalars.allSatisfy {
        $0.isASCII && (Character($0).isLetter || Character($0).isNumber || "-._ ".unicodeScalars.contains($0))
      }
  }
}

extension AzureBodies {
  func anExtension(named name: String, on scope: FleetScope, withInstanceView: Bool) throws(ControlError) -> JSONValue {
    guard let handler = ledger.handler(named: name, scope, fleet) else {
      throw fleet.noExtension(name, scope)
    }
    return anExtension(handler, on: scope, state: nil, withInstanceView: withInstanceView)
  }

  /// An extension by itself. One that is gone again by the time it is shown is shown empty.
  func anExtension(_ handler: HandlerIndex, on scope: FleetScope, state: String?, withInstanceView: Bool = false)
    -> JSONValue
  {
    switch scope {
    case .machine(let vm) where fleet.version(of: handler, on: vm) != nil:
      return machineExtension(handler, vm, state: state, withInstanceView: withInstanceView)
    case .group(let group):
      guard let deployed = fleet.profile(ofGroup: group).model.first(where: { $0.handler == handler }) else {
        return [:]
      }
      return modelExtension(deployed, of: group, state: state ?? "Succeeded", isAlone: true)
    default: return [:]
    }
  }
}

extension Fleet {
  /// The handlers of a VM or of a set's model.
  func extensions(_ scope: FleetScope) -> [HandlerIndex] {
    switch scope {
    case .machine(let vm): handlers.indices.filter { version(of: $0, on: vm) != nil }
    case .group(let group): profile(ofGroup: group).model.map(\.handler)
    case .all, .subscription, .region, .zone, .updateDomain: []
    }
  }

  /// Azure changes nothing about extensions of a VM that does not run.
  func checkRunning(_ scope: FleetScope) throws(ControlError) {
    guard case .machine(let vm) = scope, !isRunning(vm) else { return }
    throw ControlError(
      409, "OperationNotAllowed", "Cannot modify extensions in the VM when the VM is not running.")
  }

  func has(_ handler: HandlerIndex, _ scope: FleetScope) -> Bool { extensions(scope).contains(handler) }

  func isAutomatic(_ handler: HandlerIndex, _ scope: FleetScope) -> Bool {
    switch scope {
    case .machine(let vm): isAutomatic(handler, on: vm)
    case .group(let group): profile(ofGroup: group).model.first { $0.handler == handler }?.automaticUpgrade ?? false
    case .all, .subscription, .region, .zone, .updateDomain: false
    }
  }

  /// R33: where a set's upgrade mode is Manual, a change to its model leaves its instances behind until somebody brings
  /// them to the latest model.
  func drifting(_ commands: [Command], _ scope: FleetScope) -> [Command] {
    guard case .group(let group) = scope, profile(ofGroup: group).upgradeMode == .manual,
      commands.contains(where: { changesModel($0, of: group) }), memberCount(of: group) > 0
    else { return commands }
    return commands + [.upgradeModel(isLatest: false, scope: scope)]
  }

  private func changesModel(_ command: Command, of group: GroupIndex) -> Bool {
    guard case .setAutomatic(let handler, let isOn, _) = command else { return true }
    return isAutomatic(handler, .group(group)) != isOn
  }

  func region(_ scope: FleetScope) -> RegionIndex {
    switch scope {
    case .machine(let vm): region(of: vm)
    case .group(let group), .updateDomain(let group, _): groups[group].region
    case .region(let region), .zone(let region, _): region
    case .all, .subscription: 0
    }
  }

  func noExtension(_ name: String, _ scope: FleetScope) -> ControlError {
    let owner: String =
      switch scope {
      case .machine(let vm): "virtualMachines/\(self.name(of: vm))"
      case .group(let group): "virtualMachineScaleSets/\(self.name(ofGroup: group))"
      case .all, .subscription, .region, .zone, .updateDomain: ""
      }
    return ControlError(
      404, "ResourceNotFound",
      "The Resource 'Microsoft.Compute/\(owner)/extensions/\(name)' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix"
    )
  }
}
