import ArgumentParser
import FleetDashboard
import FleetSession
import RecordingExports
import SessionRecordings

/// `rolldeck export`: a recording in the forms that other programs and people read.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Turn a recording into an event stream, a table, a report or a cast.",
    discussion: """
      A file called - is standard output. Several forms can be asked for at once. Of a recording that is damaged they \
      hold what is before the damage.

      Exit codes: 0 it was as recorded, 1 the replay differs, 2 it is damaged or no recording, 74 a file could not be \
      read or written.
      """)

  @Argument(help: "A recording, by name or path.") var name: String
  @Option(help: "Write the event stream.") var events: String?
  @Option(help: "Write the attempts as CSV.") var csv: String?
  @Option(help: "Write a page that explains what happened: FILE.html or FILE.md.") var report: String?
  @Option(help: "Write an asciicast.") var cast: String?
  @Option(name: .customLong("cast-version"), help: "The version of the asciicast, 2 or 3; 2 if not said.")
  var chosenVersion: Int?
  @Option(name: .customLong("seconds"), help: "How many seconds the cast takes; 60 if not said.")
  var chosenSeconds: Int?
  @Flag(name: .customLong("as-recorded"), help: "Let time pass in the cast as it did when it was recorded.")
  var asRecorded = false
  @Option(help: "The cast's screen, columns x rows; else that of the recorded terminal, or 100x30.") var size: String?
  @Option(help: "The fleet file, for a recording of a large fleet that came without it.") var fleet: String?

  func validate() throws {
    if events == nil && csv == nil && report == nil && cast == nil {
      throw ValidationError("name at least one of --events, --csv, --report and --cast")
    }
    guard [events, csv, cast].count(where: { $0 == "-" }) <= 1 else {
      throw ValidationError("only one form can go to standard output")
    }
    if let report, !report.hasSuffix(".html") && !report.hasSuffix(".md") {
      throw ValidationError("--report: the file must end in .html or .md")
    }
    if cast == nil {
      try GivenOptions([
        "--cast-version": chosenVersion != nil, "--seconds": chosenSeconds != nil, "--as-recorded": asRecorded,
        "--size": size != nil,
      ]).refuse("goes with --cast FILE; add it")
    }
    if asRecorded {
      try GivenOptions(["--seconds": chosenSeconds != nil]).refuse("contradicts --as-recorded; leave out one of them")
    }
    guard [2, 3].contains(castVersion) else { throw ValidationError("--cast-version is 2 or 3") }
    guard (1...86_400).contains(seconds) else { throw ValidationError("--seconds is 1 to 86400") }
    guard size.map({ SpanExport.Size($0) != nil }) ?? true else {
      throw ValidationError("--size: expected columns x rows such as 100x30, each 1 to 1000")
    }
  }

  private var castVersion: Int { chosenVersion ?? 2 }
  private var seconds: Int { chosenSeconds ?? 60 }

  func run() throws {
    let (recording, plan) = try RecordingSource.load(name, fleet: fleet)
    var difference: ReplayMismatch?
    do {
      if let events {
        difference = try EventExport.write(recording, plan: plan, to: try ByteSink(events).write)
      }
      if let csv { difference = try CSVExport.write(recording, plan: plan, to: try ByteSink(csv).write) ?? difference }
      if let report {
        let page = ReportExport.text(recording, plan: plan, report.hasSuffix(".md") ? .markdown : .html)
        try ByteSink(report).write(Array(page.text.utf8))
        difference = page.mismatch ?? difference
      }
      if let cast {
        let camera = DashboardCamera(end: recording.end, milliseconds: Int64(seconds) * 1_000)
        difference =
          try castExport.write(recording, plan: plan, by: camera, to: try ByteSink(cast).write) ?? difference
      }
    } catch let failure as FileBytes.Failure {
      throw failure.told()
    }
    try RecordingSource.tell(difference, recording)
    try RecordingSource.refuseDamage(in: recording)
  }

  private var castExport: CastExport {
    var export = CastExport()
    if let size = size.flatMap({ SpanExport.Size($0) }) { export.size = (size.width, size.height) }
    export.followsSizes = size == nil
    export.version = castVersion
    export.pace = asRecorded ? .asRecorded : .whole(seconds: seconds)
    return export
  }
}
