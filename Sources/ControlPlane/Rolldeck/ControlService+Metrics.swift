import FleetModel
import RolloutOrchestrator
import Synchronization

// Figures in Prometheus' text format.

extension ControlService {
  func metrics(_ request: ControlRequest) throws(ControlError) -> ControlAction {
    try request.allow("GET")
    return .read { [self] snapshot in
      var page = MetricsPage()
      page.describe(snapshot)
      page.family("rolldeck_http_requests_total", "counter", "Answers by status.")
      for (status, count) in counters.withLock({ $0.sorted }) {
        page.sample("rolldeck_http_requests_total", [("status", String(status))], count)
      }
      return ControlResponse(text: page.text, type: "text/plain; version=0.0.4; charset=utf-8")
    }
  }
}

/// A page of metrics as it grows.
struct MetricsPage {
  private(set) var text = ""

  mutating func family(_ name: String, _ type: String, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
  }

  mutating func sample(_ name: String, _ labels: [(String, String)] = [], _ value: some CustomStringConvertible) {
    text += name
    if !labels.isEmpty { text += "{" + labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",") + "}" }
    text += " \(value)\n"
  }

  mutating func describe(_ snapshot: FleetSnapshot) {
    let fleet = snapshot.fleet
    let tally = snapshot.tally
    family("rolldeck_simulated_seconds", "gauge", "Simulated time since the start.")
    sample(
      "rolldeck_simulated_seconds", [], "\(snapshot.now / 1_000).\(String(snapshot.now % 1_000 + 1_000).dropFirst())")
    family("rolldeck_events_total", "counter", "Events so far.")
    sample("rolldeck_events_total", [], snapshot.eventCount)
    family("rolldeck_machines", "gauge", "VMs by region and health; stopped ones apart.")
    for (index, region) in fleet.regions.enumerated() {
      for health in MachineHealth.allCases {
        sample(
          "rolldeck_machines", [("region", region.name), ("health", health.word)],
          tally.health[index][Int(health.rawValue)])
      }
      sample("rolldeck_machines", [("region", region.name), ("health", "stopped")], tally.stopped[index])
    }
    family("rolldeck_extension_machines", "gauge", "VMs by extension and installed version.")
    for (index, handler) in fleet.handlers.enumerated() {
      for (version, count) in tally.versions[index].enumerated() {
        sample(
          "rolldeck_extension_machines",
          [("handler", handler.name), ("version", handler.versions[version].description)], count)
      }
    }
    describeRollouts(snapshot)
    family("rolldeck_subscription_enrolled", "gauge", "Whether a subscription is enrolled.")
    for subscription in fleet.subscriptions {
      sample("rolldeck_subscription_enrolled", [("subscription", subscription.name)], subscription.isEnrolled ? 1 : 0)
    }
  }

  private mutating func describeRollouts(_ snapshot: FleetSnapshot) {
    let rollouts = snapshot.orchestrator.rollouts
    func labels(_ rollout: Rollout) -> [(String, String)] {
      [
        ("rollout", String(rollout.id)), ("handler", snapshot.fleet.handlers[rollout.handler].name),
        ("version", rollout.targetVersion.description),
      ]
    }
    family("rolldeck_rollout_machines", "gauge", "VMs of a rollout by state.")
    for rollout in rollouts {
      let total = rollout.total
      for (state, count) in [
        ("pending", total.pending), ("upgraded", total.upgraded), ("excluded", total.excluded),
        ("rolled_back", total.rolledBack), ("failed", total.failed), ("in_flight", total.inFlight),
      ] { sample("rolldeck_rollout_machines", labels(rollout) + [("state", state)], count) }
    }
    family("rolldeck_rollout_phase", "gauge", "The phase a rollout is in, from 1.")
    for rollout in rollouts { sample("rolldeck_rollout_phase", labels(rollout), rollout.phase + 1) }
    family("rolldeck_rollout_live", "gauge", "Whether a rollout can still start something.")
    for rollout in rollouts { sample("rolldeck_rollout_live", labels(rollout), rollout.isLive ? 1 : 0) }
    family("rolldeck_rollout_attempts_total", "counter", "Attempts that a rollout started.")
    for rollout in rollouts { sample("rolldeck_rollout_attempts_total", labels(rollout), rollout.history.attempts) }
    family("rolldeck_rollout_stops_total", "counter", "Runs that were stopped, by rule.")
    for rollout in rollouts {
      for (rule, count) in [
        ("R14", rollout.history.stopsUnhealthyBefore), ("R15", rollout.history.stopsUnhealthy),
        ("R16", rollout.history.stopsUpgraded),
      ] { sample("rolldeck_rollout_stops_total", labels(rollout) + [("rule", rule)], count) }
    }
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      // Prometheus has no escape for what a terminal might act upon; it gets to read one.
      case _ where JSONValue.isHidden(scalar): result += "\\\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
