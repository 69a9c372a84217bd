public import TextCanvas

/// One line of the key table.
public struct KeyBinding: Sendable, Equatable {
  /// What it does.
  public let action: Action
  /// The keys, the one to be shown first.
  public internal(set) var keys: [Key]
  /// Two or three words for the footer and the help.
  public let label: String
  /// What it does, for the documentation.
  public let text: String
  /// Where it stands in the help.
  public let section: KeySection
  /// Whether it changes the run, which is refused in a replay.
  public let changesRun: Bool
}

/// The parts of the help.
public enum KeySection: String, Sendable, Equatable, CaseIterable {
  case move = "MOVE"
  case time = "TIME"
  case change = "CHANGE THE RUN (each asks first)"
  case find = "FIND AND KEEP"
  case program = "THE PROGRAM"
}

/// The one table of keys. Help, footer, documentation and configuration are made from it.
public struct KeyTable: Sendable, Equatable {
  /// All lines, in the order of the help.
  public private(set) var bindings: [KeyBinding]
  private var actions: [Key: Action] = [:]
  private var places: [Action: Int] = [:]

  /// The keys as they are without a configuration file.
  public static let standard = KeyTable(standardBindings)

  init(_ bindings: [KeyBinding]) {
    self.bindings = bindings
    for (place, binding) in bindings.enumerated() {
      places[binding.action] = place
      for key in binding.keys {
        precondition(actions[key] == nil, "\(KeyName.text(key)) has two meanings")
        actions[key] = binding.action
      }
    }
  }

  /// What a key means; nil if nothing.
  public func action(of key: Key) -> Action? { actions[key] }

  /// The line of an action.
  public func binding(_ action: Action) -> KeyBinding { bindings[places[action]!] }

  /// The key of an action as it is shown.
  public func name(_ action: Action) -> String { binding(action).keys.first.map(KeyName.text) ?? "" }

  /// The table with other keys for one action; the action that had one of them is returned instead if there is a clash.
  public func remapped(_ action: Action, to keys: [Key]) -> Result<KeyTable, KeyClash> {
    for key in keys {
      if let other = actions[key], other != action { return .failure(KeyClash(key: KeyName.text(key), action: other)) }
    }
    var changed = bindings
    changed[places[action]!].keys = keys
    return .success(KeyTable(changed))
  }
}

/// A key that has a meaning already.
public struct KeyClash: Error, Sendable, Equatable {
  /// The key.
  public let key: String
  /// What it means.
  public let action: Action
}

extension KeyTable {
  private static func line(
    _ action: Action, _ keys: [Key], _ label: String, _ text: String, _ section: KeySection, changes: Bool = false
  ) -> KeyBinding {
    KeyBinding(action: action, keys: keys, label: label, text: text, section: section, changesRun: changes)
  }

  private static func letter(_ character: Character) -> Key { .character(character) }

  private static let standardBindings: [KeyBinding] = moving + timing + changing + finding + program

  private static let moving: [KeyBinding] = [
    line(.up, [.up, letter("k")], "up", "One row up.", .move),
    line(.down, [.down, letter("j")], "down", "One row down.", .move),
    line(.left, [.left, letter("h")], "left", "One cell to the left.", .move),
    line(.right, [.right, letter("l")], "right", "One cell to the right.", .move),
    line(.pageUp, [.pageUp, .control("u"), .control("b")], "page up", "One page up.", .move),
    line(.pageDown, [.pageDown, .control("d"), .control("f")], "page down", "One page down.", .move),
    line(.first, [.home, letter("g")], "first", "The first row; on the timeline, the start.", .move),
    line(.last, [.end, letter("G")], "last", "The last row; on the timeline and in the past, now.", .move),
    line(.open, [.enter], "open", "Open what is chosen: a region, sets, a VM, an extension's VMs.", .move),
    line(
      .back, [.escape, .backspace], "back", "Close what is open, clear the filter, go one level out. Never quits.",
      .move),
    line(.nextPane, [.tab], "next pane", "The next board or pane.", .move),
    line(.previousPane, [.backTab], "last pane", "The board or pane before.", .move),
    line(.zoom, [letter("z")], "zoom", "One pane on the full screen, and back.", .move),
    line(.world, [letter("1")], "World", "Phases and regions of a rollout.", .move),
    line(.region, [letter("2")], "Region", "Sets, update domains and zones of a region.", .move),
    line(.machine, [letter("3")], "VM", "One VM: its extensions, its health, its history.", .move),
    line(.catalogue, [letter("4")], "Catalogue", "Extensions, their versions, and the VMs on each.", .move),
    line(.events, [letter("5")], "Events", "What happened, newest first.", .move),
    line(.timeline, [letter("6")], "Time", "Phases over time, and marks.", .move),
  ]

