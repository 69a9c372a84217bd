import FleetModel

/// R33, R34, R40, R41: whether a VM takes part in upgrades of a handler, and if not, why.
enum Eligibility {
  /// The reasons that are the owner's or the subscription's choice; health and power play no part.
  static func bar(_ vm: VMIndex, _ handler: HandlerIndex, in fleet: Fleet) -> WaitReason? {
    guard fleet.handlers[handler].isSupported else { return .unsupported }
    guard fleet.isAutomatic(handler, on: vm) else { return .optedOut }
    return bar(ofGroup: fleet.group(of: vm), in: fleet)
  }

  /// Those of them that all VMs of a group have in common.
  static func bar(ofGroup group: GroupIndex, in fleet: Fleet) -> WaitReason? {
    let group = fleet.groups[group]
    guard fleet.subscriptions[group.subscription].isEnrolled else { return .enrolment }
    let isBlocked = fleet.isBlocked(profile: group.profile)
    if isBlocked { return fleet.groupProfiles[group.profile].isServiceFabric ? .serviceFabric : .healthSource }
    return nil
  }

  /// All reasons, those that come and go included, in the order in which they are told.
  static func exclusion(_ vm: VMIndex, _ handler: HandlerIndex, in fleet: Fleet) -> WaitReason? {
    if let bar = bar(vm, handler, in: fleet) { return bar }
    return passing(vm, in: fleet) ?? sickness(vm, in: fleet)
  }

  /// The reasons that come and go, but for health, which is judged when a batch is selected (R33).
  static func passing(_ vm: VMIndex, in fleet: Fleet) -> WaitReason? {
    let flags = fleet.flags(of: vm)
    if flags.isSuperset(of: .normal) && !flags.contains(.protected) { return nil }
    if !flags.contains(.running) { return .stopped }
    if !flags.contains(.agentReady) { return .agent }
    if flags.contains(.protected) { return .protected }
    return .model
  }

  /// R33: unhealthy and unknown VMs are left out, unless their set wants them first.
  static func sickness(_ vm: VMIndex, in fleet: Fleet) -> WaitReason? {
    guard fleet.health(of: vm).isBad else { return nil }
    return takesSick(fleet.group(of: vm), in: fleet) ? nil : .unhealthy
  }

  /// Whether a set wants its unhealthy VMs first.
  static func takesSick(_ group: GroupIndex, in fleet: Fleet) -> Bool {
    fleet.groupProfiles[fleet.groups[group].profile].policy.prioritizeUnhealthyInstances
  }
}
