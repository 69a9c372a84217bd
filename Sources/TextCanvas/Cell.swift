/// One column of one row: a scalar, up to four combining marks on it, and a style.
///
/// A wide scalar occupies two cells, a lead of width 2 and a continuation of width 0 behind it. Cells are made by
/// `SafeText` alone, so no cell ever holds a control character.
public struct Cell: Equatable, Sendable {
  /// As many combining marks as one cell keeps; what a terminal library takes as well.
  public static let markLimit = 4

  /// The scalar shown, a space for an empty cell and for a continuation.
  public private(set) var scalar: Unicode.Scalar
  /// How many columns the scalar takes: 1, 2 for the lead of a wide one, 0 for its continuation.
  public private(set) var width: UInt8
  /// What the cell means and its emphasis.
  public var style: Style
  private var mark0: UInt32 = 0
  private var mark1: UInt32 = 0
  private var mark2: UInt32 = 0
  private var mark3: UInt32 = 0

  /// A cell of a scalar already known to be safe and `width` columns wide.
  init(_ scalar: Unicode.Scalar, width: UInt8 = 1, style: Style) {
    self.scalar = scalar
    self.width = width
    self.style = style
  }

  /// An empty cell.
  public static func blank(_ style: Style = .normal) -> Cell { Cell(" ", style: style) }

  /// The second half of a wide scalar.
  static func continuation(_ style: Style) -> Cell { Cell(" ", width: 0, style: style) }

  /// Whether this is the second half of a wide scalar.
  public var isContinuation: Bool { width == 0 }

  /// The combining marks as four scalar values, 0 where there is none; those there are come first.
  public var marks: (UInt32, UInt32, UInt32, UInt32) { (mark0, mark1, mark2, mark3) }

  /// What the cell shows, empty for a continuation.
  public var text: String {
    guard !isContinuation else { return "" }
    var text = String(Character(scalar))
    for mark in [mark0, mark1, mark2, mark3] where mark != 0 {
      text.unicodeScalars.append(Unicode.Scalar(mark)!)
    }
    return text
  }

  /// Without a branch for each field: whole canvases are compared in every frame.
  public static func == (one: Cell, other: Cell) -> Bool {
    let looks =
      (one.width ^ other.width) | (one.style.role.rawValue ^ other.style.role.rawValue)
      | (one.style.attributes.rawValue ^ other.style.attributes.rawValue)
    return (one.scalar.value ^ other.scalar.value) | UInt32(looks) | (one.mark0 ^ other.mark0)
      | (one.mark1 ^ other.mark1) | (one.mark2 ^ other.mark2) | (one.mark3 ^ other.mark3) == 0
  }

  /// Puts one more combining mark on the cell; past the limit it is dropped.
  mutating func attach(_ mark: Unicode.Scalar) {
    if mark0 == 0 {
      mark0 = mark.value
    } else if mark1 == 0 {
      mark1 = mark.value
    } else if mark2 == 0 {
      mark2 = mark.value
    } else if mark3 == 0 {
      mark3 = mark.value
    }
  }
}
