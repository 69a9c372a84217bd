import FleetModel
import RolloutOrchestrator
import TextCanvas

/// What is open above the screen: help, why, a menu, a prompt, the tour.
struct OverlayScreen {
  let scene: Scene

  func draw(into canvas: inout Canvas) {
    switch scene.view.overlay {
    case nil: return
    case .help(let state): HelpScreen(scene: scene, state: state).draw(into: &canvas)
    case .why(let top): WhyScreen(scene: scene, top: top).draw(into: &canvas)
    case .dialog(let dialog): draw(dialog, into: &canvas)
    case .prompt(let prompt): PromptScreen(scene: scene, prompt: prompt).draw(into: &canvas)
    case .tour(let step): drawTour(step, into: &canvas)
    }
  }

  /// A box in the middle for some lines of text.
  static func box(width: Int, height: Int, in canvas: Canvas) -> Rect {
    let width = min(width, canvas.width)
    let height = min(height, canvas.height)
    return Rect(
      row: (canvas.height - height) / 2, column: (canvas.width - width) / 2, height: height, width: width)
  }

  func open(_ area: Rect, _ title: String, into canvas: inout Canvas) -> Rect {
    canvas.fill(area)
    for row in 0..<area.height { scene.hits?.add(.overlay, row: row, in: area) }
    canvas.drawBox(area, title: title, style: .accent, titleStyle: .title, glyphs: scene.glyphs)
    return Rect(row: area.row + 1, column: area.column + 2, height: area.height - 2, width: area.width - 4)
  }

  private func draw(_ dialog: Dialog, into canvas: inout Canvas) {
    let content = dialogContent(dialog)
    let width = min(canvas.width, 86)
    let chosen = content.items.indices.contains(dialog.row) ? content.items[dialog.row] : nil
    let optionRows = content.options.isEmpty ? 0 : 1
    let room = max(1, canvas.height - 2)
    func wrapped(_ text: String?) -> [String] { TextFlow.wrap(content.refusal ?? text ?? "", width: width - 4) }
    var sentence = wrapped(chosen?.sentence)
    var rows = content.items.count
    if rows + optionRows + sentence.count + 3 > room {
      // As many as go with the longest sentence, so that the list stands still while the cursor moves in it.
      let longest = content.items.map { wrapped($0.sentence).count }.max() ?? sentence.count
      rows = max(1, min(rows, max(min(3, room - optionRows - 4), room - optionRows - longest - 3)))
    }
    let lines = max(1, room - rows - optionRows - 2)
    if sentence.count > lines {
      sentence = Array(sentence.prefix(lines))
      sentence[lines - 1] = SafeText.cut(
        sentence[lines - 1] + " " + scene.glyphs.ellipsis, to: width - 4, ending: scene.glyphs.ellipsis)
    }
    let height = rows + optionRows + sentence.count + 5
    let inside = open(Self.box(width: width, height: height, in: canvas), content.title, into: &canvas)
    let window = ListWindow(count: content.items.count, rows: rows, cursor: dialog.row)
    if window.range.count < content.items.count {
      let text = " \(window.start + 1)-\(window.end) of \(content.items.count) "
      canvas.put(
        text, row: inside.row - 1, column: max(0, inside.endColumn - text.count), style: .accent, in: canvas.bounds)
    }
    for (row, index) in window.range.enumerated() {
      let isHere = index == dialog.row
      scene.hits?.add(.menuRow(index), row: row, in: inside)
      let column = canvas.put(scene.pointer(isHere), row: row, column: 0, style: .accent, in: inside)
      canvas.putField(
        content.items[index].label, row: row, column: column, width: inside.width - column,
        style: isHere ? .selected : .normal, ending: scene.glyphs.ellipsis, in: inside)
    }
    var row = rows
    if optionRows > 0 {
      let options = content.options.joined(separator: "   ")
      let brief = content.options.joined(separator: "  ").replacing("(left, right)", with: "(< >)")
      canvas.putField(
        Headline.fit([options, brief], inside.width - 2), row: row, column: 2, width: inside.width - 2, style: .accent,
        ending: scene.glyphs.ellipsis, in: inside)
      row += 1
    }
    if row + sentence.count + 1 < inside.height { row += 1 }
    for line in sentence {
      canvas.put(line, row: row, column: 0, style: content.refusal == nil ? .title : .warning, in: inside)
      row += 1
    }
    canvas.put(
      content.refusal == nil ? "Enter does it   Esc closes" : "Esc closes", row: inside.height - 1, column: 0,
      style: .dim, in: inside)
  }

