import TextCanvas

/// The help, made from the key table: this screen's keys, what the symbols mean, what can be typed.
struct HelpScreen {
  let scene: Scene
  let state: HelpState

  /// Every line of the help: a text, and whether it is a heading.
  static func lines(_ keys: KeyTable, isReadOnly: Bool) -> [(text: String, isHeading: Bool)] {
    var lines: [(text: String, isHeading: Bool)] = [("WHAT THE SYMBOLS MEAN", true)]
    lines += symbols.map { ("  \(Figures.padded($0.0, 14)) \($0.1)", false) }
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
    lines += ViewCommand.table.map { ("  \(Figures.padded($0.form, 18)) \($0.text)", false) }
    lines.append(("", false))
    lines.append(("COMMANDS TO THE RUN, BEHIND :", true))
    lines += RunVerbs.table.map { ("  \($0.form)", false) }
    return lines
  }

  private static let symbols = [
    (".", "waiting: its turn has not come"), (">", "updating: the install runs"),
    (":", "watching: installed, its health is watched"), ("#", "done: installed and healthy"),
    ("!", "failed: needs a person"), ("^", "rolled back: the old version is back, tried again later"),
    ("=", "left out: opted out, stopped, protected, ..."), ("?", "silent: no report"),
    ("x", "unhealthy"), ("-", "no part of this rollout"), ("~", "a phase that bakes"),
    ("0-9", "tens of % done of many VMs"),
  ]

  static func matching(_ search: String, _ lines: [(text: String, isHeading: Bool)]) -> [(
    text: String, isHeading: Bool
  )] {
    search.isEmpty ? lines : lines.filter { !$0.isHeading && $0.text.lowercased().contains(search.lowercased()) }
  }

  func draw(into canvas: inout Canvas) {
    let area = OverlayScreen.box(width: min(canvas.width, 84), height: canvas.height, in: canvas)
    let lines = Self.matching(state.search, Self.lines(scene.keys, isReadOnly: scene.status.mode.isReadOnly))
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
