import FleetFiles
import FleetModel
import FleetSession
import RolloutOrchestrator

/// What the rollouts of a run did, for people and for programs.
struct RunSummary {
  private let session: Session

  init(_ session: Session) { self.session = session }

  var text: String {
    var lines = [
      "\(session.fleet.name), seed \(session.seed): \(Quantity.text(session.now)) simulated, \(Quantity.count(session.eventCount, "event")), digest \(session.digest.hex)"
    ]
    for rollout in session.orchestrator.rollouts { lines += describe(rollout) }
    if session.orchestrator.rollouts.isEmpty { lines.append("no rollout started") }
    return lines.joined(separator: "\n")
  }

  private func describe(_ rollout: Rollout) -> [String] {
    let handler = session.fleet.handlers[rollout.handler]
    let tally = session.orchestrator.outcomes(of: rollout.id, in: session.fleet)
    let end = rollout.endedAt ?? session.now
    let state = rollout.outcome?.rawValue ?? "in phase \(rollout.phase + 1) of \(session.fleet.phasePlan.count)"
    let history = rollout.history
    var lines = [
      "rollout \(rollout.id): \(handler.name) \(rollout.targetVersion), \(state) after \(Quantity.text(end - rollout.startedAt))",
      "  VMs: \(tally.upgraded) upgraded, \(tally.rolledBack) rolled back, \(tally.rollbackFailed) failed, \(tally.pending) pending, \(tally.excluded) excluded or up to date",
      "  work: \(Quantity.count(history.batches, "batch", plural: "batches")), \(Quantity.count(history.attempts, "attempt")); stops: \(history.stopsUnhealthyBefore) unhealthy before a batch, \(history.stopsUnhealthy) unhealthy during one, \(history.stopsUpgraded) upgraded ones went bad",
    ]
    let exclusions = session.orchestrator.exclusions(of: rollout.id, in: session.fleet)
    if !exclusions.isEmpty {
      lines.append("  excluded: " + exclusions.map { "\($0.count) \($0.reason.rawValue)" }.joined(separator: ", "))
    }
    return lines
  }

  /// One object, keys sorted.
  var json: String {
    let rollouts = session.orchestrator.rollouts.map(jsonObject).joined(separator: ",")
    return
      "{\"digest\":\"\(session.digest.hex)\",\"events\":\(session.eventCount),\"rollouts\":[\(rollouts)],\"seed\":\"\(String(session.seed, radix: 16))\",\"simulatedMs\":\(session.now)}"
  }

  /// ASCII, so that neither a terminal nor a reader makes anything else of a name.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for unit in text.utf16 {
      switch unit {
      case 0x22: result += "\\\""
      case 0x5C: result += "\\\\"
      case 0x20..<0x7F: result.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
      default: result += "\\u" + String(0x10000 + UInt32(unit), radix: 16).dropFirst()
      }
    }
    return result + "\""
  }

  private func jsonObject(_ rollout: Rollout) -> String {
    let tally = session.orchestrator.outcomes(of: rollout.id, in: session.fleet)
    let history = rollout.history
    let excluded = session.orchestrator.exclusions(of: rollout.id, in: session.fleet)
      .sorted { $0.reason.rawValue < $1.reason.rawValue }
      .map { "\"\($0.reason.rawValue)\":\($0.count)" }.joined(separator: ",")
    let end = rollout.endedAt ?? session.now
    let name = session.fleet.handlers[rollout.handler].name
    return """
      {"attempts":\(history.attempts),"batches":\(history.batches),"durationMs":\(end - rollout.startedAt),\
      "excluded":{\(excluded)},"handler":\(Self.quoted(name)),"outcome":\(rollout.outcome.map { "\"\($0.rawValue)\"" } ?? "null"),\
      "phase":\(rollout.phase + 1),"phases":\(session.fleet.phasePlan.count),"rollout":"\(rollout.id)",\
      "stops":{"stoppedUnhealthy":\(history.stopsUnhealthy),"stoppedUpgraded":\(history.stopsUpgraded),"unhealthyBefore":\(history.stopsUnhealthyBefore)},\
      "tally":{"excluded":\(tally.excluded),"pending":\(tally.pending),"rollbackFailed":\(tally.rollbackFailed),"rolledBack":\(tally.rolledBack),"upgraded":\(tally.upgraded)},\
      "version":"\(rollout.targetVersion)"}
      """
  }
}
