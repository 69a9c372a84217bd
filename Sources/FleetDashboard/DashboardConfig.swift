public import TextCanvas

/// What a configuration file, the command line and `:set` can choose. What is nil stays as it is.
public struct DashboardConfig: Sendable, Equatable {
  /// Colours; nil follows the ground.
  public var theme: Theme?
  /// What the terminal writes on; nil asks it.
  public var ground: Ground?
  /// The most colours; nil leaves it to the terminal.
  public var color: ColorChoice?
  /// The most frames a second.
  public var framesPerSecond: Int?
  /// Where copied text goes.
  public var copyPlace: CopyPlace?
  /// ASCII symbols only.
  public var ascii: Bool?
  /// The pace at the start.
  public var pace: Pace?
  /// Whether quiet stretches are skipped.
  public var skipsQuiet: Bool?
  /// Whether the mouse is reported.
  public var mouse: Bool?
  /// The keys.
  public var keys = KeyTable.standard

  /// As many frames a second as a terminal can be asked for; more are not seen.
  public static let frameRates = 1...60
  /// Frames a second if nobody chose.
  public static let standardFrameRate = 10

  /// Nothing chosen.
  public init() {}

  /// A line that is wrong.
  public struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
    /// The line, from 1.
    public let line: Int
    /// What is wrong and what to write instead.
    public let text: String

    /// `line 3: text`.
    public var description: String { "line \(line): \(text)" }
  }

  /// Reads a file of lines `name = value`; what follows a `#` at the beginning of a line is a comment. Keys are changed by
  /// `key.ACTION = KEY KEY`. Everything that is wrong is said at once.
  public static func parse(_ file: String) throws(ConfigProblems) -> DashboardConfig {
    var config = DashboardConfig()
    var problems: [Problem] = []
    for (index, line) in file.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let text = String(line).trimmed
      guard !text.isEmpty, !text.hasPrefix("#") else { continue }
      guard let equals = text.firstIndex(of: "=") else {
        problems.append(Problem(line: index + 1, text: "expected a name, = and a value"))
        continue
      }
      let name = String(text[..<equals]).trimmed
      let value = String(text[text.index(after: equals)...]).trimmed
      if let problem = config.set(name, value) { problems.append(Problem(line: index + 1, text: problem)) }
    }
    guard problems.isEmpty else { throw ConfigProblems(problems: problems) }
    return config
  }

  /// The names that can be set, but for keys.
  static let names = table.map(\.name)

  /// What can be set, to what, and what it is for.
  static let table: [(name: String, values: String, text: String)] = [
    ("theme", Theme.names, "Colours. Without it the theme follows the background."),
    ("background", "dark, light or auto", "What the terminal writes on; auto asks it, then looks at COLORFGBG."),
    (
      "color", ColorChoice.names,
      "The most colours; never leaves bold and reverse. Only in this file and as `--color`: the terminal is told when it opens."
    ),
    ("fps", "1 to 60", "The most frames a second; 10 if not said. None is drawn while nothing changes."),
    ("ascii", "on or off", "ASCII symbols only."),
    ("pace", "x1/16 to x65536, or max", "How fast time passes."),
    ("quiet", "skip or show", "Whether bake times and waits for retries are skipped."),
    ("mouse", "on or off", "Whether wheel, clicks and drags are reported."),
    ("copy", "auto, terminal or file", "Where `y` copies to; auto takes a file where the terminal takes nothing."),
  ]

  /// Sets one value; what is wrong comes back.
  mutating func set(_ name: String, _ value: String) -> String? {
    switch name {
    case "theme":
      guard let theme = Theme(rawValue: value) else { return "theme is \(Theme.names)" }
      self.theme = theme
    case "background":
      guard value == "auto" || Ground(rawValue: value) != nil else { return "background is dark, light or auto" }
      ground = Ground(rawValue: value)
    case "color":
      guard let color = ColorChoice(rawValue: value) else { return "color is \(ColorChoice.names)" }
      self.color = color
    case "fps":
      guard let rate = Int(value), Self.frameRates.contains(rate) else {
        return "fps is a number of frames a second from \(Self.frameRates.lowerBound) to \(Self.frameRates.upperBound)"
      }
      framesPerSecond = rate
    case "copy":
      guard let place = CopyPlace(rawValue: value) else { return "copy is auto, terminal or file" }
      copyPlace = place
    case "pace":
      guard let pace = Pace(value) else { return "pace is a power of two such as x64 or x1/4, or max" }
      self.pace = pace
    case "quiet":
      guard value == "skip" || value == "show" else { return "quiet is skip or show" }
      skipsQuiet = value == "skip"
    case "ascii": return Self.onOff(name, value, &ascii)
    case "mouse": return Self.onOff(name, value, &mouse)
    default:
      guard name.hasPrefix("key.") else {
        return "there is no setting \(name)\(NearestName.question(name, Self.names + ["key.ACTION"]))"
      }
      return setKey(String(name.dropFirst(4)), value)
    }
    return nil
  }

  private static func onOff(_ name: String, _ value: String, _ place: inout Bool?) -> String? {
    guard value == "on" || value == "off" else { return "\(name) is on or off" }
    place = value == "on"
    return nil
  }

  private mutating func setKey(_ name: String, _ value: String) -> String? {
    guard let action = Action(rawValue: name) else {
      return "there is no action \(name)\(NearestName.question(name, Action.allCases.map(\.rawValue)))"
    }
    var chosen: [Key] = []
    for word in value.split(separator: " ") {
      guard let key = KeyName.key(String(word)) else { return "there is no key \(word)" }
      chosen.append(key)
    }
    if chosen.isEmpty { return "\(name) needs a key" }
    switch keys.remapped(action, to: chosen) {
    case .success(let table): keys = table
    case .failure(let clash): return "the key \(clash.key) is taken by \(clash.action.rawValue)"
    }
    return nil
  }
}

/// How many colours may be used at most.
public enum ColorChoice: String, Sendable, Equatable, CaseIterable {
  /// None, whatever the terminal has.
  case never
  /// The eight that every colour terminal has.
  case eight = "8"
  /// The palette of 256.
  case palette = "256"
  /// All there are; the themes are made of the palette of 256.
  case all = "true"

  /// What can be chosen, for messages.
  static let names = "never, 8, 256 or true"
}

/// Where a copied text goes.
public enum CopyPlace: String, Sendable, Equatable, CaseIterable {
  /// To the terminal's clipboard if the terminal has one that can be reached, else into a file.
  case auto
  /// To the terminal's clipboard, or nowhere.
  case terminal
  /// Into a file.
  case file
}

/// Everything that is wrong with a configuration file.
public struct ConfigProblems: Error, Sendable, Equatable {
  /// In the order of lines.
  public let problems: [DashboardConfig.Problem]
}
