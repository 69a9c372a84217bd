import FleetModel
import RolloutOrchestrator

/// A page of metrics as it grows.
struct MetricsPage {
  private(set) var bytes: [UInt8] = []

  init() {}

  /// The page of some figures.
  init(_ figures: MetricsFigures) {
    bytes.reserveCapacity(16 << 10)
    describe(figures)
    describeRollouts(figures.rollouts)
    family("rolldeck_subscription_enrolled", "gauge", "Whether a subscription is enrolled.")
    for subscription in figures.subscriptions {
      sample("rolldeck_subscription_enrolled", [("subscription", subscription.name)], subscription.isEnrolled ? 1 : 0)
    }
    family("rolldeck_http_requests_total", "counter", "Answers by status.")
    for answer in figures.answers {
      sample("rolldeck_http_requests_total", [("status", String(answer.status))], answer.count)
    }
  }

  mutating func family(_ name: String, _ type: String, _ help: String) {
    bytes += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n".utf8
  }

  mutating func sample(_ name: String, _ labels: [(String, String)] = [], _ value: some CustomStringConvertible) {
    sample(name, Labels(labels), nil, value)
  }

  private mutating func sample(
    _ name: String, _ labels: Labels, _ more: Labels?, _ value: some CustomStringConvertible
  ) {
    bytes += name.utf8
    if !labels.bytes.isEmpty {
      bytes.append(UInt8(ascii: "{"))
      bytes += labels.bytes
      if let more {
        bytes.append(UInt8(ascii: ","))
        bytes += more.bytes
      }
      bytes.append(UInt8(ascii: "}"))
    }
    bytes.append(UInt8(ascii: " "))
    bytes += value.description.utf8
    bytes.append(UInt8(ascii: "\n"))
  }

  private mutating func describe(_ figures: MetricsFigures) {
    family("rolldeck_simulated_seconds", "gauge", "Simulated time since the start.")
    sample(
      "rolldeck_simulated_seconds", [], "\(figures.now / 1_000).\(String(figures.now % 1_000 + 1_000).dropFirst())")
    family("rolldeck_events_total", "counter", "Events so far.")
    sample("rolldeck_events_total", [], figures.eventCount)
    family("rolldeck_machines", "gauge", "VMs by region and health; stopped ones apart.")
    let healths = MachineHealth.allCases.map { (Labels([("health", $0.word)]), Int($0.rawValue)) }
    let stopped = Labels([("health", "stopped")])
    for (index, name) in figures.regions.enumerated() {
      let region = Labels([("region", name)])
      for (health, place) in healths {
        sample("rolldeck_machines", region, health, figures.tally.health[index][place])
      }
      sample("rolldeck_machines", region, stopped, figures.tally.stopped[index])
    }
    family("rolldeck_extension_machines", "gauge", "VMs by extension and installed version.")
    for (index, known) in figures.handlers.enumerated() {
      let handler = Labels([("handler", known.handler)])
      for (version, count) in zip(known.versions, figures.tally.versions[index]) {
        sample("rolldeck_extension_machines", handler, Labels([("version", version.description)]), count)
      }
    }
  }

  private mutating func describeRollouts(_ rollouts: [MetricsFigures.RolloutFigures]) {
    let labelled = rollouts.map { rollout in
      (
        rollout,
        Labels([
          ("rollout", String(rollout.id)), ("handler", rollout.handler), ("version", rollout.version.description),
        ])
      )
    }
    family("rolldeck_rollout_machines", "gauge", "VMs of a rollout by state.")
    let states = ["pending", "upgraded", "excluded", "rolled_back", "failed", "in_flight"].map {
      Labels([("state", $0)])
    }
    for (rollout, labels) in labelled {
      let total = rollout.total
      let counts = [
        total.pending, total.upgraded, total.excluded, total.rolledBack, total.failed, total.inFlight,
      ]
      for (state, count) in zip(states, counts) { sample("rolldeck_rollout_machines", labels, state, count) }
    }
    family("rolldeck_rollout_phase", "gauge", "The phase a rollout is in, from 1.")
    for (rollout, labels) in labelled { sample("rolldeck_rollout_phase", labels, nil, rollout.phase + 1) }
    family("rolldeck_rollout_live", "gauge", "Whether a rollout can still start something.")
    for (rollout, labels) in labelled { sample("rolldeck_rollout_live", labels, nil, rollout.isLive ? 1 : 0) }
    family("rolldeck_rollout_attempts_total", "counter", "Attempts that a rollout started.")
    for (rollout, labels) in labelled {
      sample("rolldeck_rollout_attempts_total", labels, nil, rollout.history.attempts)
    }
    family("rolldeck_rollout_stops_total", "counter", "Runs that were stopped, by rule.")
    let rules = ["R14", "R15", "R16"].map { Labels([("rule", $0)]) }
    for (rollout, labels) in labelled {
      let history = rollout.history
      let counts = [history.stopsUnhealthyBefore, history.stopsUnhealthy, history.stopsUpgraded]
      for (rule, count) in zip(rules, counts) { sample("rolldeck_rollout_stops_total", labels, rule, count) }
    }
  }

  /// Labels as they stand between braces.
  private struct Labels {
    private(set) var bytes: [UInt8] = []

    init(_ labels: [(String, String)]) {
      for (name, value) in labels {
        if !bytes.isEmpty { bytes.append(UInt8(ascii: ",")) }
        bytes += name.utf8
        bytes += "=\"".utf8
        write(value)
        bytes.append(UInt8(ascii: "\""))
      }
    }

    private mutating func write(_ value: String) {
      for scalar in value.unicodeScalars {
        switch scalar {
        case "\\": bytes += "\\\\".utf8
        case "\"": bytes += "\\\"".utf8
        case "\n": bytes += "\\n".utf8
        case _ where scalar.isASCII && scalar.value >= 0x20 && scalar.value != 0x7F: bytes.append(UInt8(scalar.value))
        // Prometheus has no escape for what a terminal might act upon; it gets to read one.
        case _ where JSONValue.isHidden(scalar):
          bytes += "\\\\u{\(String(scalar.value, radix: 16, uppercase: true))}".utf8
        default: bytes += String(scalar).utf8
        }
      }
    }
  }
}
