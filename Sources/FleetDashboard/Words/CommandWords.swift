import FleetModel
import FleetSession
import FleetSimulator

/// Commands in words, for the log.
struct CommandWords {
  let fleet: Fleet
  private var names: PlaceNames { PlaceNames(fleet: fleet) }

  func text(_ command: Command) -> String {
    switch command {
    case .publish(let handler, let version, _, _): "publish \(names.handler(handler)) \(Figures.version(version))"
    case .withdraw(let handler, let version): "withdraw \(names.handler(handler)) \(Figures.version(version))"
    case .setAutomatic(let handler, let isOn, let scope):
      "automatic upgrade of \(names.handler(handler)) \(isOn ? "on" : "off") for \(names.scope(scope))"
    case .deploy(let handler, let version, _, let scope):
      "deploy \(names.handler(handler)) \(Figures.version(version)) on \(names.scope(scope))"
    case .undeploy(let handler, let scope): "remove \(names.handler(handler)) from \(names.scope(scope))"
    case .describe(let handler, _, let scope): "describe \(names.handler(handler)) on \(names.scope(scope))"
    case .inject(let fault, let scope, let share, let duration):
      "\(Self.word(fault)) on \(part(share))\(names.scope(scope))\(time(duration))"
    case .mend(let scope): "mend \(names.scope(scope))"
    case .poison(let rule): "change the quality of \(names.handler(rule.handler))"
    case .power(let isOn, let scope, let share): "power \(isOn ? "on" : "off") \(part(share))\(names.scope(scope))"
    case .maintain(let scope, let share, let duration): "maintain \(part(share))\(names.scope(scope))\(time(duration))"
    case .outage(let scope, let duration): "outage of \(names.scope(scope))\(time(duration))"
    case .scale(let group, let count): "scale \(names.group(group)) to \(count)"
    case .remove(let vm): "delete \(fleet.name(of: vm))"
    case .protect(let isOn, let scope): "\(isOn ? "protect" : "unprotect") \(names.scope(scope))"
    case .upgradeModel(let isLatest, let scope):
      "\(names.scope(scope)) \(isLatest ? "brought to" : "left behind") the latest model"
    case .registerFeature(let subscription): "register the feature for \(fleet.subscriptions[subscription].name)"
    case .unregisterFeature(let subscription): "unregister the feature for \(fleet.subscriptions[subscription].name)"
    case .registerProvider(let subscription): "register the provider for \(fleet.subscriptions[subscription].name)"
    case .hold(let rollout): "hold \(name(rollout))"
    case .resume(let rollout): "resume \(name(rollout))"
    case .skip(let rollout): "skip the phase of rollout \(rollout)"
    case .cancel(let rollout): "cancel rollout \(rollout)"
    case .cancelRun(let group): "cancel the upgrade of \(names.group(group))"
    case .retry(_, let scope): "retry failed upgrades of \(names.scope(scope)) now"
    case .control(let control, let handler, let version):
      "\(Self.word(control)) the rollout of \(names.handler(handler))\(version.map { " " + Figures.version($0) } ?? "")"
    }
  }

  private static func word(_ control: RolloutControl) -> String {
    switch control {
    case .hold: "hold"
    case .resume: "resume"
    case .skip: "skip the phase of"
    case .cancel: "cancel"
    case .retry: "retry failed upgrades of"
    }
  }

  static func word(_ fault: Fault) -> String {
    switch fault {
    case .unhealthy: "unhealthy"
    case .signalLost: "lost signal"
    case .flapping: "flapping health"
    case .agentLost: "lost agent"
    case .installFails: "failing installs"
    case .installHangs: "hanging installs"
    case .slowHealth(let time): "health only after \(Figures.duration(time))"
    case .rollbackFails: "failing rollbacks"
    case .rollbackHangs: "hanging rollbacks"
    }
  }

  private func part(_ share: PartsPerMillion) -> String {
    share == 1_000_000 ? "" : "\(Figures.share(share)) of "
  }

  private func time(_ duration: Milliseconds?) -> String { duration.map { " for \(Figures.duration($0))" } ?? "" }

  private func name(_ rollout: Int?) -> String { rollout.map { "rollout \($0)" } ?? "all rollouts" }
}
