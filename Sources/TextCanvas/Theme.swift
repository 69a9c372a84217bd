/// How many colours the terminal shows.
public enum ColorDepth: Int, Comparable, Sendable {
  /// None: attributes alone.
  case mono = 1
  /// The eight of old terminals.
  case eight = 8
  /// The palette of 256.
  case twoFiftySix = 256

  /// Fewer colours come first.
  public static func < (left: ColorDepth, right: ColorDepth) -> Bool { left.rawValue < right.rawValue }
}

/// How a role looks: a colour of the palette, or the terminal's own if `nil`, and emphasis. The background is always the
/// terminal's own.
public struct Appearance: Hashable, Sendable {
  /// An index into the palette of the depth asked for.
  public let foreground: UInt8?
  /// The theme's emphasis for the role.
  public let attributes: TextAttributes

  /// A look.
  public init(_ foreground: UInt8? = nil, _ attributes: TextAttributes = []) {
    self.foreground = foreground
    self.attributes = attributes
  }
}

/// What roles look like on a ground. The indexes were chosen so that any two states stay apart for people with any kind
/// of colour blindness (CIEDE2000 of 15 or more) and every one can be read on its ground (contrast of 4.5 or more);
/// a test computes both. States that share a colour differ by glyph, place and word.
public enum Theme: String, CaseIterable, Sendable {
  /// For dark grounds.
  case dark
  /// For light grounds.
  case light
  /// No colours, whatever the terminal can do.
  case mono

  /// The look of a role.
  public func appearance(of role: Role, depth: ColorDepth) -> Appearance {
    switch (self, depth) {
    case (.mono, _), (_, .mono): Theme.monoAppearance(of: role)
    case (.dark, .eight): Theme.eightColorAppearance(of: role, quiet: 6, waitingForHealth: 3)
    // Cyan and yellow cannot be read on a light ground.
    case (.light, .eight): Theme.eightColorAppearance(of: role, quiet: 4, waitingForHealth: 4)
    case (.dark, .twoFiftySix): Theme.dark256(role)
    case (.light, .twoFiftySix): Theme.light256(role)
    }
  }

  private static func monoAppearance(of role: Role) -> Appearance {
    switch role {
    case .normal, .updating: Appearance()
    case .watching, .baking, .key: Appearance(nil, .underline)
    case .dim, .border, .waiting, .silent: Appearance(nil, .dim)
    case .title, .accent, .warning, .done, .failureText: Appearance(nil, .bold)
    case .selected, .failed: Appearance(nil, .reverse)
    case .rolledBack, .held: Appearance(nil, [.dim, .underline])
    }
  }

  private static func eightColorAppearance(of role: Role, quiet: UInt8, waitingForHealth: UInt8) -> Appearance {
    switch role {
    case .normal: Appearance()
    case .dim, .border, .waiting, .silent: Appearance(nil, .dim)
    case .title, .done: Appearance(nil, .bold)
    case .accent, .key: Appearance(quiet, .bold)
    case .updating: Appearance(quiet)
    case .watching, .baking: Appearance(waitingForHealth, waitingForHealth == quiet ? .underline : [])
    case .warning: Appearance(waitingForHealth, .bold)
    case .selected: Appearance(nil, .reverse)
    case .failed: Appearance(1, .reverse)
    case .failureText: Appearance(1, .bold)
    case .rolledBack, .held: Appearance(5)
    }
  }

  private static func dark256(_ role: Role) -> Appearance {
    switch role {
    case .normal: Appearance()
    case .dim, .border, .waiting, .silent: Appearance(248)
    case .title: Appearance(nil, .bold)
    case .accent, .key: Appearance(117, .bold)
    case .updating: Appearance(117)
    case .watching, .baking: Appearance(228)
    case .warning: Appearance(228, .bold)
    case .done: Appearance(29)
    case .selected: Appearance(nil, .reverse)
    case .failed: Appearance(208, .reverse)
    case .failureText: Appearance(208, .bold)
    case .rolledBack, .held: Appearance(165)
    }
  }

  private static func light256(_ role: Role) -> Appearance {
    switch role {
    case .normal: Appearance()
    case .dim, .border, .waiting, .silent: Appearance(239)
    case .title: Appearance(nil, .bold)
    case .accent, .key: Appearance(20, .bold)
    case .updating: Appearance(20)
    case .watching, .baking: Appearance(94)
    case .warning: Appearance(94, .bold)
    case .done: Appearance(29)
    case .selected: Appearance(nil, .reverse)
    case .failed: Appearance(52, .reverse)
    case .failureText: Appearance(52, .bold)
    case .rolledBack, .held: Appearance(53)
    }
  }
}
