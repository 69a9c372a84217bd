import AvailabilityAuditor

/// A hand-made event stream: it numbers the events and knows how an upgrade usually goes, so that a test only says what
/// is special about it.
struct Scenario {
  static let handler = "Microsoft.Azure.Monitoring.DependencyAgent/DependencyAgentLinux"
  static let probe = "Microsoft.ManagedServices/ApplicationHealthLinux"
  static let old = "9.9.0.0"
  static let new = "9.10.0.0"
  static let minute = 60_000
  static let hour = 3_600_000

  private(set) var lines: [String] = []
  private var number = 0

  mutating func header(_ kind: String, _ members: JSON) {
    lines.append(members.replacing([("k", .text(kind))]).text)
  }

  mutating func event(_ kind: String, at time: Int, _ members: JSON = [:]) {
    lines.append(members.replacing([("k", .text(kind)), ("n", .number(number)), ("t", .number(time))]).text)
    number += 1
  }

  mutating func raw(_ line: String) { lines.append(line) }

  /// What the auditor finds; a stream that goes on is not asked for its end line.
  func audit(isWhole: Bool = true) -> AvailabilityAuditor {
    var auditor = AvailabilityAuditor()
    for line in lines { auditor.read(line: Array(line.utf8)) }
    if isWhole { auditor.finish() }
    return auditor
  }

  /// The invariants found broken in a whole stream, in order.
  var broken: [String] { audit().violations.map(\.invariant) }
  /// The invariants found broken in a stream that goes on, in order.
  var brokenSoFar: [String] { audit(isWhole: false).violations.map(\.invariant) }
}

// The header.
extension Scenario {
  mutating func head(_ policy: [(String, JSON)] = []) {
    let defaults: JSON = [
      "maxBatchInstancePercent": 20, "maxUnhealthyInstancePercent": 20, "maxUnhealthyUpgradedInstancePercent": 20,
      "healthWindowMs": 300_000, "installLimitMs": 1_200_000, "retryMinMs": 172_800_000, "retryMaxMs": 345_600_000,
      "phaseSuccessPercent": 100, "concurrentScope": "anyUpdate", "countStoppedAsUnhealthy": true,
    ]
    header(
      "head",
      [
        "format": 1, "engine": "1", "seed": "ab", "fleet": "test", "handlers": .init([Self.handler, Self.probe]),
        "policy": defaults.replacing(policy),
      ])
  }

  mutating func region(_ name: String, pairs: [String] = []) {
    header("region", ["region": .text(name), "pairs": .init(pairs)])
  }

  mutating func subscription(_ name: String = "sub", enrolled: Bool = true) {
    header("subscription", ["sub": .text(name), "enrolled": .flag(enrolled)])
  }

  mutating func group(
    _ name: String, in region: String = "west", kind: String = "scaleSet", policy: JSON = [:],
    _ others: [(String, JSON)] = []
  ) {
    let members: JSON = [
      "group": .text(name), "kind": .text(kind), "sub": "sub", "region": .text(region), "serviceFabric": false,
      "settleMs": 5000, "graceMs": 0, "healthSource": "applicationHealth", "policy": policy,
    ]
    header("group", members.replacing(others))
  }

  static func machine(_ name: String, of group: String, in region: String = "west", _ others: [(String, JSON)] = [])
    -> JSON
  {
    let members: JSON = [
      "vm": .text(name), "sub": "sub", "region": .text(region), "zone": nil, "group": .text(group), "ud": nil,
      "pg": nil, "os": "linux", "power": "running", "health": "healthy", "agentReady": true, "protected": false,
      "latestModel": true,
    ]
    return members.replacing(others)
  }

  mutating func machine(
    _ name: String, of group: String, in region: String = "west", _ others: [(String, JSON)] = []
  ) {
    header("vm", Self.machine(name, of: group, in: region, others))
  }

  mutating func ext(
    _ vm: String, _ handler: String = Self.handler, version: String = Self.old, auto: Bool = true
  ) {
    header("ext", ["vm": .text(vm), "handler": .text(handler), "version": .text(version), "auto": .flag(auto)])
  }

