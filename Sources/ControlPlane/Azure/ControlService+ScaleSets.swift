import FleetModel
import FleetSession
import RolloutOrchestrator

// Scale sets: models, instances, rolling upgrades.

extension ControlService {
  func scaleSetRoute(_ request: ControlRequest, _ address: ComputeAddress) throws(ControlError) -> ControlAction {
    let directory = directory
    switch (address.folded.first, address.rest.count) {
    case (nil, _):
      try request.allow("GET", "PUT", "PATCH", "DELETE")
      if request.method == "DELETE" { return try refuseRemoval(request, address) }
      guard request.method == "GET" else { return try changeModel(request, address) }
      return read(request) { bodies throws(ControlError) in
        bodies.scaleSet(try address.findScaleSet(directory, bodies.fleet))
      }
    case ("instanceview", 1):
      try request.allow("GET")
      return read(request) { bodies throws(ControlError) in
        bodies.scaleSetInstanceView(try address.findScaleSet(directory, bodies.fleet))
      }
    case ("extensions", 1):
      try request.allow("GET")
      return read(request) { bodies throws(ControlError) in
        let group = try address.findScaleSet(directory, bodies.fleet)
        let model = bodies.fleet.profile(ofGroup: group).model
        return bodies.list(model.map { bodies.modelExtension($0, of: group, isAlone: true) })
      }
    case ("extensions", 2):
      return try extensionRoute(request, address.rest[1], address.apiVersion) { fleet throws(ControlError) in
        .group(try address.findScaleSet(directory, fleet))
      }
    case ("virtualmachines", _): return try instanceRoute(request, address)
    case ("manualupgrade", 1): return try manualUpgrade(request, address)
    case ("rollingupgrades", 2) where address.folded[1] == "latest":
      try request.allow("GET")
      return read(request) { bodies throws(ControlError) in
        try bodies.latestRollingUpgrade(try address.findScaleSet(directory, bodies.fleet))
      }
    case ("rollingupgrades", 2) where address.folded[1] == "cancel": return try cancelUpgrade(request, address)
    case ("extensionrollingupgrade", 1),
      ("rollingupgrades", 2) where address.folded.last == "start" || address.rest.count == 1:
      return try startUpgrade(request, address)
    case ("osrollingupgrade", 1): return try startSystemUpgrade(request, address)
    default: throw .noRoute(request)
    }
  }

  /// A set that is there stays there.
  private func refuseRemoval(_ request: ControlRequest, _ address: ComputeAddress) throws(ControlError)
    -> ControlAction
  {
    let directory = directory
    return read(request) { bodies throws(ControlError) in
      _ = try address.findScaleSet(directory, bodies.fleet)
      throw .fromFile(address.name, "scale sets", "scaleSets")
    }
  }

  private func instanceRoute(_ request: ControlRequest, _ address: ComputeAddress) throws(ControlError)
    -> ControlAction
  {
    let directory = directory
    let withView = request.query("$expand")?.lowercased().contains("instanceview") ?? false
    switch (address.rest.count, address.folded.dropFirst(2).first) {
    case (1, _):
      try request.allow("GET")
      return read(request) { bodies throws(ControlError) in
        let group = try address.findScaleSet(directory, bodies.fleet)
        let machines = bodies.fleet.members(of: group).filter { bodies.fleet.exists($0) }
        return try bodies.page(machines.count) {
          bodies.machine(machines[$0], inList: true, withInstanceView: withView)
        }
      }
    case (2, _):
      try request.allow("GET", "PUT")
      if request.method == "PUT" { return try changeInstance(request, address) }
      return read(request) { bodies throws(ControlError) in
        bodies.machine(try address.findInstance(directory, bodies.fleet), withInstanceView: withView)
      }
    case (3, "instanceview"):
      try request.allow("GET")
      return read(request) { bodies throws(ControlError) in
        bodies.instanceView(try address.findInstance(directory, bodies.fleet))
      }
    case (3, "extensions"):
      try request.allow("GET")
      return read(request) { bodies throws(ControlError) in
        let vm = try address.findInstance(directory, bodies.fleet)
        return bodies.list(bodies.deployed(on: vm).map { bodies.machineExtension($0, vm) })
      }
    case (4, "extensions"):
      return try extensionRoute(request, address.rest[3], address.apiVersion) { fleet throws(ControlError) in
        .machine(try address.findInstance(directory, fleet))
      }
    case (3, "start"), (3, "poweroff"), (3, "deallocate"):
      try request.allow("POST")
      let isOn = address.folded[2] == "start"
      return accepted(request, address.apiVersion, toleratesNoChange: true) { fleet throws(ControlError) in
        let vm = try address.findInstance(directory, fleet)
        return ([.power(isOn: isOn, scope: .machine(vm), share: 1_000_000)], fleet.region(of: vm))
      }
    default: throw .noRoute(request)
    }
  }

