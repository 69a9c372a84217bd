import FleetModel
import FleetSession
import RolloutOrchestrator
import TextCanvas

// Keys while something is open above the screen.

extension Dashboard {
  mutating func handle(_ key: Key, in overlay: Overlay, _ session: Session) -> [DashboardRequest] {
    switch overlay {
    case .help(let state): help(key, state, session)
    case .why(let top): return why(key, top, session)
    case .dialog(let dialog): return handle(key, dialog, session)
    case .prompt(let prompt): return handle(key, prompt, session)
    case .tour(let step): tour(key, step)
    }
    return []
  }

  private mutating func help(_ key: Key, _ old: HelpState, _ session: Session) {
    var state = old
    if state.isSearching {
      switch key {
      case .character(let character): state.search.append(character)
      case .backspace: state.search = String(state.search.dropLast())
      case .enter: state.isSearching = false
      case .escape:
        state.isSearching = false
        state.search = ""
      default: break
      }
      state.top = 0
      view.overlay = .help(state)
      return
    }
    let page = max(1, size.height - 4)
    let shown = HelpScreen(scene: scene(session), state: state).shown
    let count = HelpScreen.broken(shown, width: HelpScreen.width(of: size.width) - 4).count
    let last = max(0, count - size.height + 2)
    switch key {
    case .down, .character("j"): state.top = min(last, state.top + 1)
    case .up, .character("k"): state.top = max(0, state.top - 1)
    case .pageDown, .character(" "): state.top = min(last, state.top + page)
    case .pageUp: state.top = max(0, state.top - page)
    case .home, .character("g"): state.top = 0
    case .end, .character("G"): state.top = last
    case .character("/"): state.isSearching = true
    default:
      view.overlay = nil
      return
    }
    view.overlay = .help(state)
  }

  /// The explanation stays open while the cursor moves or the clock is stopped; any other key closes it.
  private mutating func why(_ key: Key, _ top: Int, _ session: Session) -> [DashboardRequest] {
    guard let action = keys.action(of: key) else {
      view.overlay = nil
      return []
    }
    switch action {
    case .runOrStop, .step, .stepBack, .faster, .slower: return perform(action, session)
    case .up, .down, .left, .right, .nextPane, .previousPane:
      let requests = perform(action, session)
      if case .why = view.overlay { view.overlay = .why(top: 0) }
      return requests
    case .pageUp, .pageDown:
      let hidden = WhyScreen(scene: scene(session), top: top).hidden(size.width, size.height)
      let step = action == .pageDown ? hidden.page : -hidden.page
      view.overlay = .why(top: max(0, min(hidden.last, top + step)))
      return []
    default:
      view.overlay = nil
      return []
    }
  }

  private mutating func tour(_ key: Key, _ step: Int) {
    let next = key == .left || key == .backspace ? step - 1 : step + 1
    guard key != .escape, key != .character("q"), Tour.pages.indices.contains(next) else {
      show(.world)
      return
    }
    show(Tour.pages[next].screen)
    view.overlay = .tour(next)
  }

  mutating func startTour() {
    show(Tour.pages[0].screen)
    view.overlay = .tour(0)
  }

  // MARK: Menus

  private mutating func handle(_ key: Key, _ old: Dialog, _ session: Session) -> [DashboardRequest] {
    var dialog = old
    let content = content(of: dialog, session)
    let last = max(0, content.items.count - 1)
    switch key {
    case .escape, .character("q"):
      view.overlay = nil
      return []
    case .up, .character("k"): dialog.row = max(0, dialog.row - 1)
    case .down, .character("j"): dialog.row = min(last, dialog.row + 1)
    case .home: dialog.row = 0
    case .end: dialog.row = last
    case .left, .character("h"): turn(&dialog, -1)
    case .right, .character("l"): turn(&dialog, 1)
    case .tab: dialog.duration = (dialog.duration + 1) % Dialog.durations.count
    case .backTab: dialog.duration = (dialog.duration + Dialog.durations.count - 1) % Dialog.durations.count
    case .enter:
      view.overlay = nil
      guard content.refusal == nil, content.items.indices.contains(dialog.row) else { return [] }
      if dialog.kind == .sort, let list = view.sortList {
        view[sortOf: list].column = list.columns[dialog.row]
        say("Sorted by \(list.columns[dialog.row].rawValue); \(keys.name(.sortReverse)) turns it round.")
      }
      return content.items[dialog.row].requests.map { completed($0, session) }
    default: break
    }
    view.overlay = .dialog(dialog)
    return []
  }

