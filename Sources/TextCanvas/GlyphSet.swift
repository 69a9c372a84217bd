/// The characters screens are drawn with. Every one is a single column wide; in doubt take `ascii`.
public struct GlyphSet: Equatable, Sendable {
  /// States: one glyph each, the same on every screen, live and replayed.
  public let waiting, updating, watching, baking, done, failed, rolledBack, held, silent: Unicode.Scalar
  /// Box drawing.
  public let horizontal, vertical, topLeft, topRight, bottomLeft, bottomRight: Unicode.Scalar
  /// The full and the empty part of a bar.
  public let barFull, barEmpty: Unicode.Scalar
  /// From empty to full in even steps, for strips over time.
  public let levels: [Unicode.Scalar]
  /// What a cut text ends with.
  public let ellipsis: String
  /// Marks the chosen row.
  public let pointer: Unicode.Scalar
  /// A change of version and the like.
  public let arrow: String

  /// The glyph of a role that stands for a state, `nil` for all others.
  public func glyph(of role: Role) -> Unicode.Scalar? {
    switch role {
    case .waiting: waiting
    case .updating: updating
    case .watching: watching
    case .baking: baking
    case .done: done
    case .failed, .failureText: failed
    case .rolledBack: rolledBack
    case .held: held
    case .silent: silent
    case .normal, .dim, .title, .accent, .key, .border, .selected, .warning: nil
    }
  }

  /// Only ASCII: for every terminal there is, for logs and for snapshots.
  public static let ascii = GlyphSet(
    waiting: ".", updating: ">", watching: ":", baking: "~", done: "#", failed: "!", rolledBack: "^", held: "=",
    silent: "?", horizontal: "-", vertical: "|", topLeft: "+", topRight: "+", bottomLeft: "+", bottomRight: "+",
    barFull: "#", barEmpty: ".", levels: [".", "1", "2", "3", "4", "5", "6", "7", "8", "#"], ellipsis: "~",
    pointer: ">", arrow: "->")

  /// For UTF-8 terminals; each glyph is checked for its width when the terminal opens.
  public static let unicode = GlyphSet(
    waiting: "\u{B7}", updating: "\u{25B8}", watching: ":", baking: "~", done: "\u{2713}", failed: "\u{2717}",
    rolledBack: "\u{21BB}", held: "=", silent: "?", horizontal: "\u{2500}", vertical: "\u{2502}",
    topLeft: "\u{250C}", topRight: "\u{2510}", bottomLeft: "\u{2514}", bottomRight: "\u{2518}", barFull: "\u{2588}",
    barEmpty: "\u{B7}",
    levels: [
      " ", "\u{2581}", "\u{2582}", "\u{2583}", "\u{2584}", "\u{2585}", "\u{2586}", "\u{2587}", "\u{2588}",
    ], ellipsis: "\u{2026}", pointer: "\u{25B8}", arrow: "\u{2192}")

  /// Every scalar of the set, for the check of widths.
  public var all: [Unicode.Scalar] {
    [
      waiting, updating, watching, baking, done, failed, rolledBack, held, silent, horizontal, vertical, topLeft,
      topRight, bottomLeft, bottomRight, barFull, barEmpty, pointer,
    ] + levels + Array(ellipsis.unicodeScalars) + Array(arrow.unicodeScalars)
  }
}
