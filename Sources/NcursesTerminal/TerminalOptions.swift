public import TextCanvas

/// What the caller wants of the terminal.
public struct TerminalOptions: Sendable {
  /// The most colours to use. `nil` takes what the terminal has, and none where NO_COLOR is set.
  public var colorDepth: ColorDepth?
  /// Whether wheel, clicks and drags are reported. Off, the terminal's own selection of text works.
  public var mouse: Bool
  /// Whether the terminal is asked what it writes on; nothing waits for the answer.
  public var asksBackground: Bool

  /// Options; without arguments what a program should start with.
  public init(colorDepth: ColorDepth? = nil, mouse: Bool = false, asksBackground: Bool = false) {
    self.colorDepth = colorDepth
    self.mouse = mouse
    self.asksBackground = asksBackground
  }
}

/// What the open terminal can do.
public struct TerminalCapabilities: Hashable, Sendable {
  /// How many colours are used: the lesser of what it has and what was asked for.
  public let colorDepth: ColorDepth
  /// Whether UTF-8 goes out. If not every byte is ASCII, and other scalars show as question marks.
  public let isUnicode: Bool
  /// Whether frames are bracketed so that no half of one is ever seen.
  public let isSynchronized: Bool
  /// Whether `GlyphSet.unicode` shows as it should; else take `GlyphSet.ascii`.
  public let hasSymbols: Bool
}

/// Why there is no terminal to draw on.
public enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Standard input or output is a file or a pipe.
  case notATerminal
  /// TERM is unset, `dumb` or unknown; the name, empty if unset.
  case unknownTerminal(name: String)
  /// A process has one terminal, and it is open already.
  case alreadyOpen
  /// The operating system refused; its error number.
  case system(code: Int32)

  /// The sentence for the person who started the program.
  public var description: String {
    switch self {
    case .notATerminal: "standard input and output are not a terminal"
    case .unknownTerminal(name: ""): "TERM is not set, so the kind of terminal is not known"
    case .unknownTerminal(let name): "a terminal of the kind '\(SafeText.visible(name))' (TERM) cannot show a screen"
    case .alreadyOpen: "the terminal is already open"
    case .system(let code): "the terminal cannot be opened (error \(code))"
    }
  }
}
