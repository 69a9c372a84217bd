/// What a piece of the screen means. A `Theme` turns it into colours, so no screen ever names one.
public enum Role: UInt8, CaseIterable, Sendable {
  /// Ordinary text.
  case normal
  /// Text of less weight: units, hints, what is quiet.
  case dim
  /// Headings and the sentence on top.
  case title
  /// What the eye should find first without being a problem: a chosen word, a running figure.
  case accent
  /// The name of a key in a footer or in the help.
  case key
  /// Boxes and separators.
  case border
  /// The row or the cell under the cursor.
  case selected
  /// Something to look at that is not a failure.
  case warning
  /// A virtual machine or a phase whose turn has not come.
  case waiting
  /// An upgrade is being installed.
  case updating
  /// Installed, inside its health window.
  case watching
  /// A phase that is through and lies in its bake time.
  case baking
  /// Upgraded and healthy.
  case done
  /// A failure as one cell or one word of a map: reversed, the only loud thing on the screen.
  case failed
  /// Running text about a failure: the colour of `failed` without the reversal.
  case failureText
  /// Returned to its previous version.
  case rolledBack
  /// Kept back by an operator or opted out.
  case held
  /// Sends no report.
  case silent
}

/// How a piece of text is emphasised, apart from its colour. There is no blinking.
public struct TextAttributes: OptionSet, Hashable, Sendable {
  /// The bits as stored.
  public let rawValue: UInt8

  /// Attributes from their bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Heavier strokes.
  public static let bold = TextAttributes(rawValue: 1)
  /// Fainter strokes.
  public static let dim = TextAttributes(rawValue: 2)
  /// A line below.
  public static let underline = TextAttributes(rawValue: 4)
  /// Foreground and background exchanged.
  public static let reverse = TextAttributes(rawValue: 8)
}

/// The role of a cell and the emphasis a screen adds to what the theme gives the role.
public struct Style: Hashable, Sendable {
  /// What the cell means.
  public var role: Role
  /// Emphasis on top of the theme's own for that role.
  public var attributes: TextAttributes

  /// A style of a role, with further emphasis if asked for.
  public init(_ role: Role, _ attributes: TextAttributes = []) {
    self.role = role
    self.attributes = attributes
  }

  /// The same role with more emphasis.
  public func with(_ more: TextAttributes) -> Style { Style(role, attributes.union(more)) }

  /// `Role.normal`, plain.
  public static let normal = Style(.normal)
  /// `Role.dim`, plain.
  public static let dim = Style(.dim)
  /// `Role.title`, plain.
  public static let title = Style(.title)
  /// `Role.accent`, plain.
  public static let accent = Style(.accent)
  /// `Role.key`, plain.
  public static let key = Style(.key)
  /// `Role.border`, plain.
  public static let border = Style(.border)
  /// `Role.selected`, plain.
  public static let selected = Style(.selected)
  /// `Role.warning`, plain.
  public static let warning = Style(.warning)
  /// `Role.waiting`, plain.
  public static let waiting = Style(.waiting)
  /// `Role.updating`, plain.
  public static let updating = Style(.updating)
  /// `Role.watching`, plain.
  public static let watching = Style(.watching)
  /// `Role.baking`, plain.
  public static let baking = Style(.baking)
  /// `Role.done`, plain.
  public static let done = Style(.done)
  /// `Role.failed`, plain.
  public static let failed = Style(.failed)
  /// `Role.failureText`, plain.
  public static let failureText = Style(.failureText)
  /// `Role.rolledBack`, plain.
  public static let rolledBack = Style(.rolledBack)
  /// `Role.held`, plain.
  public static let held = Style(.held)
  /// `Role.silent`, plain.
  public static let silent = Style(.silent)
}
