import FleetModel
import FleetSession
import RolloutOrchestrator
import TextCanvas

/// What can be typed behind `:` that is about the view and not about the run.
enum ViewCommand: Sendable, Equatable {
  case quit, why, help, tour
  case show(Screen)
  case machine(String)
  case region(String)
  case group(String)
  case rollout(Int)
  case pace(Pace)
  case quiet(Bool)
  case seek(String)
  case theme(Theme)
  case set(String, String)
  case ascii(Bool)
  case mark(String)
  case present
  case goToMark(TimelineMark.Family, isNext: Bool)
  case span(SpanEdge)
  case write(String)
  case export([String])

  /// The words, what follows them, and what they do: for completion, for the help and for the documentation.
  static let table: [(word: String, form: String, text: String)] = [
    ("why", "why", "Explain what is under the cursor."),
    ("vm", "vm NAME", "Open a VM by name."),
    ("region", "region NAME", "Open a region by name."),
    ("group", "group NAME", "Open a set, or another group, by name."),
    ("rollout", "rollout N", "Look at a rollout."),
    ("pace", "pace x64", "Another pace: x1/16 to x65536, or max."),
    ("quiet", "quiet skip", "Skip quiet stretches, or show them: quiet skip, quiet show."),
    ("seek", "seek 2d3h", "Go to a moment: 2d3h, 12:05, 42%, #8812 or a mark; a live run shows its past."),
    ("mark", "mark TEXT", "Put a mark at this moment."),
    ("next", "next KIND", "Go to the next phase, batch, stop, rollback or command."),
    ("previous", "previous KIND", "Go to the phase, batch, stop, rollback or command before."),
    ("now", "now", "From the past back to the present of a live run."),
    ("span", "span start", "A span to write: span start, span end, span clear."),
    ("world", "world", "The world."), ("catalogue", "catalogue", "The catalogue."),
    ("events", "events", "The events."), ("timeline", "timeline", "The timeline."),
    ("theme", "theme dark", "Colours: \(Theme.names)."),
    ("set", "set NAME VALUE", "Change a setting: \(DashboardConfig.names.joined(separator: ", "))."),
    ("ascii", "ascii on", "ASCII symbols on or off."),
    ("write", "write FILE", "Write the screen: FILE.txt or FILE.ansi; its table: FILE.csv or FILE.json."),
    (
      "export", "export FILE",
      "Write the span: FILE.txt, .csv, .json or .cast; for a cast also size=120x40 seconds=60 version=2."
    ),
    ("tour", "tour", "The screens in one minute."),
    ("keys", "keys", "All keys."),
    ("quit", "quit", "Quit."),
  ]

  /// Reads a line; nil if it is none of these, so that it is a command to the run.
  static func parse(_ line: String) -> ViewCommand? {
    let words = line.split(separator: " ").map(String.init)
    guard let verb = words.first else { return nil }
    let rest = words.dropFirst().joined(separator: " ")
    if rest.isEmpty, let alone = alone(verb) { return alone }
    switch verb {
    case "vm": return rest.isEmpty ? nil : .machine(rest)
    case "region": return rest.isEmpty ? nil : .region(rest)
    case "group": return rest.isEmpty ? nil : .group(rest)
    case "set" where words.count == 3: return .set(words[1], words[2])
    case "rollout": return Int(rest).map { .rollout($0) }
    case "pace", "speed": return Pace(rest).map { .pace($0) }
    case "quiet": return rest == "skip" ? .quiet(true) : rest == "show" ? .quiet(false) : nil
    case "seek": return rest.isEmpty ? nil : .seek(rest)
    case "theme": return Theme(rawValue: rest).map { .theme($0) }
    case "ascii": return rest == "on" ? .ascii(true) : rest == "off" ? .ascii(false) : nil
    case "mark": return .mark(rest)
    case "next", "previous", "prev":
      return TimelineMark.Family(rawValue: rest).map { .goToMark($0, isNext: verb == "next") }
    case "span": return SpanEdge(rawValue: rest).map { .span($0) }
    case "write": return TakeAlong.Form(file: rest).map { _ in .write(rest) }
    case "export": return words.count > 1 ? .export(Array(words.dropFirst())) : nil
    default: return nil
    }
  }

  /// Words with nothing behind them.
  private static func alone(_ verb: String) -> ViewCommand? {
    switch verb {
    case "q", "quit": .quit
    case "why": .why
    case "help", "keys": .help
    case "tour": .tour
    case "world": .show(.world)
    case "catalogue", "catalog": .show(.catalogue)
    case "events": .show(.events)
    case "timeline", "time": .show(.timeline)
    case "now", "live": .present
    default: nil
    }
  }
}

/// The verbs of commands to the run with their form: what `docs/commands.md` describes. A test holds them against the parser.
enum RunVerbs {
  static let table: [(word: String, form: String)] = [
    ("publish", "publish EXTENSION VERSION [regions=A,B] [fail=5%] [unhealthy=50%] ..."),
    ("withdraw", "withdraw EXTENSION VERSION"), ("auto", "auto on|off EXTENSION [SCOPE]"),
    ("deploy", "deploy EXTENSION VERSION SCOPE auto=on|off"), ("undeploy", "undeploy EXTENSION SCOPE"),
    (
      "describe",
      "describe EXTENSION vm=NAME|group=NAME [name=NAME] [version=9.5] [minor=off] [settings=JSON] [tags=JSON]"
    ),
    ("break", "break FAULT SCOPE [share=20%] [for=15m]"), ("mend", "mend SCOPE"),
    ("poison", "poison EXTENSION VERSION fail=100%"), ("power", "power on|off SCOPE [share=20%]"),
    ("maintain", "maintain SCOPE [share=20%] for=1h"), ("outage", "outage region=NAME for=1h"),
    ("scale", "scale SET COUNT"), ("remove", "remove VM"), ("protect", "protect on|off SCOPE"),
    ("model", "model latest|behind SCOPE"), ("feature", "feature register|unregister SUBSCRIPTION"),
    ("provider", "provider register SUBSCRIPTION"), ("hold", "hold [ROLLOUT]"), ("resume", "resume [ROLLOUT]"),
    ("skip", "skip ROLLOUT"), ("cancel", "cancel ROLLOUT|group=SET"), ("retry", "retry [rollout=ROLLOUT] [SCOPE]"),
  ]
}
