import FleetFiles
import FleetModel
import RolloutOrchestrator

/// Writes rolldeck's own bodies. Times are simulated milliseconds since the start.
struct RolldeckBodies {
  let snapshot: FleetSnapshot
  let directory: FleetDirectory
  var fleet: Fleet { snapshot.fleet }
  var orchestrator: Orchestrator { snapshot.orchestrator }

  func state() -> JSONValue {
    let tally = snapshot.tally
    return [
      "fleet": .string(fleet.name), "seed": .string(String(snapshot.seed, radix: 16)), "now": .int(Int(snapshot.now)),
      "time": .string(SimulatedDate.text(snapshot.now)), "digest": .string(snapshot.digest),
      "events": .int(snapshot.eventCount), "machines": .int(fleet.machineCount), "groups": .int(fleet.groups.count),
      "subscriptions": .array(fleet.subscriptions.indices.map(subscription)),
      "regions": .array(fleet.regions.indices.map { region($0, tally) }),
      "handlers": .array(fleet.handlers.indices.map { handler($0, tally) }),
      "rollouts": .array(orchestrator.rollouts.map { brief($0) }),
    ]
  }

  private func subscription(_ index: SubscriptionIndex) -> JSONValue {
    let subscription = fleet.subscriptions[index]
    return [
      "name": .string(subscription.name), "id": .string(directory.id(of: index)),
      "feature": .string(subscription.feature.rawValue), "isPropagated": .bool(subscription.isPropagated),
      "isEnrolled": .bool(subscription.isEnrolled), "missingStep": .orNull(subscription.missingStep),
    ]
  }

  private func region(_ index: RegionIndex, _ tally: FleetTally) -> JSONValue {
    let region = fleet.regions[index]
    var health = MachineHealth.allCases.map { health in
      JSONValue.Member(key: health.word, value: .int(tally.health[index][Int(health.rawValue)]))
    }
    health.append(.init(key: "stopped", value: .int(tally.stopped[index])))
    return [
      "name": .string(region.name), "zones": .int(region.zoneCount),
      "pairs": .array(region.pairs.map { .string(fleet.regions[$0].name) }), "health": .object(health),
    ]
  }

  private func handler(_ index: HandlerIndex, _ tally: FleetTally) -> JSONValue {
    let handler = fleet.handlers[index]
    return [
      "name": .string(handler.name), "isSupported": .bool(handler.isSupported),
      "automatic": .int(tally.automatic[index]),
      "versions": .array(
        handler.versions.indices.map { version in
          let state: String =
            switch handler.publications[version] {
            case .unpublished: "unpublished"
            case .published: "published"
            case .withdrawn: "withdrawn"
            }
          return [
            "version": .string(handler.versions[version].description), "state": .string(state),
            "machines": .int(tally.versions[index][version]),
          ]
        }),
    ]
  }

  // MARK: Groups and VMs

  func group(_ name: String) throws(ControlError) -> JSONValue {
    guard let group = directory.group(name) else {
      throw ControlError(404, "NotFound", "There is no group '\(name.prefix(60))'.")
    }
    let limits = fleet.limits(of: group)
    return [
      "name": .string(fleet.name(ofGroup: group)), "kind": .string(fleet.kind(of: group).rawValue),
      "subscription": .string(fleet.subscriptions[fleet.groups[group].subscription].name),
      "region": .string(fleet.regions[fleet.groups[group].region].name), "machines": .int(fleet.memberCount(of: group)),
      "unhealthy": .int(fleet.unhealthyCount(of: group)),
      "unhealthyLimit": .int(limits.unhealthyLimit(of: fleet.memberCount(of: group))),
      "batchCap": .int(limits.batchCap(of: fleet.memberCount(of: group))),
      "waits": .array(snapshot.waits.filter { $0.scope == .group(group) }.map(wait)),
    ]
  }

  func machine(_ name: String) throws(ControlError) -> JSONValue {
    guard let vm = directory.machine(name, fleet) else {
      throw ControlError(404, "NotFound", "There is no VM '\(name.prefix(60))'.")
    }
    let flags = fleet.flags(of: vm)
    let deployed = fleet.handlers.indices.filter { fleet.version(of: $0, on: vm) != nil }
    return [
      "name": .string(fleet.name(of: vm)), "group": .string(fleet.name(ofGroup: fleet.group(of: vm))),
      "zone": fleet.zone(of: vm) == 0 ? .null : .string(String(fleet.zone(of: vm))),
      "updateDomain": .orNull(fleet.updateDomain(of: vm)), "health": .string(fleet.health(of: vm).word),
      "isRunning": .bool(flags.contains(.running)), "isAgentReady": .bool(flags.contains(.agentReady)),
      "isProtected": .bool(flags.contains(.protected)), "isOnLatestModel": .bool(flags.contains(.latestModel)),
      "extensions": .array(deployed.map { self.deployed($0, vm) }),
    ]
  }

  private func deployed(_ handler: HandlerIndex, _ vm: VMIndex) -> JSONValue {
    let attempt = orchestrator.attempt(on: vm).flatMap { $0.handler == handler ? $0 : nil }
    let retry = orchestrator.retryTime(of: handler, on: vm)
    return [
      "handler": .string(fleet.handlers[handler].name),
      "version": .string(fleet.handlers[handler].versions[fleet.version(of: handler, on: vm) ?? 0].description),
      "isAutomatic": .bool(fleet.isAutomatic(handler, on: vm)), "isFailed": .bool(retry == .max),
      "retryAt": .orNull(retry.flatMap { $0 == .max ? nil : Int($0) }),
      "upgradingSince": .orNull(attempt.map { Int($0.startedAt) }),
    ]
  }
}