  mutating func version(_ version: String = Self.new, of handler: String = Self.handler) {
    header("version", ["handler": .text(handler), "version": .text(version), "regions": nil])
  }

  /// One set `g` of `count` VMs `g-0`… in one region, with the handler to upgrade; the VMs may differ by their index.
  static func set(
    of count: Int, policy: [(String, JSON)] = [], groupPolicy: JSON = [:], group: [(String, JSON)] = [],
    kind: String = "scaleSet", machine: (Int) -> [(String, JSON)] = { _ in [] }
  ) -> Scenario {
    var scenario = Scenario()
    scenario.head(policy)
    scenario.region("west")
    scenario.subscription()
    scenario.group("g", kind: kind, policy: groupPolicy, group)
    for index in 0..<count { scenario.machine("g-\(index)", of: "g", machine(index)) }
    for index in 0..<count { scenario.ext("g-\(index)") }
    scenario.version()
    return scenario
  }
}

// A rollout.
extension Scenario {
  /// Starts rollout `r` and its first phase.
  mutating func start(
    _ rollout: String = "r", phases: [[String]] = [["west"]], bakes: [Int] = [], handler: String = Self.handler,
    version: String = Self.new, at time: Int = 0
  ) {
    event(
      "rolloutStarted", at: time,
      [
        "rollout": .text(rollout), "handler": .text(handler), "version": .text(version),
        "phases": .array(phases.map { JSON($0) }), "bakeMs": .array(bakes.map { .number($0) }),
      ])
    event("phaseStarted", at: time, ["rollout": .text(rollout), "phase": 1])
  }

  mutating func run(_ run: Int = 1, of group: String = "g", rollout: String = "r", at time: Int) {
    event("runStarted", at: time, ["rollout": .text(rollout), "run": .number(run), "group": .text(group)])
  }

  mutating func endRun(
    _ run: Int = 1, of group: String = "g", rollout: String = "r", outcome: String = "completed",
    reason: JSON = nil, retryAt: Int? = nil, at time: Int
  ) {
    event(
      "runEnded", at: time,
      [
        "rollout": .text(rollout), "run": .number(run), "group": .text(group), "outcome": .text(outcome),
        "reason": reason, "retryAt": .init(retryAt),
      ])
  }

  mutating func batch(
    _ vms: [String], number: Int = 1, run: Int = 1, of group: String = "g", rollout: String = "r",
    handlers: [String] = [Self.handler], total: Int, unhealthy: Int = 0, at time: Int
  ) {
    event(
      "batchStarted", at: time,
      [
        "rollout": .text(rollout), "run": .number(run), "batch": .number(number), "group": .text(group),
        "handlers": .init(handlers), "vms": .init(vms), "total": .number(total), "unhealthy": .number(unhealthy),
      ])
  }

  mutating func endBatch(
    _ batch: Int = 1, run: Int = 1, of group: String = "g", rollout: String = "r", upgraded: Int, bad: Int = 0,
    at time: Int
  ) {
    event(
      "batchEnded", at: time,
      [
        "rollout": .text(rollout), "run": .number(run), "batch": .number(batch), "group": .text(group),
        "upgraded": .number(upgraded), "bad": .number(bad),
      ])
  }

  mutating func attempt(
    _ vm: String, run: Int = 1, batch: Int = 1, rollout: String = "r", handler: String = Self.handler,
    from: String = Self.old, to: String = Self.new, attempt: Int = 1, at time: Int
  ) {
    event(
      "attemptStarted", at: time,
      [
        "rollout": .text(rollout), "run": .number(run), "batch": .number(batch), "vm": .text(vm),
        "handler": .text(handler), "from": .text(from), "to": .text(to), "attempt": .number(attempt),
      ])
  }

  mutating func installed(_ vm: String, ok: Bool = true, handler: String = Self.handler, at time: Int) {
    event(
      "installEnded", at: time,
      ["vm": .text(vm), "handler": .text(handler), "ok": .flag(ok), "error": ok ? nil : "exit 51"])
  }

  mutating func health(_ vm: String, _ health: String = "healthy", sampled: Bool = true, at time: Int) {
    event(
      "health", at: time,
      ["vm": .text(vm), "health": .text(health), "sampled": .flag(sampled), "cause": "probe"])
  }

