import TextCanvas

/// The help, made from the key table: this screen's keys, what the symbols mean, what can be typed.
struct HelpScreen {
  let scene: Scene
  let state: HelpState

  /// Every line of the help: a text, and whether it is a heading.
  static func lines(_ keys: KeyTable, isReadOnly: Bool, _ glyphs: GlyphSet) -> [(text: String, isHeading: Bool)] {
    var lines: [(text: String, isHeading: Bool)] = [("WHAT THE SYMBOLS MEAN", true)]
    lines += symbols(glyphs).map { ("  \(Figures.padded($0.0, 14)) \($0.1)", false) }
    for section in KeySection.allCases {
      lines.append(("", false))
      lines.append((section.rawValue, true))
      for binding in keys.bindings where binding.section == section {
        let names = binding.keys.map(KeyName.text).joined(separator: " ")
        let off = binding.changesRun && isReadOnly ? " Off in a replay." : ""
        lines.append(("  \(Figures.padded(names, 14)) \(binding.text)\(off)", false))
      }
    }
    lines.append(("", false))
    lines.append(("BEHIND :", true))
    lines += ViewCommand.table.map { ("  \(Figures.padded($0.form, 14)) \($0.text)", false) }
    lines.append(("", false))
    lines.append(("COMMANDS TO THE RUN, BEHIND :", true))
    lines += RunVerbs.table.map { ("  \($0.form)", false) }
    return lines
  }

  private static func symbols(_ glyphs: GlyphSet) -> [(String, String)] {
    let states: [(Unicode.Scalar, String)] = [
      (glyphs.waiting, "waiting: its turn has not come"), (glyphs.updating, "updating: the install runs"),
      (glyphs.watching, "watching: installed, its health is watched"), (glyphs.done, "done: installed and healthy"),
      (glyphs.failed, "failed: needs a person"),
      (glyphs.rolledBack, "rolled back: the old version is back, tried again later"),
      (glyphs.held, "left out: opted out, stopped, protected, ..."), (glyphs.silent, "silent: no report"),
      (StateWords.sick, "unhealthy"), (StateWords.notPart, "no part of this rollout"),
      (glyphs.baking, "a phase that bakes"),
    ]
    return states.map { (String(Character($0)), $1) } + [("0-9", "tens of % done of many VMs")]
  }

  static func matching(_ search: String, _ lines: [(text: String, isHeading: Bool)]) -> [(
    text: String, isHeading: Bool
  )] {
    search.isEmpty ? lines : lines.filter { !$0.isHeading && $0.text.lowercased().contains(search.lowercased()) }
  }

  /// Texts that are too long go on below, under their own beginning.
  static func broken(_ lines: [(text: String, isHeading: Bool)], width: Int) -> [(text: String, isHeading: Bool)] {
    lines.flatMap { line -> [(text: String, isHeading: Bool)] in
      guard line.text.count > width, width > 2 * indent else { return [line] }
      let head = line.text.prefix(indent)
      let parts = TextFlow.wrap(String(line.text.dropFirst(indent)), width: width - indent)
      return parts.enumerated().map { place, part in
        (place == 0 ? head + part : String(repeating: " ", count: indent) + part, line.isHeading)
      }
    }
  }

  private static let indent = 17

  /// The lines as they are shown on a screen so wide.
  var shown: [(text: String, isHeading: Bool)] {
    let lines = Self.lines(scene.keys, isReadOnly: scene.status.mode.isReadOnly, scene.glyphs)
    return Self.matching(state.search, lines)
  }

  static func width(of screen: Int) -> Int { min(screen, 84) }

  func draw(into canvas: inout Canvas) {
    let area = OverlayScreen.box(width: Self.width(of: canvas.width), height: canvas.height, in: canvas)
    let lines = Self.broken(shown, width: area.width - 4)
    let title =
      state.isSearching || !state.search.isEmpty
      ? "Help: /\(state.search)" : "Help (down for more, / to search, Esc to close)"
    let inside = OverlayScreen(scene: scene).open(area, title, into: &canvas)
    let top = min(state.top, max(0, lines.count - inside.height))
    for (row, line) in lines.dropFirst(top).prefix(inside.height).enumerated() {
      canvas.put(line.text, row: row, column: 0, style: line.isHeading ? .title : .normal, in: inside)
    }
    let shown = min(lines.count, top + inside.height)
    canvas.put(" \(shown) of \(lines.count) ", row: area.height - 1, column: area.width - 14, style: .accent, in: area)
  }
}