  private static let timing: [KeyBinding] = [
    line(.runOrStop, [letter(" ")], "stop/go", "Stop the clock, or let it go on.", .time),
    line(.step, [letter(".")], "one event", "Stop, let one event happen, and say which.", .time),
    line(
      .stepBack, [letter(",")], "event back",
      "Go one event back, and say which: into the past of a live run, which goes on meanwhile.", .time),
    line(.faster, [letter("+")], "faster", "Twice the pace.", .time),
    line(.slower, [letter("-")], "slower", "Half the pace.", .time),
    line(.realTime, [letter("*")], "real time", "The pace of the clock on the wall.", .time),
    line(.runTo, [letter("t")], "run to", "Run to the next phase, stop or failure, and stop there.", .time),
    line(.jump, [letter("J")], "jump", "Jump to a moment: 2d3h, 12:05, 42%, #8812 or a mark.", .time),
    line(
      .skipQuiet, [letter("Z")], "skip quiet", "Skip bake times and waits for retries, or live through them.", .time),
    line(.mark, [letter("m")], "mark", "Put a mark at this moment.", .time),
    line(.previousMark, [letter("[")], "last mark", "The mark before.", .time),
    line(.nextMark, [letter("]")], "next mark", "The next mark.", .time),
    line(.previousOwnMark, [letter("\"")], "own before", "The mark of your own before.", .time),
    line(.nextOwnMark, [letter("'")], "own mark", "The next mark of your own.", .time),
    line(
      .farBack, [.shiftLeft], "far back", "On the timeline: a tenth back; left goes a hundredth, at least 5 s.", .time),
    line(.farOn, [.shiftRight], "far on", "On the timeline: a tenth on.", .time),
    line(.spanStart, [letter("B")], "span start", "A span to write begins at this moment.", .time),
    line(.spanEnd, [letter("E")], "span end", "A span to write ends at this moment.", .time),
    line(
      .fork, [letter("W")], "what if", "Go on live from this moment of a replay or of the past, with the same seed.",
      .time),
  ]

  private static let changing: [KeyBinding] = [
    line(.faults, [letter("f")], "faults", "Make something go wrong here, or mend it.", .change, changes: true),
    line(
      .automatic, [letter("o")], "opt in/out", "Switch automatic upgrade of an extension off or on here.", .change,
      changes: true),
    line(
      .publish, [letter("P")], "publish", "Publish a new version of an extension, good or bad.", .change, changes: true),
    line(.retry, [letter("r")], "retry", "Try failed upgrades here again now.", .change, changes: true),
    line(.control, [letter("x")], "rollout", "Hold, resume, skip a phase, cancel, withdraw.", .change, changes: true),
  ]

  private static let finding: [KeyBinding] = [
    line(.why, [letter("i")], "why", "Why is this so, what does it wait for, what comes next.", .find),
    line(.filter, [letter("/")], "filter", "Show only what matches: words, field:value, -not, ~regex.", .find),
    line(.nextMatch, [letter("n")], "next match", "The next match of the filter.", .find),
    line(.previousMatch, [letter("N")], "last match", "The match before.", .find),
    line(
      .nextFailure, [letter("}")], "next failure",
      "The next place with a failure; on the timeline, the next stop or rollback.", .find),
    line(
      .previousFailure, [letter("{")], "last failure", "The place with a failure before; on the timeline, the moment.",
      .find),
    line(.nextRollout, [letter("R")], "rollout", "Look at the next rollout.", .find),
    line(.sort, [letter("s")], "sort", "Sort by another column.", .find),
    line(.sortReverse, [letter("S")], "reverse", "Sort the other way round.", .find),
    line(.follow, [letter("F")], "follow", "Stay with the newest event.", .find),
    line(.levels, [letter("L")], "levels", "Which events are shown: trouble, gates, all.", .find),
    line(
      .copy, [letter("y")], "copy",
      "Copy the name of the chosen row, or the event; pressed again, the screen. To the clipboard, else a file.", .find),
    line(.write, [letter("w")], "write", "Write the screen, its table or a span of time to a file.", .find),
  ]

  private static let program: [KeyBinding] = [
    line(.command, [letter(":")], "command", "Type a command; Tab completes, up brings back.", .program),
    line(.help, [letter("?"), .function(1)], "help", "This help.", .program),
    line(.theme, [letter("T")], "theme", "The next theme: \(Theme.names).", .program),
    line(.glyphs, [letter("A")], "ASCII", "ASCII or Unicode symbols.", .program),
    line(.mouse, [letter("M")], "mouse", "Wheel, clicks and drags on or off; footer words can be clicked.", .program),
    line(.redraw, [.control("l")], "repaint", "Repaint the screen.", .program),
    line(.suspend, [.control("z")], "shell", "To the shell; fg comes back.", .program),
    line(.quit, [letter("q")], "quit", "To the World, then quit; asks if a run would be lost.", .program),
    line(.quitAtOnce, [letter("Q")], "quit now", "Quit at once.", .program),
  ]
}
