/// The one way from text to cells. Names, tags and error texts come from files and machines nobody vouches for, so
/// everything a terminal might obey, hide or reorder turns into visible characters first.
///
/// Written out as `\u{1B}`: C0, DEL and C1 controls, line and paragraph separators, bidirectional controls, zero-width
/// and other invisible scalars, variation selectors, skin tones, unassigned and private scalars, and a combining mark
/// with nothing to stand on. Bytes that are no UTF-8 become U+FFFD. A cell keeps `Cell.markLimit` marks.
public enum SafeText {
  /// The longest piece of text shown, in cells, where the caller knows no width.
  public static let longest = 256

  /// How many scalars are read for one cell before giving up, so that a text of nothing but marks costs little.
  private static let scalarsPerCell = 16

  /// The text as it may be shown anywhere, `limit` columns at most. Doing it twice changes nothing more.
  public static func visible(_ text: String, limit: Int = longest) -> String {
    isPlain(text) && text.utf8.count <= limit ? text : string(cells(text, limit: limit))
  }

  /// Bytes that claim to be UTF-8, as `visible(_:limit:)`.
  public static func visible(bytes: some Collection<UInt8>, limit: Int = longest) -> String {
    visible(String(decoding: bytes, as: UTF8.self), limit: limit)
  }

  /// The text shortened to `width` columns, the last of them `ending` if something had to go.
  public static func cut(_ text: String, to width: Int, ending: String = "~") -> String {
    string(cells(text, cutTo: width, ending: ending))
  }

  /// How many columns the text takes once it is visible; `longest` if it would be more and no limit is given.
  public static func width(_ text: String, limit: Int = longest) -> Int {
    isPlain(text) ? min(text.utf8.count, max(0, limit)) : cells(text, limit: limit).count
  }

  /// The cells of the text, `limit` at most. A wide scalar that would be cut in half is a blank.
  public static func cells(_ text: String, style: Style = .normal, limit: Int = longest) -> [Cell] {
    guard limit > 0 else { return [] }
    var cells: [Cell] = []
    cells.reserveCapacity(min(limit, text.utf8.count))
    var budget = limit > Int.max / scalarsPerCell ? Int.max : limit * scalarsPerCell
    for scalar in text.unicodeScalars {
      budget -= 1
      guard cells.count < limit, budget >= 0 else { break }
      switch treatment(of: scalar) {
      case .narrow: cells.append(Cell(scalar, style: style))
      case .wide where cells.count + 1 == limit: cells.append(.blank(style))
      case .wide:
        cells.append(Cell(scalar, width: 2, style: style))
        cells.append(.continuation(style))
      case .mark:
        if let base = cells.lastIndex(where: { !$0.isContinuation }) {
          cells[base].attach(scalar)
        } else {
          append(escaped: scalar, style: style, to: &cells, limit: limit)
        }
      case .escape: append(escaped: scalar, style: style, to: &cells, limit: limit)
      }
    }
    return cells
  }

  /// The cell of a symbol of one column; a blank for any other scalar.
  static func cell(_ scalar: Unicode.Scalar, style: Style) -> Cell {
    if case .narrow = treatment(of: scalar) { return Cell(scalar, style: style) }
    return .blank(style)
  }

  /// The cells of the text, `width` at most, the last of them `ending` if something had to go.
  public static func cells(_ text: String, style: Style = .normal, cutTo width: Int, ending: String) -> [Cell] {
    guard width > 0 else { return [] }
    let cells = cells(text, style: style, limit: width + 1)
    guard cells.count > width else { return cells }
    let mark = self.cells(ending, style: style, limit: width)
    var kept = Array(cells.prefix(width - mark.count))
    if let last = kept.last, last.width == 2 { kept[kept.count - 1] = .blank(style) }
    return kept + mark
  }

  /// The cells of a name, `width` at most, with `ending` in its middle if something had to go: names that differ only at
  /// their end stay apart.
  public static func cells(_ name: String, style: Style = .normal, cutInside width: Int, ending: String) -> [Cell] {
    let all = cells(name, style: style)
    guard width > 0, all.count > width else { return width > 0 ? all : [] }
    let mark = cells(ending, style: style, limit: width)
    let tailWidth = (width - mark.count) / 2
    var head = Array(all.prefix(width - mark.count - tailWidth))
    if let last = head.last, last.width == 2 { head[head.count - 1] = .blank(style) }
    var tail = Array(all.suffix(tailWidth))
    if let first = tail.first, first.isContinuation { tail[0] = .blank(style) }
    return head + mark + tail
  }

  /// Whether each byte of the text is a character that may be shown as it is.
  static func isPlain(_ text: String) -> Bool {
    var text = text
    // Without a way out at the first that is not: then many bytes are compared at once.
    return text.withUTF8 { $0.reduce(true) { $0 && $1 >= 0x20 && $1 < 0x7F } }
  }

  private enum Treatment { case narrow, wide, mark, escape }

  private static func treatment(of scalar: Unicode.Scalar) -> Treatment {
    let value = scalar.value
    if value < 0x7F { return value < 0x20 ? .escape : .narrow }
    if isPlainlyNarrow(value) { return .narrow }
    if value < 0xA0 || scalar.properties.isDefaultIgnorableCodePoint { return .escape }
    if DisplayWidth.isJoiningJamo(value) { return .mark }
    // Skin tones join the picture before them on some terminals only, which would move the columns behind it.
    if (0x1F3FB...0x1F3FF).contains(value) { return .escape }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: return .escape
    case .nonspacingMark, .enclosingMark: return .mark
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .spacingMark,
      .decimalNumber, .letterNumber, .otherNumber, .connectorPunctuation, .dashPunctuation, .openPunctuation,
      .closePunctuation, .initialPunctuation, .finalPunctuation, .otherPunctuation, .mathSymbol, .currencySymbol,
      .modifierSymbol, .otherSymbol, .spaceSeparator:
      return DisplayWidth.isWide(value) ? .wide : .narrow
    @unknown default: return .escape
    }
  }

  /// What screens are made of: Latin letters, arrows, boxes and blocks, known without a look at the properties of Unicode,
  /// which takes long.
  private static func isPlainlyNarrow(_ value: UInt32) -> Bool {
    switch value {
    case 0xA0...0xAC, 0xAE...0x2FF, 0x2026, 0x2190...0x21FF, 0x2500...0x25FC, 0x2713, 0x2717: true
    default: false
    }
  }

  private static func append(escaped scalar: Unicode.Scalar, style: Style, to cells: inout [Cell], limit: Int) {
    for character in "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars {
      guard cells.count < limit else { return }
      cells.append(Cell(character, style: style))
    }
  }

  private static func string(_ cells: [Cell]) -> String {
    var text = ""
    for cell in cells { text += cell.text }
    return text
  }
}
