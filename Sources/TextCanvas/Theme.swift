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

/// The ground that a terminal writes on.
public enum Ground: String, CaseIterable, Sendable {
  /// Black or nearly so.
  case dark
  /// White or nearly so.
  case light

  /// The ground of a colour whose parts go from 0 to 1, by the same weights as contrast.
  public init(red: Double, green: Double, blue: Double) {
    self = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5 ? .light : .dark
  }

  /// What COLORFGBG says, `foreground;background` as numbers of the palette; nil if it says nothing.
  public init?(colorFGBG text: String) {
    guard let last = text.split(separator: ";").last, let number = Int(last) else { return nil }
    switch number {
    case 0...6, 8: self = .dark
    case 7, 9...15: self = .light
    default: return nil
    }
  }
}

/// What roles look like on a ground. The indexes were chosen so that any two states stay apart for people with any kind
/// of colour blindness (CIEDE2000 of 15 or more) and every one can be read on its ground (contrast of 4.5 or more);
/// a test computes both. States that share a colour differ by glyph, place and word.
public enum Theme: String, CaseIterable, Sendable {
  /// For black grounds; Okabe's and Ito's axes of colour.
  case dark
  /// For grounds of dark grey, up to #303030.
  case slate
  /// For black grounds and tired eyes: a contrast of 7 or more, and nothing is grey.
  case contrast
  /// For white grounds.
  case light
  /// For white grounds, with fuller colours.
  case ink
  /// No colours, whatever the terminal can do.
  case mono

  /// The names, for whoever asks which there are.
  public static var names: String {
    allCases.dropLast().map(\.rawValue).joined(separator: ", ") + " or " + allCases.last!.rawValue
  }

  /// The theme of a ground where nobody chose one.
  public static func standard(on ground: Ground) -> Theme { ground == .dark ? .dark : .light }

  /// The look of a role.
  public func appearance(of role: Role, depth: ColorDepth) -> Appearance {
    guard let palette, depth > .mono else { return Theme.monoAppearance(of: role) }
    guard depth == .eight else { return palette.appearance(of: role) }
    switch self {
    case .dark, .slate, .contrast, .mono: return Theme.eightColorAppearance(of: role, quiet: 6, waitingForHealth: 3)
    // Cyan and yellow cannot be read on a light ground.
    case .light, .ink: return Theme.eightColorAppearance(of: role, quiet: 4, waitingForHealth: 4)
    }
  }

  private var palette: Palette? {
    switch self {
    case .dark: Palette(quiet: 248, moving: 117, tried: 228, done: 29, failed: 208, kept: 165)
    case .slate: Palette(quiet: 248, moving: 51, tried: 226, done: 150, failed: 172, kept: 177)
    case .contrast: Palette(quiet: 231, moving: 153, tried: 220, done: 36, failed: 172, kept: 141)
    case .light: Palette(quiet: 239, moving: 20, tried: 94, done: 29, failed: 52, kept: 53)
    case .ink: Palette(quiet: 16, moving: 18, tried: 130, done: 23, failed: 88, kept: 93)
    case .mono: nil
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
}

/// The six colours of a theme, as indexes into the palette of 256.
private struct Palette {
  let quiet, moving, tried, done, failed, kept: UInt8

  func appearance(of role: Role) -> Appearance {
    switch role {
    case .normal: Appearance()
    case .dim, .border, .waiting, .silent: Appearance(quiet)
    case .title: Appearance(nil, .bold)
    case .accent, .key: Appearance(moving, .bold)
    case .updating: Appearance(moving)
    case .watching, .baking: Appearance(tried)
    case .warning: Appearance(tried, .bold)
    case .done: Appearance(done)
    case .selected: Appearance(nil, .reverse)
    case .failed: Appearance(failed, .reverse)
    case .failureText: Appearance(failed, .bold)
    case .rolledBack, .held: Appearance(kept)
    }
  }
}