  mutating func verdict(
    _ vm: String, _ outcome: String = "upgraded", version: String = Self.new, retryAt: Int? = nil,
    handler: String = Self.handler, at time: Int
  ) {
    event(
      "attemptEnded", at: time,
      [
        "vm": .text(vm), "handler": .text(handler), "outcome": .text(outcome), "version": .text(version),
        "retryAt": .init(retryAt),
      ])
  }

  mutating func rollback(_ vm: String, handler: String = Self.handler, at time: Int) {
    event("rollbackStarted", at: time, ["vm": .text(vm), "handler": .text(handler), "why": "unhealthy"])
  }

  /// An attempt from its start to the verdict `upgraded`, two minutes later.
  mutating func upgrade(
    _ vms: [String], run: Int = 1, batch: Int = 1, rollout: String = "r", handler: String = Self.handler,
    attempt number: Int = 1, at time: Int
  ) {
    for vm in vms {
      attempt(vm, run: run, batch: batch, rollout: rollout, handler: handler, attempt: number, at: time)
    }
    for vm in vms { installed(vm, handler: handler, at: time + 60_000) }
    for vm in vms { health(vm, at: time + 90_000) }
    for vm in vms { verdict(vm, handler: handler, at: time + 120_000) }
  }

  /// An attempt whose install fails and which is rolled back, two minutes later.
  mutating func fail(
    _ vm: String, run: Int = 1, batch: Int = 1, rollout: String = "r", handler: String = Self.handler,
    from: String = Self.old, attempt number: Int = 1, retryAfter: Int? = 72 * Self.hour, at time: Int
  ) {
    attempt(vm, run: run, batch: batch, rollout: rollout, handler: handler, attempt: number, at: time)
    installed(vm, ok: false, handler: handler, at: time + 60_000)
    rollback(vm, handler: handler, at: time + 60_000)
    verdict(
      vm, "rolledBack", version: from, retryAt: retryAfter.map { time + 120_000 + $0 }, handler: handler,
      at: time + 120_000)
  }

  /// A batch of upgrades, from its start to its end two minutes later.
  mutating func upgradeBatch(
    _ vms: [String], number: Int = 1, run: Int = 1, of group: String = "g", rollout: String = "r", total: Int,
    unhealthy: Int = 0, at time: Int
  ) {
    batch(vms, number: number, run: run, of: group, rollout: rollout, total: total, unhealthy: unhealthy, at: time)
    upgrade(vms, run: run, batch: number, rollout: rollout, at: time)
    endBatch(number, run: run, of: group, rollout: rollout, upgraded: vms.count, at: time + 120_000)
  }

  mutating func phase(
    _ kind: String = "phaseSucceeded", _ phase: Int = 1, rollout: String = "r", eligible: Int = 0, upgraded: Int = 0,
    at time: Int
  ) {
    event(
      kind, at: time,
      [
        "rollout": .text(rollout), "phase": .number(phase), "eligible": .number(eligible),
        "upgraded": .number(upgraded), "threshold": 100,
      ])
  }

  mutating func waiting(
    _ scope: String, _ reason: String, until: Int? = nil, rollout: String = "r", at time: Int
  ) {
    event(
      "waiting", at: time,
      [
        "rollout": .text(rollout), "scope": .text(scope), "reason": .text(reason), "figures": [:],
        "until": .init(until),
      ])
  }

  mutating func endRollout(_ rollout: String = "r", _ outcome: String = "completed", at time: Int) {
    event("rolloutEnded", at: time, ["rollout": .text(rollout), "outcome": .text(outcome)])
  }

  /// The last line; the tally is that of rollout `r` unless another is given.
  mutating func end(
    upgraded: Int, rolledBack: Int = 0, rollbackFailed: Int = 0, pending: Int = 0, excluded: Int = 0, at time: Int
  ) {
    let tally: JSON = [
      "upgraded": .number(upgraded), "rolledBack": .number(rolledBack), "rollbackFailed": .number(rollbackFailed),
      "pending": .number(pending), "excluded": .number(excluded),
    ]
    event("end", at: time, ["why": "until", "tally": ["r": tally]])
  }
}
