import Foundation

/// What the lines of the event stream say, added up without any of the program's own state: the other side of the
/// comparison with what the screens show.
struct StreamFold {
  struct VM {
    var region: String
    var group: String
    var health: String
    var isRunning: Bool
    var versions: [String: String] = [:]
    var automatic: [String: Bool] = [:]
  }

  struct Attempt {
    var rollout: Int
    var to: String
  }

  private(set) var machines: [String: VM] = [:]
  /// What a VM is at, and how its last attempt in each rollout ended.
  private(set) var open: [String: Attempt] = [:]
  private(set) var outcomes: [Int: [String: String]] = [:]
  private(set) var tries: [Int: [String: Int]] = [:]
  private(set) var rollouts: [Int: (handler: String, version: String)] = [:]
  private(set) var eventCount = 0
  private(set) var countsStopped = false
  /// What the last line says of each rollout, once it was read.
  private(set) var excluded: [String: Int] = [:]

  mutating func read(_ line: Substring.UTF8View) throws {
    guard let object = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any],
      let kind = object["k"] as? String
    else { return }
    if object["n"] != nil { eventCount += 1 }
    func text(_ key: String) -> String { object[key] as? String ?? "" }
    let vm = text("vm")
    switch kind {
    case "head":
      let policy = object["policy"] as? [String: Any]
      countsStopped = policy?["countStoppedAsUnhealthy"] as? Bool ?? false
    case "end":
      excluded = (object["tally"] as? [String: [String: Int]] ?? [:]).compactMapValues { $0["excluded"] }
    case "vm", "vmAdded":
      machines[vm] = VM(
        region: text("region"), group: text("group"), health: text("health"), isRunning: text("power") == "running")
      for own in object["exts"] as? [[String: Any]] ?? [] { install(vm, own) }
    case "ext", "extSet": install(vm, object)
    case "extRemoved": machines[vm]?.versions[text("handler")] = nil
    case "vmRemoved":
      machines[vm] = nil
      open[vm] = nil
    case "health": machines[vm]?.health = text("health")
    case "power": machines[vm]?.isRunning = text("power") == "running"
    case "autoChanged": machines[vm]?.automatic[text("handler")] = object["auto"] as? Bool
    case "rolloutStarted": rollouts[Int(text("rollout")) ?? 0] = (text("handler"), text("version"))
    case "attemptStarted":
      let rollout = Int(text("rollout")) ?? 0
      open[vm] = Attempt(rollout: rollout, to: text("to"))
      tries[rollout, default: [:]][vm] = object["attempt"] as? Int
    case "installEnded":
      if object["ok"] as? Bool == true { machines[vm]?.versions[text("handler")] = open[vm]?.to }
    case "attemptEnded":
      machines[vm]?.versions[text("handler")] = text("version")
      if let attempt = open[vm] { outcomes[attempt.rollout, default: [:]][vm] = text("outcome") }
      open[vm] = nil
    default: break
    }
  }

  private mutating func install(_ vm: String, _ object: [String: Any]) {
    guard let handler = object["handler"] as? String else { return }
    machines[vm]?.versions[handler] = object["version"] as? String
    machines[vm]?.automatic[handler] = object["auto"] as? Bool
  }

  /// VMs that exist, whose last attempt in the rollout ended so, by region; those at another attempt do not count.
  func count(_ wanted: Set<String>, in rollout: Int, region: String? = nil) -> Int {
    (outcomes[rollout] ?? [:]).count { vm, outcome in
      guard let machine = machines[vm], wanted.contains(outcome), open[vm]?.rollout != rollout else { return false }
      return region.map { $0 == machine.region } ?? true
    }
  }

  func inFlight(in rollout: Int, region: String) -> Int {
    open.count { vm, attempt in attempt.rollout == rollout && machines[vm]?.region == region }
  }

  /// R14: VMs of a group that count as unhealthy, and all of them.
  func unhealthy(in group: String) -> (bad: Int, all: Int) {
    let members = machines.values.filter { $0.group == group }
    let bad = members.count { vm in
      vm.isRunning ? vm.health == "unhealthy" || vm.health == "unknown" : countsStopped
    }
    return (bad, members.count)
  }

  func spread(of handler: String) -> [String: Int] {
    machines.values.reduce(into: [:]) { counts, vm in
      if let version = vm.versions[handler] { counts[version, default: 0] += 1 }
    }
  }

  func optedOut(of handler: String) -> Int {
    machines.values.count { $0.versions[handler] != nil && $0.automatic[handler] == false }
  }
}
