import FleetModel
import FleetSession
import Synchronization

// VMs and their extensions.

extension ControlService {
  func machineRoute(_ request: ControlRequest, _ address: ComputeAddress) throws(ControlError) -> ControlAction {
    switch (address.folded.first, address.rest.count) {
    case (nil, _):
      try request.allow("GET", "PUT", "PATCH", "DELETE")
      if request.method != "GET" { return try changeMachine(request, address) }
      let withView = request.query("$expand")?.lowercased() == "instanceview"
      return read(request) { bodies throws(ControlError) in
        bodies.machine(try address.findMachine(bodies.directory, bodies.fleet), withInstanceView: withView)
      }
    case ("instanceview", 1):
      try request.allow("GET")
      return read(request) { bodies throws(ControlError) in
        bodies.instanceView(try address.findMachine(bodies.directory, bodies.fleet))
      }
    case ("extensions", 1):
      try request.allow("GET")
      return read(request) { bodies throws(ControlError) in
        let vm = try address.findMachine(bodies.directory, bodies.fleet)
        return bodies.list(bodies.deployed(on: vm).map { bodies.machineExtension($0, vm) })
      }
    case ("extensions", 2):
      let directory = directory
      return try extensionRoute(request, address.rest[1], address.apiVersion) { fleet throws(ControlError) in
        .machine(try address.findMachine(directory, fleet))
      }
    case ("start", 1), ("poweroff", 1), ("deallocate", 1):
      try request.allow("POST")
      let isOn = address.folded[0] == "start"
      let directory = directory
      return accepted(request, address.apiVersion, toleratesNoChange: true) { fleet throws(ControlError) in
        let vm = try address.findMachine(directory, fleet)
        return ([.power(isOn: isOn, scope: .machine(vm), share: 1_000_000)], fleet.region(of: vm))
      }
    default: throw .noRoute(request)
    }
  }

  /// A fleet comes from its file; clients change what its VMs run, not which VMs there are. A model that says what is so
  /// already is accepted, since clients send back what they were shown.
  private func changeMachine(_ request: ControlRequest, _ address: ComputeAddress) throws(ControlError) -> ControlAction
  {
    let body = try request.object()
    let directory = directory
    return read(request) { bodies throws(ControlError) in
      let known = directory.findMachine(address.name, of: address.subscription, in: address.region, bodies.fleet)
      guard let vm = known, request.method != "DELETE" else {
        if known == nil, request.method != "PUT" {
          throw .notFound("virtualMachines", address.name, directory.resourceGroupName(address.region))
        }
        throw .fromFile(address.name, "VMs", "virtualMachines, availabilitySets or scaleSets")
      }
      try request.checkConditions()
      let model = bodies.machine(vm)
      if let property = ModelComparison(body, directory).difference(body, from: model) {
        throw .unchangeable(property, "a VM's extensions")
      }
      return model
    }
  }

  /// A POST that ends in 202 and an operation that is done.
  func accepted(
    _ request: ControlRequest, _ apiVersion: String, toleratesNoChange: Bool,
    _ plan: @escaping @Sendable (Fleet) throws(ControlError) -> ([Command], RegionIndex)
  ) -> ControlAction {
    .write(toleratesNoChange: toleratesNoChange) { snapshot throws(ControlError) in
      let (commands, region) = try plan(snapshot.fleet)
      return OrderPlan(commands: commands) { [self] snapshot in
        let link = operationLink(request, apiVersion, region, snapshot)
        return ControlResponse(
          202, headers: [("Azure-AsyncOperation", link), ("Location", link + "&monitor=true"), ("Retry-After", "1")])
      }
    }
  }

  /// The address of a new operation.
  func operationLink(
    _ request: ControlRequest, _ apiVersion: String, _ region: RegionIndex, _ snapshot: FleetSnapshot
  ) -> String {
    let id = operations.withLock { $0.add(at: snapshot.now) }
    let subscription = request.segments.count > 1 ? directory.subscription(request.segments[1]) ?? 0 : 0
    return
      "\(request.base)\(AzureIDs(directory: directory).subscription(subscription))/providers/Microsoft.Compute/locations/\(Escaped.text(snapshot.fleet.regions[region].name))/operations/\(id)?api-version=\(apiVersion)"
  }
}
