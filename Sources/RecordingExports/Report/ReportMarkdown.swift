import FleetFiles
import FleetModel
import FleetSession
import RolloutOrchestrator
import SessionRecordings

/// The report as Markdown, for places that show no pictures.
struct ReportMarkdown {
  private let facts: ReportFacts

  init(_ facts: ReportFacts) { self.facts = facts }

  private func safe(_ text: String) -> String { VisibleText.markdown(text) }

  var text: String {
    var parts = ["# \(safe(facts.title))", safe("\(facts.origin) \(facts.ending)")]
    if let warning = facts.warning { parts.append("> **\(safe(warning))**") }
    parts += facts.session.orchestrator.rollouts.map { "* " + safe(facts.sentence($0)) }
    parts += [phases, versions, stops, rollbacks, commands]
    parts.append("Digest at the end: `\(facts.session.digest.hex)`; engine \(safe(EngineVersion.current)).")
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private func table(_ title: String, _ head: [String], _ rows: [[String]]) -> String {
    guard !rows.isEmpty else { return "" }
    var lines = ["## \(title)", "", "| " + head.joined(separator: " | ") + " |"]
    lines.append("|" + head.map { _ in " --- |" }.joined())
    lines += rows.prefix(ReportFacts.shownRows).map { "| " + $0.map(safe).joined(separator: " | ") + " |" }
    if rows.count > ReportFacts.shownRows { lines += ["", "and \(rows.count - ReportFacts.shownRows) more"] }
    return lines.joined(separator: "\n")
  }

  private var phases: String {
    table(
      "Phases", ["Rollout", "Phase", "From", "To", "Baked until", "State"],
      facts.session.orchestrator.rollouts.flatMap { rollout in
        facts.phases(rollout).map { phase in
          [
            "\(rollout.id)", "\(phase.number) \(phase.name)", ReportFacts.time(phase.start),
            ReportFacts.time(phase.end),
            phase.bakeEnd.map(ReportFacts.time) ?? "", phase.state,
          ]
        }
      })
  }

  private var versions: String {
    table(
      "Versions", ["Extension", "Version", "VMs at the start", "VMs at the end"],
      facts.changedHandlers.flatMap { handler in
        let (first, last) = (facts.spread[handler].first ?? [], facts.spread[handler].last ?? [])
        return last.indices.map { version in
          [
            facts.fleet.handlers[handler].type, "\(facts.fleet.handlers[handler].versions[version])",
            "\(version < first.count ? first[version] : 0)", "\(last[version])",
          ]
        }
      })
  }

  private var stops: String {
    table("Stops", ReportTables.stopHead, ReportTables.stops(facts))
  }

  private var rollbacks: String {
    table("Rollbacks", ReportTables.rollbackHead, ReportTables.rollbacks(facts))
  }

  private var commands: String {
    table("Commands", ReportTables.commandHead, ReportTables.commands(facts))
  }
}

/// The tables that both forms of the report have.
enum ReportTables {
  static let stopHead = ["When", "Rollout", "Set", "Why", "Tried again"]
  static let rollbackHead = [
    "Extension", "Group", "VMs rolled back", "Install failed", "Not healthy", "Rollback failed", "From", "To",
  ]
  static let commandHead = ["No.", "When", "Who", "Command"]

  static func stops(_ facts: ReportFacts) -> [[String]] {
    facts.stops.map { stop in
      [
        ReportFacts.time(stop.time), "\(stop.rollout)", facts.fleet.name(ofGroup: stop.group), facts.reason(stop),
        stop.retryAt.map(ReportFacts.time) ?? "",
      ]
    }
  }

  static func rollbacks(_ facts: ReportFacts) -> [[String]] {
    facts.rollbacks.map { rollback in
      [
        facts.fleet.handlers[rollback.handler].type, facts.fleet.name(ofGroup: rollback.group), "\(rollback.count)",
        "\(rollback.installFailed)", "\(rollback.notHealthy)", "\(rollback.rollbackFailed)",
        ReportFacts.time(rollback.first), ReportFacts.time(rollback.last),
      ]
    }
  }

  static func commands(_ facts: ReportFacts) -> [[String]] {
    facts.commands.enumerated().map { number, given in
      [
        "\(number + 1)", ReportFacts.time(given.time), facts.who(given.source),
        CommandText.text(of: given.command, in: facts.fleet),
      ]
    }
  }
}