  private func turn(_ dialog: inout Dialog, _ step: Int) {
    let shares = Dialog.shares.count
    let qualities = QualityPreset.all.count
    dialog.share = (dialog.share + step + shares) % shares
    dialog.quality = (dialog.quality + step + qualities) % qualities
  }

  private func content(of dialog: Dialog, _ session: Session) -> DialogContent {
    OverlayScreen(scene: scene(session)).dialogContent(dialog)
  }

  // MARK: Prompts

  private mutating func handle(_ key: Key, _ old: Prompt, _ session: Session) -> [DashboardRequest] {
    var prompt = old
    switch key {
    case .character(let character): prompt.insert(String(character))
    case .backspace:
      if prompt.text.isEmpty {
        view.overlay = nil
        return []
      }
      prompt.deleteBackwards()
    case .delete: prompt.deleteForwards()
    case .left, .control("b"): prompt.cursor = max(0, prompt.cursor - 1)
    case .right, .control("f"): prompt.cursor = min(prompt.text.count, prompt.cursor + 1)
    case .home, .control("a"): prompt.cursor = 0
    case .end, .control("e"): prompt.cursor = prompt.text.count
    case .control("u"): prompt.replace(with: "")
    case .control("w"): prompt.deleteWord()
    case .up: recall(&prompt, 1)
    case .down: recall(&prompt, -1)
    case .tab: complete(&prompt, 1, session)
    case .backTab: complete(&prompt, -1, session)
    case .escape:
      if prompt.kind == .filter { setFilter("") }
      view.overlay = nil
      return []
    case .enter: return enter(prompt, session)
    default: return []
    }
    return changed(prompt)
  }

  /// Keeps a changed line, and asks what it would do.
  mutating func changed(_ prompt: Prompt) -> [DashboardRequest] {
    view.overlay = .prompt(prompt)
    switch prompt.kind {
    case .filter:
      setFilter(prompt.text)
      return []
    case .moment: return []
    case .command:
      let line = prompt.text.trimmed
      guard !line.isEmpty, prompt.completions.isEmpty, ViewCommand.parse(line) == nil,
        let verb = line.split(separator: " ").first, RunVerbs.table.contains(where: { $0.word == verb })
      else { return [] }
      return [.previewText(line)]
    }
  }

  private mutating func setFilter(_ text: String) {
    view.filters[view.screen.rawValue] = text
    view.events.row = 0
  }

  private func recall(_ prompt: inout Prompt, _ step: Int) {
    guard prompt.kind == .command, !history.isEmpty else { return }
    let place = min(history.count - 1, max(-1, prompt.historyPlace + step))
    prompt.replace(with: place < 0 ? "" : history[history.count - 1 - place])
    prompt.historyPlace = place
  }

  private func complete(_ prompt: inout Prompt, _ step: Int, _ session: Session) {
    guard prompt.kind == .command else { return }
    if prompt.completions.isEmpty {
      let lines = Completion(fleet: session.fleet).lines(for: prompt.text)
      guard !lines.isEmpty else { return }
      prompt.replace(with: lines[0])
      // One way on: the next Tab completes what follows.
      if lines.count > 1 { prompt.completions = lines }
      return
    }
    let count = prompt.completions.count
    let place = (prompt.completionPlace + step + count) % count
    let lines = prompt.completions
    prompt.replace(with: lines[place])
    prompt.completions = lines
    prompt.completionPlace = place
  }

  private mutating func enter(_ prompt: Prompt, _ session: Session) -> [DashboardRequest] {
    let line = prompt.text.trimmed
    switch prompt.kind {
    case .filter:
      view.overlay = nil
      if let problem = FilterFields.problem(Filter(line), on: view.screen) { say(problem, isTrouble: true) }
      return []
    case .moment:
      view.overlay = nil
      return line.isEmpty ? [] : seek(line, session)
    case .command:
      guard !line.isEmpty else {
        view.overlay = nil
        return []
      }
      remember(line)
      if let command = ViewCommand.parse(line) {
        view.overlay = nil
        return perform(command, session)
      }
      if let problem = CommandProblem(line) {
        var prompt = prompt
        prompt.preview = problem.text
        prompt.errorColumn = problem.column
        prompt.showsError = true
        view.overlay = .prompt(prompt)
        return []
      }
      if status.mode.isReadOnly {
        view.overlay = nil
        view.note = ViewState.Note(text: readOnlySentence, isTrouble: true)
        return []
      }
      return [.commandText(line)]
    }
  }

  private mutating func remember(_ line: String) {
    history.removeAll { $0 == line }
    history.append(line)
    if history.count > Self.historyLimit { history.removeFirst() }
  }
}

extension String {
  /// Without blanks at both ends.
  var trimmed: String {
    var text = Substring(self)
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
