import ArgumentParser
import FleetFiles
import FleetModel
import RolloutOrchestrator
import SessionRecordings
import TextCanvas

/// `rolldeck diff`: where two recordings part, and how they end.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Say where two recordings part, and how each of them ends.",
    discussion:
      "Exit codes: 0 they are the same, 1 they differ, 2 one is damaged or no recording, 74 it cannot be read.")

  @Argument(help: "A recording, by name or path.") var first: String
  @Argument(help: "Another one.") var second: String

  func run() throws {
    let one = try RecordingSource.load(first)
    let two = try RecordingSource.load(second)
    let diff = RecordingDiff(one.recording, two.recording, plans: (one.plan, two.plan))
    try ByteSink.say("A is \(SafeText.visible(first)), B is \(SafeText.visible(second))")
    if let parent = two.recording.header.parent, parent.id == one.recording.header.id {
      try ByteSink.say(
        "\(SafeText.visible(second)) was forked from \(SafeText.visible(first)) at \(Quantity.text(parent.time))")
    }
    for origin in diff.origins { try ByteSink.say("different from the start: \(origin)") }
    if let parting = diff.parting {
      try ByteSink.say("they part at \(Quantity.text(parting.time)):")
      try ByteSink.say("  A: \(SafeText.visible(parting.first ?? "(nothing)"))")
      try ByteSink.say("  B: \(SafeText.visible(parting.second ?? "(nothing)"))")
    } else if diff.origins.isEmpty {
      try ByteSink.say("they are the same as far as both go")
    }
    try TextTable.print(["", "A", "B"], DiffRows.rows(diff.first, diff.second))
    for mismatch in [diff.first.mismatch, diff.second.mismatch] { mismatch.map { ByteSink.complain("replay: \($0)") } }
    try RecordingSource.refuseDamage(in: one.recording, two.recording)
    if !diff.isSame { throw ExitStatus.breach }
  }
}

/// The figures of two runs side by side.
enum DiffRows {
  static func rows(_ a: RunFigures, _ b: RunFigures) -> [[String]] {
    var rows = [["simulated", Quantity.text(a.duration), Quantity.text(b.duration)]]
    rows.append(["worst set", worst(a), worst(b)])
    rows.append(["longest over limit", overLimit(a), overLimit(b)])
    for index in 0..<max(a.rollouts.count, b.rollouts.count) {
      let (left, right) = (rollout(a, index), rollout(b, index))
      rows.append(["rollout \(index + 1)", left?.name ?? "-", right?.name ?? "-"])
      func row(_ name: String, _ value: (RunFigures.RolloutFigures) -> String) {
        rows.append(["  \(name)", left.map(value) ?? "-", right.map(value) ?? "-"])
      }
      row("outcome") { $0.outcome?.rawValue ?? "under way" }
      row("upgraded") { "\($0.tally.upgraded)" }
      row("rolled back") { "\($0.tally.rolledBack)" }
      row("failed") { "\($0.tally.rollbackFailed)" }
      row("pending") { "\($0.tally.pending)" }
      row("duration") { Quantity.text($0.duration) }
    }
    rows.append(["digest", a.digest, b.digest])
    return rows
  }

  private static func rollout(_ run: RunFigures, _ index: Int) -> RunFigures.RolloutFigures? {
    index < run.rollouts.count ? run.rollouts[index] : nil
  }

  private static func worst(_ run: RunFigures) -> String {
    guard let worst = run.worst else { return "none unhealthy" }
    return "\(worst.bad) of \(worst.total) in \(worst.group) at \(Quantity.text(worst.time))"
  }

  private static func overLimit(_ run: RunFigures) -> String {
    run.longestOverLimit.map { "\(Quantity.text($0.duration)) in \($0.group)" } ?? "never"
  }
}
