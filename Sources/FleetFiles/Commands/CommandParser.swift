public import FleetModel
public import FleetSession
import FleetSimulator

/// Reads commands as people write them; docs/commands.md describes each. Names are those of the fleet it was made with.
public struct CommandParser {
  /// Characters of a command; a longer one is a mistake.
  public static let longestText = 10_000

  var names: FleetNames

  /// A parser for commands to a fleet. The tables of names are made when a command first needs them, unless an earlier
  /// parser of the same fleet made them.
  public init(fleet: Fleet, names: Names = Names()) { self.names = FleetNames(fleet, names) }

  /// The tables of names made so far, for the next parser.
  public var tables: Names { names.tables }

  /// Tables of a fleet's names. They hold nothing of the fleet itself, and are made anew when VMs came.
  public struct Names: Sendable {
    var machines = 0
    var groups: [String: GroupIndex]?
    var ownNames: [String: VMIndex]?

    /// None yet.
    public init() {}
  }

  /// The verbs, in the order of the documentation.
  static let verbs = [
    "publish", "withdraw", "auto", "deploy", "undeploy", "describe", "break", "mend", "poison", "power", "maintain",
    "outage",
    "scale", "remove", "protect", "model", "feature", "provider", "hold", "resume", "skip", "cancel", "retry",
  ]

  /// Reads one command, without a time. Throws what is wrong with the first word that is.
  public mutating func parse(_ text: String) throws(CommandSyntaxError) -> Command {
    guard text.utf8.count <= Self.longestText else {
      throw CommandSyntaxError(column: 1, "a command has at most \(Self.longestText) bytes", mend: "shorten it")
    }
    return try parse(words: try CommandWord.split(text), end: text.unicodeScalars.count + 1)
  }

  /// Reads one command of the grammar, or the lines of Azure's how-to, which may be several (`HowToLine`).
  public mutating func parseAll(_ text: String) throws(CommandSyntaxError) -> [Command] {
    if let lines = try HowToLine.commands(in: text, after: 0, &names) { return lines }
    return [try parse(text)]
  }

  mutating func parse(words: [CommandWord], end: Int) throws(CommandSyntaxError) -> Command {
    var words = WordReader(words, end: end)
    let verb = try words.next("a command", mend: "for example hold")
    let command = try parse(verb, &words)
    try words.finish()
    return command
  }

  private mutating func parse(_ verb: CommandWord, _ words: inout WordReader) throws(CommandSyntaxError) -> Command {
    switch verb.text {
    case "publish": return try publish(&words)
    case "poison": return try poison(&words)
    case "withdraw":
      let handler = try handler(&words)
      return .withdraw(handler: handler, version: try words.version())
    case "auto":
      let isOn = try words.choice(Self.onOff)
      let handler = try handler(&words)
      return .setAutomatic(handler: handler, isOn: isOn, scope: words.isAtEnd ? .all : try scope(&words))
    case "deploy":
      let handler = try handler(&words)
      let version = try words.version()
      let scope = try scope(&words)
      return .deploy(handler: handler, version: version, isAutomatic: try words.automatic(), scope: scope)
    case "undeploy":
      let handler = try handler(&words)
      return .undeploy(handler: handler, scope: try scope(&words))
    case "describe": return try describe(&words)
    case "break":
      let fault = try words.fault()
      let scope = try scope(&words)
      let options = try words.options(["share", "for"])
      return .inject(fault, scope: scope, share: options.share ?? 1_000_000, duration: options.duration)
    case "mend": return .mend(scope: try scope(&words))
    case "power":
      let isOn = try words.choice(Self.onOff)
      let scope = try scope(&words)
      return .power(isOn: isOn, scope: scope, share: try words.options(["share"]).share ?? 1_000_000)
    case "maintain":
      let scope = try scope(&words)
      let options = try words.options(["share", "for"])
      return .maintain(scope: scope, share: options.share ?? 1_000_000, duration: try words.required(options.duration))
    case "outage":
      let scope = try outageScope(&words)
      return .outage(scope: scope, duration: try words.required(try words.options(["for"]).duration))
    case "scale":
      let group = try group(try words.next("the name of a group", mend: "for example scale web 12"), key: "group")
      return .scale(group: group, count: try words.count(0...FleetFileLimit.capacity))
    case "remove":
      return .remove(vm: try machine(try words.next("the name of a VM", mend: "for example remove web_3"), key: "vm"))
    case "protect":
      let isOn = try words.choice(Self.onOff)
      return .protect(isOn: isOn, scope: try scope(&words))
    case "model":
      let isLatest = try words.choice([("latest", true), ("behind", false)])
      return .upgradeModel(isLatest: isLatest, scope: try scope(&words))
    case "feature":
      let isWanted = try words.choice([("register", true), ("unregister", false)])
      let subscription = try subscription(&words)
      return isWanted ? .registerFeature(subscription) : .unregisterFeature(subscription)
    case "provider":
      _ = try words.choice([("register", true)])
      return .registerProvider(try subscription(&words))
    case "hold": return words.isAtEnd ? .hold(rollout: nil) : try control(.hold, &words)
    case "resume": return words.isAtEnd ? .resume(rollout: nil) : try control(.resume, &words)
    case "skip": return try control(.skip, &words)
    case "cancel":
      if let word = words.take(option: "group") {
        return .cancelRun(group: try group(word, key: "group"))
      }
      return try control(.cancel, &words)
    case "retry": return try retry(&words)
    default:
      let hint = NearestWord.hint(for: verb.text, in: Self.verbs)
      throw CommandSyntaxError(
        column: verb.column, "there is no command \(QuotedText.quoted(verb.text))",
        mend: hint.isEmpty ? "the commands are \(Self.verbs.joined(separator: ", "))" : hint)
    }
  }

  static let onOff: [(word: String, value: Bool)] = [("on", true), ("off", false)]
}
