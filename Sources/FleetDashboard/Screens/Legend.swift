import TextCanvas

/// What the symbols mean, as far as it fits: first those that are on the screen.
struct Legend {
  let glyphs: GlyphSet
  /// The picture that it explains; nil for all symbols in their order.
  var shown: Canvas?

  private struct Entry {
    let symbol: String
    let word: String
    let style: Style
    /// Whether a cell shows it.
    let isMeant: (Cell) -> Bool
  }

  private static let roles: [(Role, String)] = [
    (.waiting, "waiting"), (.updating, "updating"), (.watching, "watching"), (.done, "done"), (.failed, "failed"),
    (.rolledBack, "rolled back"), (.held, "left out"), (.silent, "silent"), (.baking, "baking"),
  ]

  private var entries: [Entry] {
    let states = Self.roles.map { role, word in
      let glyph = glyphs.glyph(of: role) ?? " "
      return Entry(
        symbol: String(Character(glyph)), word: word, style: Style(role),
        isMeant: { $0.scalar == glyph && $0.style.role == role })
    }
    let digits = Unicode.Scalar("0")...Unicode.Scalar("9")
    let parts: Set<Role> = [.done, .updating, .watching]
    return states + [
      Entry(
        symbol: "0-9", word: "x10%", style: .dim,
        isMeant: { digits.contains($0.scalar) && parts.contains($0.style.role) }),
      Entry(
        symbol: "x", word: "unhealthy", style: Style(.failureText),
        isMeant: { $0.scalar == StateWords.sick && $0.style.role == .failureText }),
      Entry(
        symbol: "-", word: "no part", style: .dim,
        isMeant: { $0.scalar == StateWords.notPart && $0.style.role == .dim }),
    ]
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
    let entries = entries
    let isShown = entries.map { entry in shown?.cells.contains(where: entry.isMeant) ?? false }
    var left = width + 2
    var chosen = Set<Int>()
    for index in entries.indices.sorted(by: { (isShown[$0] ? 0 : 1, $0) < (isShown[$1] ? 0 : 1, $1) }) {
      let need = entries[index].symbol.count + entries[index].word.count + 3
      guard need <= left else { break }
      left -= need
      chosen.insert(index)
    }
    return entries.indices.filter(chosen.contains).map { entries[$0] }
  }
}
