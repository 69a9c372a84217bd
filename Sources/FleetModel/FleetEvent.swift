/// Something that happened in the fleet and can be observed. `Fleet.apply(_:)` is what it means.
public enum FleetEvent: Sendable, Equatable {
  /// An install ended; on success the VM now runs `version`.
  case installEnded(vm: VMIndex, handler: HandlerIndex, version: VersionIndex, failure: InstallFailure?)
  /// A rollback ended; on success the VM runs `version` again.
  case rollbackEnded(vm: VMIndex, handler: HandlerIndex, version: VersionIndex, ok: Bool)
  /// A report of health: a fresh sample of the committed state, or a change told otherwise.
  case health(vm: VMIndex, health: MachineHealth, isSample: Bool, cause: HealthCause)
  /// The VM's power went on or off.
  case power(vm: VMIndex, isRunning: Bool)
  /// The guest agent came or went.
  case agent(vm: VMIndex, isReady: Bool)
  /// The owner protected an instance, or lifted the protection.
  case protection(vm: VMIndex, isProtected: Bool)
  /// The instance came to, or fell behind, its set's latest model.
  case model(vm: VMIndex, isLatest: Bool)
  /// A new VM of a group.
  case machineAdded(NewMachine)
  /// A VM is gone.
  case machineRemoved(vm: VMIndex)
  /// The publisher offers a version; `regions` is everything it is offered in by now (R36).
  case versionPublished(handler: HandlerIndex, version: HandlerVersion, regions: RegionScope)
  /// The publisher took a version back (R29).
  case versionWithdrawn(handler: HandlerIndex, version: VersionIndex)
  /// A step of a subscription's enrolment (R40).
  case enrolment(subscription: SubscriptionIndex, feature: FeatureState, isPropagated: Bool)
  /// R41: the flag of one extension on one VM.
  case automaticChanged(vm: VMIndex, handler: HandlerIndex, isOn: Bool)
  /// R41: the flag of one extension in a set's model; binds later instances (I15).
  case modelAutomaticChanged(group: GroupIndex, handler: HandlerIndex, isOn: Bool)
  /// An extension in a set's model was added or replaced: what a later instance gets.
  case modelExtensionSet(group: GroupIndex, ModelExtension)
  /// An extension is no longer part of a set's model.
  case modelExtensionRemoved(group: GroupIndex, handler: HandlerIndex)
  /// The owner deployed or replaced an extension.
  case extensionSet(vm: VMIndex, handler: HandlerIndex, version: VersionIndex, isAutomatic: Bool)
  /// The owner removed an extension.
  case extensionRemoved(vm: VMIndex, handler: HandlerIndex)
}

/// A VM that a scale-out adds.
public struct NewMachine: Sendable, Equatable {
  /// Its group.
  public var group: GroupIndex
  /// Zone from 1; 0 is none.
  public var zone: Int
  /// Update domain, nil for none.
  public var updateDomain: Int?
  /// Placement group, nil for none.
  public var placementGroup: Int?
  /// Index of its machine profile.
  public var profile: Int
  /// How it is when it first reports.
  public var health: MachineHealth
  /// What is deployed on it.
  public var extensions: [ModelExtension]

  /// A VM as it will be added.
  public init(
    group: GroupIndex, zone: Int, updateDomain: Int?, placementGroup: Int?, profile: Int, health: MachineHealth,
    extensions: [ModelExtension]
  ) {
    self.group = group
    self.zone = zone
    self.updateDomain = updateDomain
    self.placementGroup = placementGroup
    self.profile = profile
    self.health = health
    self.extensions = extensions
  }
}

/// Why an install failed (R3).
public enum InstallFailure: UInt8, Sendable, Equatable, CaseIterable {
  /// The handler's own install command failed.
  case exitCode
  /// It outlasted the limit.
  case timedOut
  /// The VM was stopped, or its agent lost, before the install could end.
  case machineStopped

  /// The text that streams carry.
  public var text: String {
    switch self {
    case .exitCode: "install command failed with exit code 51"
    case .timedOut: "install did not end within its limit"
    case .machineStopped: "the VM or its agent could not be reached when the install should have ended"
    }
  }
}

/// Why a VM's health changed, as far as an observer is told.
public enum HealthCause: UInt8, Sendable, Equatable, CaseIterable {
  /// A probe after an install.
  case probe
  /// The new version made it sick.
  case upgrade
  /// A rollback put the old version back.
  case rollback
  /// It failed by itself.
  case background
  /// It recovered.
  case recovery
  /// A fault that somebody injected.
  case injected
  /// Planned maintenance of the platform.
  case maintenance
  /// An outage of its zone or region.
  case outage
  /// Its power went off or on.
  case power

  /// The word that streams carry.
  public var word: String {
    switch self {
    case .probe: "probe"
    case .upgrade: "upgrade"
    case .rollback: "rollback"
    case .background: "background"
    case .recovery: "recovery"
    case .injected: "injected"
    case .maintenance: "maintenance"
    case .outage: "outage"
    case .power: "power"
    }
  }
}
