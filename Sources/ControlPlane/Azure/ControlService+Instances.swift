import FleetModel
import FleetSession
import Synchronization

// PUT of one instance of a scale set: `az vmss update --instance-id` protects it from scale-set actions, or lifts that.

extension ControlService {
  private static let protection = "properties.protectionpolicy.protectfromscalesetactions"

  /// R33: a protected instance takes no part in upgrades. What else the body says must be so already.
  func changeInstance(_ request: ControlRequest, _ address: ComputeAddress) throws(ControlError) -> ControlAction {
    let body = try request.object()
    let wanted = body["properties"]?["protectionPolicy"]?["protectFromScaleSetActions"]
    guard wanted == nil || wanted == .null || wanted?.flag != nil else {
      throw .badContent("protectFromScaleSetActions is not true or false")
    }
    let directory = directory
    return .write(toleratesNoChange: true) { [self] snapshot throws(ControlError) in
      let fleet = snapshot.fleet
      let vm = try address.findInstance(directory, fleet)
      let comparison = ModelComparison(body, directory, changeable: [Self.protection])
      if let property = comparison.difference(body, from: AzureBodies(snapshot, self, request).machine(vm)) {
        throw .unchangeable(property, "an instance's extensions and protection from scale-set actions")
      }
      var commands: [Command] = []
      if let isOn = wanted?.flag, isOn != fleet.flags(of: vm).contains(.protected) {
        commands = [.protect(isOn: isOn, scope: .machine(vm))]
      }
      return OrderPlan(commands: commands) { [self] snapshot in
        ControlResponse(200, AzureBodies(snapshot, self, request).machine(vm))
      }
    }
  }
}
