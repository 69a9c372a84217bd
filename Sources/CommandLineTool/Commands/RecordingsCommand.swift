import ArgumentParser
import FleetFiles
import FleetModel
import FleetSession
import SessionRecordings
import TextCanvas

/// `rolldeck recordings`: what was recorded, and whether it can be relied on.
///
/// Each command says its name, since to make it out of the type's is a seventh of what the program does to start.
struct RecordingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recordings", abstract: "List the recordings, check them, and look into them.",
    subcommands: [List.self, Verify.self, Salvage.self, Show.self], defaultSubcommand: List.self)

  /// Lists what is in the folder.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the recordings, with how each ended.")

    func run() throws {
      let folder = RecordingFolder.standard
      let rows = folder.names().map { row(RecordingSummary($0, in: folder)) }
      guard !rows.isEmpty else {
        try ByteSink.say("No recordings in \(SafeText.visible(folder.path))")
        return
      }
      try TextTable.print(["NAME", "FLEET", "RECORDED", "LENGTH", "COMMANDS", "ENDED", "WHOLE"], rows)
    }

    private func row(_ summary: RecordingSummary) -> [String] {
      guard let recording = summary.recording else {
        return [summary.name, "", "", "", "", summary.failure.map { "\($0)" } ?? "unreadable", "no"]
      }
      return [
        summary.name, recording.header.fleet.name, UTCDate.text(recording.header.startedAt),
        Quantity.text(recording.end / Span.second * Span.second), "\(recording.commandCount)", summary.ending,
        summary.isWhole ? "yes" : "no",
      ]
    }
  }

  /// Replays a recording and compares every checkpoint and decision.
  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify", abstract: "Read a recording and replay it, comparing every checkpoint.",
      discussion:
        "Exit codes: 0 everything agrees, 1 the replay differs, 2 the file is damaged or no recording, 74 it cannot be read."
    )

    @Argument(help: "A recording, by name or path.") var name: String
    @Option(help: "The fleet file, for a recording of a large fleet that came without it.") var fleet: String?

    func run() throws {
      let (recording, plan) = try RecordingSource.load(name, fleet: fleet)
      var playback = Playback(recording, plan: plan)
      var mismatch: ReplayMismatch?
      do throws(ReplayMismatch) {
        try playback.advance(to: recording.end)
      } catch {
        mismatch = error
      }
      let difference = DecisionCheck.firstDifference(recording, plan: plan)
      if let difference { ByteSink.complain("\(recording.file): first decision that differs: \(difference)") }
      try RecordingSource.tell(mismatch, recording)
      if difference != nil { throw ExitStatus.breach }
      let skipped = recording.contents.skipped
      let lines = Quantity.count(recording.contents.wholeLines, "line")
      try ByteSink.say(
        "\(SafeText.visible(name)): \(lines), \(Quantity.text(recording.end)), \(Quantity.count(recording.commandCount, "command")), \(Quantity.count(recording.decisions.count, "decision")), \(playback.agreed == 1 ? "1 checkpoint agrees" : "\(playback.agreed) checkpoints agree"), digest \(playback.session.digest.hex)\(skipped > 0 ? "; left out are \(Quantity.count(skipped, "line")) of unknown kind" : "")"
      )
      try RecordingSource.refuseDamage(in: recording)
      if recording.contents.end == nil { try ByteSink.say("It was interrupted, or is still being written.") }
    }
  }

  /// Lists what is behind a damaged line.
  struct Salvage: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "salvage",
      abstract: "List the whole lines behind the damage of a recording; they cannot be replayed.")

    @Argument(help: "A recording, by name or path.") var name: String

    func run() throws {
      let recording = try RecordingSource.read(name)
      guard let fault = recording.contents.fault else {
        try ByteSink.say("Nothing is damaged: \(Quantity.count(recording.contents.wholeLines, "line")), all whole.")
        return
      }
      try ByteSink.say("\(SafeText.visible(name)): \(fault)")
      try ByteSink.say(
        "Whole are \(Quantity.count(recording.contents.wholeLines, "line")) before it, \(recording.contents.salvaged.count) from there on:"
      )
      for line in recording.contents.salvaged.flatMap(RecordText.lines) { try ByteSink.say(line) }
    }
  }

  /// Lists what a recording holds, without running anything.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "List the recorded commands and decisions, without replaying them.",
      discussion: "Exit codes: 0 it was listed, 2 the file is damaged or no recording, 74 it cannot be read.")

    @Argument(help: "A recording, by name or path.") var name: String

    func run() throws {
      let recording = try RecordingSource.read(name)
      let header = recording.header
      try ByteSink.say(
        SafeText.visible(
          "\(header.fleet.name), seed \(header.seed), engine \(header.engine), \(UTCDate.text(header.startedAt))"))
      if let parent = header.parent { try ByteSink.say("forked at \(Quantity.text(parent.time)) from \(parent.id)") }
      for line in recording.contents.entries.flatMap(RecordText.lines) { try ByteSink.say(line) }
      RecordingSource.complainOfFault(in: recording)
      try RecordingSource.refuseDamage(in: recording)
    }
  }
}

/// Records as lines for people.
enum RecordText {
  /// One for each command, checkpoint and decision: a line of the file may hold many of these.
  static func lines(_ entry: JournalContents.Entry) -> [String] {
    func line(_ time: Instant?, _ text: String) -> String {
      SafeText.visible("line \(entry.line)  \(time.map { Quantity.text($0) } ?? "")  \(text)")
    }
    guard case .batches(let batches) = entry.record else { return [line(entry.record.time, text(entry.record))] }
    return batches.map { line($0.time, text($0)) }
  }

  /// `2 commands are missing`, and why.
  static func missing(_ gap: RecordedGap) -> String {
    "\(gap.commands == 1 ? "1 command is" : "\(gap.commands) commands are") missing (\(gap.reason))"
  }

  private static func text(_ batch: RecordedBatch) -> String {
    "rollout \(batch.rollout), phase \(batch.phase): batch of \(Quantity.count(batch.count, "VM")) in \(batch.group), \(batch.region)"
  }

  private static func text(_ record: JournalRecord) -> String {
    switch record {
    case .command(let command): "\(command.source.rawValue): \(command.text)"
    case .checkpoint(let point): "checkpoint: \(Quantity.count(point.events, "event")), digest \(point.digest.hex)"
    case .batches(let batches): batches.map(text).joined(separator: "; ")
    case .gap(let gap): "gap: \(missing(gap))"
    case .size(let size): "the terminal has \(size.columns) columns and \(size.rows) rows"
    case .lost(let decisions):
      switch decisions {
      case 0: "decisions follow in the form of format 2"
      case 1: "1 decision is missing"
      default: "\(decisions) decisions are missing"
      }
    case .end(let end): "end (\(end.reason)): \(Quantity.count(end.events, "event")), digest \(end.digest.hex)"
    }
  }
}

/// Rows in columns as wide as their widest cell.
enum TextTable {
  static func print(_ head: [String], _ rows: [[String]]) throws(ExitCode) {
    let all = ([head] + rows).map { $0.map { SafeText.visible($0, limit: 100) } }
    let widths = head.indices.map { column in all.map { SafeText.width($0[column]) }.max() ?? 0 }
    for row in all {
      var line = ""
      for (column, cell) in row.enumerated() {
        line += cell
        if column < row.count - 1 {
          line += String(repeating: " ", count: widths[column] - SafeText.width(cell) + 2)
        }
      }
      try ByteSink.say(line)
    }
  }
}
