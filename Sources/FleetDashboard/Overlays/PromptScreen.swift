import TextCanvas

/// The line that is being typed, with what it may become and what it would do.
struct PromptScreen {
  let scene: Scene
  let prompt: Prompt

  private var sign: String {
    switch prompt.kind {
    case .command: ":"
    case .filter: "/"
    case .moment: "J "
    }
  }

  func draw(into canvas: inout Canvas) {
    guard canvas.height > 0, canvas.width > 4 else { return }
    let list = prompt.kind == .command ? completions : []
    let hint = caret(width: canvas.width - 4) + hintLines(width: canvas.width - 4)
    let height = min(canvas.height, list.count + hint.count + 3)
    let area = Rect(row: canvas.height - height, column: 0, height: height, width: canvas.width)
    canvas.fill(area)
    if height >= 3 {
      canvas.drawBox(area, title: title, style: .accent, titleStyle: .title, glyphs: scene.glyphs)
    }
    let inside = height >= 3 ? area.inset(rows: 1, columns: 2) : area
    drawLine(into: &canvas, inside)
    let listRow = prompt.errorColumn == nil ? 1 : 1 + hint.count
    for (row, text) in list.enumerated() {
      let isHere = row == prompt.completionPlace && !prompt.completions.isEmpty
      canvas.put(Self.shown(text), row: row + listRow, column: 2, style: isHere ? .selected : .dim, in: inside)
    }
    for (row, line) in hint.enumerated() {
      canvas.put(
        line, row: row + 1 + (prompt.errorColumn == nil ? list.count : 0), column: 0,
        style: prompt.errorColumn == nil ? .title : .failureText, in: inside
      )
    }
  }

  private var title: String {
    switch prompt.kind {
    case .command: "Command (Tab completes, up brings back, Enter does it)"
    case .filter: "Filter: words, field:value, -not, *, ^ $, ~regex (Enter keeps, Esc clears)"
    case .moment: "Jump to 2d3h, 12:05, 42%, #8812 or a mark"
    }
  }

  private var completions: [String] {
    let lines = prompt.completions.isEmpty ? Completion(fleet: scene.fleet).lines(for: prompt.text) : prompt.completions
    return Array(lines.prefix(5))
  }

  private func hintLines(width: Int) -> [String] {
    if prompt.kind == .filter { return filterHint(width: width) }
    if !prompt.preview.isEmpty { return TextFlow.wrap(prompt.preview, width: width) }
    guard prompt.kind == .command, let verb = prompt.text.split(separator: " ").first else { return [] }
    if let known = RunVerbs.table.first(where: { $0.word == verb }) { return TextFlow.wrap(known.form, width: width) }
    if let own = ViewCommand.table.first(where: { $0.word == verb }) {
      return TextFlow.wrap("\(own.form)   \(own.text)", width: width)
    }
    return []
  }

  private func filterHint(width: Int) -> [String] {
    let screen = scene.view.screen
    let text =
      FilterFields.problem(Filter(prompt.text), on: screen)
      ?? "Fields here: \(FilterFields.names(screen).map { $0 + ":" }.joined(separator: " "))"
    return TextFlow.wrap(text, width: width)
  }

  /// A mark under the word that is wrong, where it is in view.
  private func caret(width: Int) -> [String] {
    guard let error = prompt.errorColumn else { return [] }
    let place = error - 1 - start(width: width)
    guard (0..<room(width: width)).contains(place) else { return [] }
    return [String(repeating: " ", count: sign.count + place) + "^"]
  }

  private func room(width: Int) -> Int { max(1, width - sign.count - 1) }

  private func start(width: Int) -> Int {
    let room = room(width: width)
    let start = max(0, prompt.cursor - room + 1)
    guard prompt.showsError, let error = prompt.errorColumn, !(start..<start + room).contains(error - 1) else {
      return start
    }
    return max(0, error - 1 - room / 3)
  }

  /// The line, scrolled so that the cursor is in view, or what is wrong with a line that was given; the character at fault
  /// is underlined.
  private func drawLine(into canvas: inout Canvas, _ area: Rect) {
    let room = room(width: area.width)
    let start = start(width: area.width)
    var column = canvas.put(sign, row: 0, column: 0, style: .key, in: area)
    let first = column
    for (offset, character) in prompt.text.dropFirst(start).enumerated() {
      if start + offset == prompt.cursor { canvas.cursor = place(column, area) }
      let isWrong = prompt.errorColumn.map { start + offset + 1 == $0 } ?? false
      let style: Style = isWrong ? Style(.failureText, .underline) : character.isNewline ? .key : .normal
      column = canvas.put(Self.shown(String(character)), row: 0, column: column, style: style, in: area)
      if column - first >= room { break }
    }
    if prompt.cursor >= prompt.text.count, column - first <= room { canvas.cursor = place(column, area) }
    if let error = prompt.errorColumn, error > prompt.text.count {
      canvas.put("_", row: 0, column: column, style: .failureText, in: area)
    }
  }

  /// The ends of pasted lines as marks, so that a line stays one line.
  private static func shown(_ text: String) -> String { String(text.map { $0.isNewline ? "|" : $0 }) }

  private func place(_ column: Int, _ area: Rect) -> Canvas.Position? {
    Canvas.Position(row: area.row, column: min(area.endColumn - 1, area.column + column))
  }
}
