import FleetModel
import FleetSession
import FleetSimulator

// Accepted commands, with their arguments under names that sort before `t`.

extension StreamWriter {
  mutating func write(_ command: Command, _ source: CommandSource, _ time: Instant, _ fleet: Fleet) {
    var arguments = CommandArguments(fleet)
    arguments.add("by", text: source.rawValue)
    let kind = arguments.describe(command)
    arguments.add("op", text: kind)
    arguments.add("k", text: "command")
    begin()
    isLeftOut = isLeftOut(kind: "command")
    arguments.add("n", value: String(number))
    number += 1
    arguments.add("t", value: String(time))
    for (place, (key, value)) in arguments.sorted.enumerated() {
      if place > 0 { buffer.raw(",") }
      buffer.string(key)
      buffer.raw(":")
      buffer.raw(value)
    }
    close()
  }
}

/// The arguments of a command as keys and JSON values.
struct CommandArguments {
  private let fleet: Fleet
  private var pairs: [(String, [UInt8])] = []

  init(_ fleet: Fleet) { self.fleet = fleet }

  var sorted: [(String, [UInt8])] { pairs.sorted { $0.0 < $1.0 } }

  mutating func add(_ key: String, text: String) { pairs.append((key, JSONText.quoted(text))) }
  mutating func add(_ key: String, value: String) { pairs.append((key, Array(value.utf8))) }

  /// Adds a command's arguments and returns its `op`.
  mutating func describe(_ command: Command) -> String {
    switch command {
    case .publish(let handler, let version, let regions, _):
      add(handler, version)
      if case .only(let list) = regions {
        add(
          "regions",
          value: "["
            + list.map { String(decoding: JSONText.quoted(fleet.regions[$0].name), as: UTF8.self) }.joined(
              separator: ",") + "]")
      }
      return "publish"
    case .withdraw(let handler, let version):
      add(handler, version)
      return "withdraw"
    case .setAutomatic(let handler, let isOn, let scope):
      add(handler)
      add("auto", value: isOn ? "true" : "false")
      add(scope)
      return "setAuto"
    case .deploy(let handler, let version, let isOn, let scope):
      add(handler, version)
      add("auto", value: isOn ? "true" : "false")
      add(scope)
      return "deploy"
    case .undeploy(let handler, let scope):
      add(handler)
      add(scope)
      return "undeploy"
    case .describe(let handler, let details, let scope):
      add(handler)
      if let name = details.name { add("name", text: name) }
      add(scope)
      return "describe"
    case .inject(let fault, let scope, let share, let duration):
      add("fault", text: "\(fault)")
      add("share", value: String(share))
      if let duration { add("forMs", value: String(duration)) }
      add(scope)
      return "break"
    case .mend(let scope): return add(scope, op: "mend")
    case .poison(let rule):
      add(rule.handler)
      if let version = rule.version { add("version", text: version.description) }
      return "poison"
    case .power(let isOn, let scope, let share):
      add("power", text: isOn ? "running" : "stopped")
      add("share", value: String(share))
      return add(scope, op: "power")
    case .maintain(let scope, let share, let duration):
      add("share", value: String(share))
      add("forMs", value: String(duration))
      return add(scope, op: "maintain")
    case .outage(let scope, let duration):
      add("forMs", value: String(duration))
      return add(scope, op: "outage")
    case .scale(let group, let count):
      add("count", value: String(count))
      return add(.group(group), op: "scale")
    case .remove(let vm): return add(.machine(vm), op: "remove")
    case .protect(let isOn, let scope):
      add("protected", value: isOn ? "true" : "false")
      return add(scope, op: "protect")
    case .upgradeModel(let isLatest, let scope):
      add("latestModel", value: isLatest ? "true" : "false")
      return add(scope, op: "model")
    case .registerFeature(let subscription): return add(.subscription(subscription), op: "registerFeature")
    case .unregisterFeature(let subscription): return add(.subscription(subscription), op: "unregisterFeature")
    case .registerProvider(let subscription): return add(.subscription(subscription), op: "registerProvider")
    case .hold(let id): return add(id, op: "hold")
    case .resume(let id): return add(id, op: "resume")
    case .skip(let id): return add(id, op: "skip")
    case .cancel(let id): return add(id, op: "cancel")
    case .cancelRun(let group): return add(.group(group), op: "cancelRun")
    case .retry(let id, let scope):
      add(scope)
      return add(id, op: "retry")
    case .control: preconditionFailure("it was recorded as a command of the rollout's number")
    }
  }

  private mutating func add(_ handler: HandlerIndex, _ version: HandlerVersion? = nil) {
    add("handler", text: fleet.handlers[handler].name)
    if let version { add("version", text: version.description) }
  }

  private mutating func add(_ id: Int?, op: String) -> String {
    if let id { add("rollout", text: String(id)) }
    return op
  }

  private mutating func add(_ scope: FleetScope, op: String) -> String {
    add(scope)
    return op
  }

  private mutating func add(_ scope: FleetScope) {
    switch scope {
    case .all: break
    case .subscription(let subscription): add("sub", text: fleet.subscriptions[subscription].name)
    case .region(let region): add("region", text: fleet.regions[region].name)
    case .zone(let region, let zone):
      add("region", text: fleet.regions[region].name)
      add("zone", text: zone == 0 ? "none" : String(zone))
    case .group(let group): add("group", text: fleet.name(ofGroup: group))
    case .updateDomain(let group, let domain):
      add("group", text: fleet.name(ofGroup: group))
      add("ud", value: String(domain))
    case .machine(let vm): add("vm", text: fleet.name(of: vm))
    }
  }
}
