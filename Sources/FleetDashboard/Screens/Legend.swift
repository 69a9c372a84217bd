import TextCanvas

/// What the symbols mean, as far as it fits: first those that are on the screen.
struct Legend {
  private struct Entry {
    let symbol: String
    let word: String
    let style: Style
    var isShown = false
  }

  private static let states: [(Role, String)] = [
    (.waiting, "waiting"), (.updating, "updating"), (.watching, "watching"), (.done, "done"), (.failed, "failed"),
    (.rolledBack, "rolled back"), (.held, "left out"), (.silent, "silent"), (.baking, "baking"),
  ]
  /// Cells of these roles also show how far they are.
  private static let parts: [Role] = [.done, .updating, .watching]
  private static let digits = Unicode.Scalar("0")...Unicode.Scalar("9")

  private var entries: [Entry]

  /// The legend of a picture; without one all symbols in their order.
  init(glyphs: GlyphSet, shown: Canvas? = nil) {
    entries = Self.states.map { role, word in
      Entry(symbol: String(Character(glyphs.glyph(of: role) ?? " ")), word: word, style: Style(role))
    }
    let digits = entries.count
    entries += [
      Entry(symbol: "0-9", word: "x10%", style: .dim), Entry(symbol: "x", word: "unhealthy", style: .failureText),
      Entry(symbol: "-", word: "no part", style: .dim),
    ]
    if let shown { note(shown, glyphs, digits: digits) }
  }

  /// Finds out in one walk which symbols are shown. A role has one symbol, apart from the digits.
  private mutating func note(_ canvas: Canvas, _ glyphs: GlyphSet, digits: Int) {
    var symbols: [(scalar: Unicode.Scalar, entry: Int)?] = Array(repeating: nil, count: Role.allCases.count)
    for (entry, state) in Self.states.enumerated() {
      symbols[Int(state.0.rawValue)] = glyphs.glyph(of: state.0).map { ($0, entry) }
    }
    symbols[Int(Role.failureText.rawValue)] = (StateWords.sick, digits + 1)
    symbols[Int(Role.dim.rawValue)] = (StateWords.notPart, digits + 2)
    for cell in canvas.cells where cell.scalar != " " {
      guard let symbol = symbols[Int(cell.style.role.rawValue)] else { continue }
      if symbol.scalar == cell.scalar {
        entries[symbol.entry].isShown = true
      } else if Self.digits.contains(cell.scalar), Self.parts.contains(cell.style.role) {
        entries[digits].isShown = true
      }
    }
  }

  func draw(into canvas: inout Canvas, _ area: Rect) {
    var column = 0
    for entry in chosen(width: area.width) {
      column = canvas.put(entry.symbol, row: 0, column: column, style: entry.style, in: area)
      column = canvas.put(" \(entry.word)  ", row: 0, column: column, style: .dim, in: area)
    }
  }

  /// Those on the screen come first, the others as far as there is room left; each keeps its turn.
  private func chosen(width: Int) -> [Entry] {
    var left = width + 2
    var chosen = Set<Int>()
    for index in entries.indices.sorted(by: { (entries[$0].isShown ? 0 : 1, $0) < (entries[$1].isShown ? 0 : 1, $1) }) {
      let need = entries[index].symbol.count + entries[index].word.count + 3
      guard need <= left else { break }
      left -= need
      chosen.insert(index)
    }
    return entries.indices.filter(chosen.contains).map { entries[$0] }
  }
}