  /// Brings instances to the latest model; `*` is all of them.
  private func manualUpgrade(_ request: ControlRequest, _ address: ComputeAddress) throws(ControlError)
    -> ControlAction
  {
    try request.allow("POST")
    let directory = directory
    let instances = try request.object()["instanceIds"]?.items?.map { $0.text ?? "" } ?? []
    guard !instances.isEmpty else {
      throw ControlError(
        400, "InvalidParameter", "Required parameter 'instanceIds' is missing (null).", target: "instanceIds")
    }
    return accepted(request, address.apiVersion, toleratesNoChange: true) { fleet throws(ControlError) in
      let group = try address.findScaleSet(directory, fleet)
      if instances == ["*"] {
        return ([.upgradeModel(isLatest: true, scope: .group(group))], fleet.groups[group].region)
      }
      var commands: [Command] = []
      for text in instances {
        guard let ordinal = FleetDirectory.ordinal(text), let vm = directory.instance(ordinal, of: group, fleet) else {
          throw ControlError(
            400, "InvalidParameter",
            "The provided instanceId '\(text.prefix(40))' is not an active virtual machine scale set VM instanceId.",
            target: "instanceIds")
        }
        commands.append(.upgradeModel(isLatest: true, scope: .machine(vm)))
      }
      return (commands, fleet.groups[group].region)
    }
  }

  /// What waits for a retry in the set is tried now (R30); where nothing does, the orchestrator is at it already.
  private func startUpgrade(_ request: ControlRequest, _ address: ComputeAddress) throws(ControlError) -> ControlAction
  {
    try request.allow("POST")
    let directory = directory
    return accepted(request, address.apiVersion, toleratesNoChange: true) { fleet throws(ControlError) in
      let group = try address.findScaleSet(directory, fleet)
      return ([.retry(rollout: nil, scope: .group(group))], fleet.groups[group].region)
    }
  }

  /// As in Azure, instances that have the latest image of their system already are not affected: here all have it.
  private func startSystemUpgrade(_ request: ControlRequest, _ address: ComputeAddress) throws(ControlError)
    -> ControlAction
  {
    try request.allow("POST")
    let directory = directory
    return accepted(request, address.apiVersion, toleratesNoChange: true) { fleet throws(ControlError) in
      ([], fleet.groups[try address.findScaleSet(directory, fleet)].region)
    }
  }

  /// R30: ends the set's own run, and no other's. Attempts in flight finish.
  private func cancelUpgrade(_ request: ControlRequest, _ address: ComputeAddress) throws(ControlError)
    -> ControlAction
  {
    try request.allow("POST")
    let directory = directory
    return .write(toleratesNoChange: false) { [self] snapshot throws(ControlError) in
      let group = try address.findScaleSet(directory, snapshot.fleet)
      guard snapshot.orchestrator.hasRun(in: group, at: snapshot.now) else {
        throw ControlError(
          409, "OperationNotAllowed",
          "There is no rolling upgrade in progress on the virtual machine scale set '\(address.name)'.")
      }
      return OrderPlan(commands: [.cancelRun(group: group)]) { [self] snapshot in
        let link = operationLink(request, address.apiVersion, address.region, snapshot)
        return ControlResponse(
          202, headers: [("Azure-AsyncOperation", link), ("Location", link + "&monitor=true"), ("Retry-After", "1")])
      }
    }
  }
}
