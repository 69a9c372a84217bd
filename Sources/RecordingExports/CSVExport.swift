public import FleetModel
public import FleetSession
import RolloutOrchestrator
public import SessionRecordings

/// The attempts of a recording as a table, one a row, in the order of their ends.
public enum CSVExport {
  /// The columns.
  static let columns = [
    "rollout", "handler", "vm", "group", "subscription", "region", "zone", "update_domain", "phase", "run", "batch",
    "attempt", "from", "to", "started_ms", "install_ended_ms", "install_error", "rollback_started_ms", "rollback_why",
    "ended_ms", "outcome", "version", "retry_at_ms",
  ]

  /// Writes the table piece by piece.
  ///
  /// - Returns: the first difference from what was recorded, at which the table ends.
  public static func write(
    _ recording: Recording, plan: FleetPlan, to sink: ([UInt8]) throws -> Void
  ) rethrows -> ReplayMismatch? {
    try write(RecordingWalk(recording, plan: plan), to: recording.end, sink)
  }

  /// Writes the attempts that begin between where a playback stands and a time.
  public static func write(
    _ playback: Playback, to end: Instant, _ sink: ([UInt8]) throws -> Void
  ) rethrows -> ReplayMismatch? {
    try write(RecordingWalk(playback), to: end, sink)
  }

  private static func write(
    _ start: RecordingWalk, to end: Instant, _ sink: ([UInt8]) throws -> Void
  ) rethrows -> ReplayMismatch? {
    try sink(Array((columns.joined(separator: ",") + "\r\n").utf8))
    var walk = start
    var table = AttemptTable()
    try walk.advance(to: end) { events, session in
      var rows: [UInt8] = []
      table.take(events, session.fleet) { rows += row($0, session.fleet) }
      try sink(rows)
    }
    let fleet = walk.playback.session.fleet
    try sink(table.open.flatMap { row($0, fleet) })
    return walk.mismatch
  }

  private static func row(_ attempt: AttemptRow, _ fleet: Fleet) -> [UInt8] {
    let start = attempt.start
    let versions = fleet.handlers[start.handler].versions
    let region = fleet.region(of: start.vm)
    func number(_ value: Int64?) -> String { value.map(String.init) ?? "" }
    let cells = [
      String(start.rollout), fleet.handlers[start.handler].name, fleet.name(of: start.vm),
      fleet.name(ofGroup: fleet.group(of: start.vm)), fleet.subscriptions[fleet.subscription(of: start.vm)].name,
      fleet.regions[region].name, fleet.zone(of: start.vm) == 0 ? "" : String(fleet.zone(of: start.vm)),
      fleet.updateDomain(of: start.vm).map { String($0) } ?? "",
      String((fleet.phasePlan.firstIndex { $0.regions.contains(region) } ?? -1) + 1), String(start.run),
      String(start.batch), String(start.attempt), versions[start.from].description, versions[start.to].description,
      String(attempt.startedAt), number(attempt.installEndedAt), attempt.failure?.text ?? "",
      number(attempt.rollbackStartedAt), attempt.rollbackCause?.word ?? "", number(attempt.endedAt),
      attempt.outcome, attempt.version.map { versions[$0].description } ?? "", number(attempt.retryAt),
    ]
    return Array((cells.map(cell).joined(separator: ",") + "\r\n").utf8)
  }

  /// A cell that no spreadsheet takes for a formula, quoted where needed (RFC 4180).
  static func cell(_ text: String) -> String {
    var text = VisibleText.escaped(text)
    if let first = text.unicodeScalars.first, "=+-@".unicodeScalars.contains(first) { text = "'" + text }
    guard text.contains(where: { "\",\r\n".contains($0) }) else { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}