  func dialogContent(_ dialog: Dialog) -> DialogContent {
    if dialog.kind == .sort {
      let items = (scene.view.sortList?.columns ?? []).map {
        DialogContent.Item(label: $0.rawValue, sentence: "Sorts by \($0.rawValue).", requests: [])
      }
      return DialogContent(title: "Sort by", items: items)
    }
    if dialog.kind == .write { return WritingMenu(scene: scene).content }
    return DialogBook(session: scene.session, view: scene.view, dialog: dialog).content
  }

  private func drawTour(_ step: Int, into canvas: inout Canvas) {
    let page = Tour.pages[step]
    let width = min(canvas.width, 64)
    let lines = TextFlow.wrap(page.text, width: width - 4)
    let height = lines.count + 4
    let area = Rect(
      row: max(0, canvas.height - height - 2), column: max(0, canvas.width - width), height: min(height, canvas.height),
      width: width)
    let inside = open(area, "\(step + 1) of \(Tour.pages.count): \(page.title)", into: &canvas)
    for (row, line) in lines.enumerated() { canvas.put(line, row: row, column: 0, in: inside) }
    canvas.put("Enter goes on   Esc ends the tour", row: inside.height - 1, column: 0, style: .dim, in: inside)
  }
}

/// Text broken into lines at blanks.
enum TextFlow {
  static func wrap(_ text: String, width: Int) -> [String] {
    guard width > 0, !text.isEmpty else { return [] }
    var lines: [String] = []
    // A line is a piece of the text; its characters are counted along.
    var (start, end, length) = (text.startIndex, text.startIndex, 0)
    let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      let added = isASCII ? word.utf8.count : word.count
      if length > 0, length + 1 + added > width {
        lines.append(String(text[start..<end]))
        length = 0
      }
      if length == 0 { start = word.startIndex }
      end = word.endIndex
      length += (length == 0 ? 0 : 1) + added
      while length > width {
        let cut = text.index(start, offsetBy: width)
        lines.append(String(text[start..<cut]))
        start = cut
        length -= width
      }
    }
    return lines + [String(text[start..<end])]
  }
}

/// What the tour says on each screen.
enum Tour {
  struct Page: Sendable {
    let screen: Screen
    let title: String
    let text: String
  }

  static let pages: [Page] = [
    Page(
      screen: .world, title: "the world",
      text:
        "The three sentences on top say what is rolled out, how it goes against its limit, and what comes next. Below are the phases, the regions with a strip for each zone, and what just happened. Space stops the clock, + and - change the pace."
    ),
    Page(
      screen: .region, title: "a region",
      text:
        "Every set of the region by zone and update domain. Only one zone of a region and one update domain of a set are upgraded at a time, and never more than 20% of a set. The list below shows the VMs under the cursor; Enter opens one."
    ),
    Page(
      screen: .machine, title: "a VM",
      text:
        "Its extensions with what runs, what is wanted and when a failed upgrade is tried again; its health; its own history. Press i here, or anywhere: it says what the thing under the cursor does, what it waits for by which rule, and what comes next."
    ),
    Page(
      screen: .catalogue, title: "the catalogue",
      text:
        "The extensions, their versions and the VMs on each; Enter shows which those are. P publishes a new version, good or bad; x holds, skips, cancels or withdraws."
    ),
    Page(
      screen: .events, title: "events",
      text: "Everything that happened. / filters: try level:bad, region:NAME or -waits. L chooses how much is shown."
    ),
    Page(
      screen: .timeline, title: "the timeline",
      text:
        "The phases over time and the marks that were set at starts, stops and commands. That was the tour; f makes something go wrong, ? lists all keys."
    ),
  ]
}
