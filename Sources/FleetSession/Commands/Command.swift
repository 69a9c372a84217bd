public import FleetModel
public import FleetSimulator

/// Whatever a person, a file, a client or a recording can do to a session.
public enum Command: Sendable, Equatable, Codable {
  /// The publisher offers a version, with the quality that its installs will have.
  case publish(handler: HandlerIndex, version: HandlerVersion, regions: RegionScope, quality: [QualityRule])
  /// The publisher takes a version back (R29).
  case withdraw(handler: HandlerIndex, version: HandlerVersion)
  /// R11, R41: opts in or out. In a scope of whole groups their models change too (R11a).
  case setAutomatic(handler: HandlerIndex, isOn: Bool, scope: FleetScope)
  /// The owner deploys or replaces an extension on the VMs of a scope. Scale sets that lie in it whole get it in their
  /// models, so that later instances have it too.
  case deploy(handler: HandlerIndex, version: HandlerVersion, isAutomatic: Bool, scope: FleetScope)
  /// The owner removes an extension from the VMs of a scope, and from the models of the sets that lie in it whole.
  case undeploy(handler: HandlerIndex, scope: FleetScope)
  /// The owner names and describes an extension of a VM or of a set's model; nothing that a rollout does depends on it.
  case describe(handler: HandlerIndex, details: ExtensionDetails, scope: FleetScope)
  /// Injects a fault into a share of a scope's VMs, for a time or until mended.
  case inject(Fault, scope: FleetScope, share: PartsPerMillion, duration: Milliseconds?)
  /// Ends every fault, outage and maintenance in a scope.
  case mend(scope: FleetScope)
  /// Changes the quality of a version for the VMs that the rule names.
  case poison(QualityRule)
  /// Switches VMs off or on.
  case power(isOn: Bool, scope: FleetScope, share: PartsPerMillion)
  /// The platform maintains a share of a scope's VMs now.
  case maintain(scope: FleetScope, share: PartsPerMillion, duration: Milliseconds)
  /// A zone or a region loses its signal.
  case outage(scope: FleetScope, duration: Milliseconds)
  /// A scale set grows or shrinks to a number of VMs.
  case scale(group: GroupIndex, count: Int)
  /// A VM is deleted.
  case remove(vm: VMIndex)
  /// Protects VMs from scale-set actions, or lifts the protection (R33).
  case protect(isOn: Bool, scope: FleetScope)
  /// Brings the instances of a Manual-mode set to the latest model, or lets them fall behind (R33).
  case upgradeModel(isLatest: Bool, scope: FleetScope)
  /// R40: registers the preview feature; takes simulated time.
  case registerFeature(SubscriptionIndex)
  /// R40: takes the feature back, which opts everything out.
  case unregisterFeature(SubscriptionIndex)
  /// R40: registers the provider, which propagates a registered feature.
  case registerProvider(SubscriptionIndex)
  /// R30: nothing new starts. Rollouts are named by their number; nil is all that are live.
  case hold(rollout: Int?)
  /// R30: ends a hold.
  case resume(rollout: Int?)
  /// R30: lets the next phase start whatever this one's gate says.
  case skip(rollout: Int)
  /// R30: ends a rollout; attempts in flight finish.
  case cancel(rollout: Int)
  /// R30: ends the runs of one group; attempts in flight finish, and R7's interval passes before the next run (R17).
  case cancelRun(group: GroupIndex)
  /// R30, R8: tries failed upgrades again now, instead of when their time comes.
  case retry(rollout: Int?, scope: FleetScope)
  /// One of the five for the live rollout of an extension, whatever its number: to a version, or to whichever there is.
  /// When its time comes it becomes that of the number, and is told as such.
  case control(RolloutControl, handler: HandlerIndex, version: HandlerVersion?)
}

/// What an operator can do to a rollout (R30).
public enum RolloutControl: Sendable, Equatable, Codable {
  /// Nothing new starts.
  case hold
  /// Ends a hold.
  case resume
  /// Lets the next phase start.
  case skip
  /// Ends the rollout.
  case cancel
  /// Tries failed upgrades of a scope again now.
  case retry(scope: FleetScope)
}

/// Who gave a command.
public enum CommandSource: String, Sendable, Equatable, Codable {
  /// A person at the keyboard.
  case key
  /// A client of the control plane.
  case http
  /// A script, or the scenario of the fleet file.
  case script
  /// A recording.
  case replay
}

/// A command and its time.
public struct TimedCommand: Sendable, Equatable, Codable {
  /// When, in simulated time.
  public var at: Instant
  /// What.
  public var command: Command

  /// A command at a time.
  public init(at: Instant, _ command: Command) {
    self.at = at
    self.command = command
  }
}
