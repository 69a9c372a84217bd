import ArgumentParser
import FleetDashboard
import FleetFiles
import FleetModel
import FleetSession
import Glibc
import SessionRecordings
import TextCanvas

/// `rolldeck replay`: a recording run again.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Watch a recording, or run it again and say how it stands at a time.",
    discussion: "Exit codes: 0 it was as recorded, 1 it differs, 2 it is damaged or no recording, 74 it cannot be read."
  )

  @Argument(help: "A recording, by name or path.") var name: String
  @Option(help: "How far to go, for example 3h12m; its end if left out.") var at: String?
  @Option(help: "How fast time passes on the screen: x1/16 to x65536, or max.") var pace: String?
  @Flag(help: "No screen: say what happened on the way, one line each.") var plain = false
  @Flag(help: "Print the summary as JSON.") var json = false
  @Option(help: "The fleet file, for a recording of a large fleet that came without it.") var fleet: String?
  @OptionGroup var screen: ScreenOptions

  func validate() throws {
    if let at, Quantity.duration(at) == nil {
      throw ValidationError("--at \(SafeText.visible(at)): expected a time such as 3h12m")
    }
    if let pace, Pace(pace) == nil {
      throw ValidationError("--pace \(SafeText.visible(pace)): expected a power of two such as x64 or x1/4, or max")
    }
    if plain || json {
      try screenOptions.refuse("is for the screen, which \(plain ? "--plain" : "--json") does without; leave it out")
    }
  }

  /// What only a screen has.
  private var screenOptions: GivenOptions { GivenOptions(screen.given, "--pace", pace != nil) }

  /// The dashboard over the recording: play, stop, step both ways, jump to marks, and `W` to go on from there.
  private func onScreen() throws {
    var arguments = ["--replay", name, "--stopped"]
    if let at { arguments += ["--at", at] }
    if let pace { arguments += ["--pace", pace] }
    if let fleet { arguments += ["--replay-fleet", fleet] }
    var watch = try WatchCommand.parse(arguments)
    watch.screen = screen
    try watch.run()
  }

  func run() throws {
    if isatty(0) == 1, isatty(1) == 1, !plain, !json { return try onScreen() }
    if !plain, !json { screenOptions.tellUseless("no terminal to draw on") }
    let (recording, plan) = try RecordingSource.load(name, fleet: fleet)
    let goal = at.flatMap { Quantity.duration($0) } ?? recording.end
    guard goal <= recording.end else {
      ByteSink.complain("rolldeck: the recording ends at \(Quantity.text(recording.end))")
      throw ExitStatus.badInput
    }
    var playback = Playback(recording, plan: plan, keepsEvents: plain)
    var finder = MarkFinder()
    var difference: ReplayMismatch?
    var isDone = false
    while !isDone {
      do throws(ReplayMismatch) {
        isDone = try playback.advance(to: goal, atMost: 2_000)
      } catch {
        difference = error
        isDone = true
      }
      let session = playback.session
      for event in playback.takeEvents() {
        guard let mark = finder.mark(of: event, session.fleet) else { continue }
        try ByteSink.say("\(Quantity.text(mark.time))  \(SafeText.visible(mark.text(in: session.fleet)))")
      }
    }
    let summary = RunSummary(playback.session)
    try ByteSink.say(json ? summary.json : summary.text)
    try RecordingSource.tell(difference, recording)
    try RecordingSource.refuseDamage(in: recording)
  }
}
