import FleetModel
import FleetSession
import Synchronization

// `Microsoft.Compute/locations/{region}`: the catalogue of extensions, and operations. Its lists are bare arrays.

extension ControlService {
  func locationRoute(_ request: ControlRequest, _ address: AzureAddress) throws(ControlError) -> ControlAction {
    try request.allow("GET")
    guard address.rest.count >= 3 else { throw .noRoute(request) }
    let name = address.rest[1]
    guard let region = directory.region(name) else {
      throw ControlError(
        400, "LocationNotAvailableForResourceType", "The location '\(name)' is not one of the fleet's regions.")
    }
    switch address.folded[2] {
    case "operations" where address.rest.count == 4:
      return operation(request, address.rest[3])
    case "publishers":
      return read(request) { bodies throws(ControlError) in try bodies.catalogue(address, region) }
    default: throw .noRoute(request)
    }
  }

  private func operation(_ request: ControlRequest, _ id: String) -> ControlAction {
    guard let time = operations.withLock({ $0.time(of: id) }) else {
      return .answer(ControlError(404, "OperationNotFound", "The operation '\(id.prefix(60))' was not found.").response)
    }
    // The Location style of polling ends with an answer that has no body.
    if request.query("monitor") != nil { return .answer(ControlResponse(204)) }
    let text = JSONValue.string(SimulatedDate.text(time))
    return .answer(
      ControlResponse(200, ["name": .string(id), "startTime": text, "endTime": text, "status": "Succeeded"]))
  }
}

extension AzureBodies {
  /// `publishers[/{p}/artifacttypes/vmextension/types[/{t}/versions[/{v}]]]`.
  func catalogue(_ address: AzureAddress, _ region: RegionIndex) throws(ControlError) -> JSONValue {
    let path = address.folded.dropFirst(3)
    let base =
      ids.subscription(address.subscription)
      + "/Providers/Microsoft.Compute/Locations/\(fleet.regions[region].name)/Publishers"
    guard let publisher = path.first else {
      var publishers: [String] = []
      for handler in fleet.handlers where !publishers.contains(handler.publisher) {
        publishers.append(handler.publisher)
      }
      return .array(publishers.map { item("\(base)/\($0)", $0, region) })
    }
    // az looks for an image before it creates anything, and shows what it is told then.
    if path.dropFirst().starts(with: ["artifacttypes", "vmimage"]) {
      throw ControlError(
        404, "ArtifactNotFound",
        "There are no VM images: the VMs of a simulated fleet come from its file. Edit virtualMachines or scaleSets in the fleet file and start the run again."
      )
    }
    let handlers = fleet.handlers.indices.filter { fleet.handlers[$0].publisher.lowercased() == publisher }
    guard let first = handlers.first else { throw artifact("Publisher '\(address.rest[3])'") }
    let rest = Array(path.dropFirst())
    guard rest.count >= 3, rest[0] == "artifacttypes", rest[1] == "vmextension", rest[2] == "types" else {
      throw .noRoute(request)
    }
    let types = "\(base)/\(fleet.handlers[first].publisher)/ArtifactTypes/VMExtension/Types"
    if rest.count == 3 {
      return .array(handlers.map { item("\(types)/\(fleet.handlers[$0].type)", fleet.handlers[$0].type, region) })
    }
    guard let handler = handlers.first(where: { fleet.handlers[$0].type.lowercased() == rest[3] }) else {
      throw artifact("Type '\(address.rest[7])'")
    }
    guard rest.count >= 5, rest[4] == "versions" else { throw .noRoute(request) }
    let versions = "\(types)/\(fleet.handlers[handler].type)/Versions"
    let offered = offeredVersions(handler, region)
    if rest.count == 5 {
      let wanted = try VersionQuery(request)
      return .array(
        wanted.chosen(of: offered).map { version in
          let item = item("\(versions)/\(version)", "\(version)", region)
          return wanted.showsProperties ? item.with([properties(of: handler)]) : item
        })
    }
    guard rest.count == 6, let version = offered.first(where: { $0.description == rest[5] }) else {
      throw artifact("Version '\(address.rest.last ?? "")'")
    }
    return item("\(versions)/\(version)", "\(version)", region).with([properties(of: handler)])
  }

  private func properties(of handler: HandlerIndex) -> JSONValue.Member {
    let os = fleet.handlers[handler].type.lowercased().hasSuffix("windows") ? "Windows" : "Linux"
    return .init(
      key: "properties",
      value: [
        "operatingSystem": .string(os), "computeRole": "IaaS", "vmScaleSetEnabled": true,
        "supportsMultipleExtensions": false, "handlerSchema": "",
      ])
  }

  /// Published versions that a region has, ascending (R36).
  private func offeredVersions(_ handler: HandlerIndex, _ region: RegionIndex) -> [HandlerVersion] {
    let known = fleet.handlers[handler]
    return known.versions.indices.filter { index in
      if case .published(let regions) = known.publications[index] { regions.contains(region) } else { false }
    }.map { known.versions[$0] }.sorted()
  }

  private func item(_ id: String, _ name: String, _ region: RegionIndex) -> JSONValue {
    ["location": .string(fleet.regions[region].name), "name": .string(name), "id": .string(id)]
  }

  private func artifact(_ what: String) -> ControlError {
    ControlError(404, "ArtifactNotFound", "\(what) was not found in the extension repository.")
  }
}
