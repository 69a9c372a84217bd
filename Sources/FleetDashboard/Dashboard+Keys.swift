public import FleetSession
import FleetModel
import RolloutOrchestrator
public import TextCanvas

// What keys do. An overlay takes them first; then the key table says what they mean.

extension Dashboard {
  /// Obeys a key; what the loop has to do comes back.
  public mutating func handle(_ key: Key, _ session: Session) -> [DashboardRequest] {
    switch key {
    case .resize(let width, let height):
      size = (width, height)
      heldScrubber = nil
      return []
    case .click(let row, let column): return click(row: row, column: column, session)
    case .drag(_, let column): return drag(column: column, session)
    case .release:
      heldScrubber = nil
      return []
    case .wheelUp(let row, let column): return turnWheel(.up, row: row, column: column, session)
    case .wheelDown(let row, let column): return turnWheel(.down, row: row, column: column, session)
    case .paste(let text): return paste(text, session)
    case .control("c"): return interrupt()
    default: break
    }
    keepInside(session)
    keepMatch(session)
    view.note = nil
    defer {
      view.wantsToQuit = false
      keepMatch(session)
    }
    if let overlay = view.overlay { return handle(key, in: overlay, session) }
    guard let action = keys.action(of: key) else {
      say("\(Self.named(key)) does nothing here; \(keys.name(.help)) lists the keys.")
      return []
    }
    defer { justCopied = action == .copy }
    return perform(action, session)
  }

  private static func named(_ key: Key) -> String {
    let name = KeyName.text(key)
    return name.isEmpty ? "That key" : name
  }

  /// A paste is text for a prompt, never keys to obey; without a prompt it opens the one for commands, where it can be
  /// read before Enter.
  private mutating func paste(_ text: String, _ session: Session) -> [DashboardRequest] {
    var prompt = Prompt(.command)
    if let overlay = view.overlay {
      guard case .prompt(let open) = overlay else { return [] }
      prompt = open
    }
    prompt.insert(text)
    return changed(prompt)
  }

  /// ^C clears what is open first; a second one ends the program.
  private mutating func interrupt() -> [DashboardRequest] {
    if view.overlay != nil {
      view.overlay = nil
      return []
    }
    if view.wantsToQuit { return [.quit] }
    view.wantsToQuit = true
    view.note = ViewState.Note(text: "^C again quits.", isTrouble: false)
    return []
  }

  mutating func perform(_ action: Action, _ session: Session) -> [DashboardRequest] {
    if keys.binding(action).changesRun, status.mode.isReadOnly {
      view.note = ViewState.Note(text: readOnlySentence, isTrouble: true)
      return []
    }
    let before = view
    defer {
      if Screen.allCases.contains(where: { $0.action == action }) {
        if view.screen != .world, Layout.tier(width: size.width, height: size.height) == .line {
          say(Headline.fit(["\(view.screen.title): needs 40x10", "needs 40x10"], size.width))
        } else if view == before {
          say("\(view.screen.title) is shown.")
        }
      }
    }
    switch action {
    case .last where status.mode.isPast: return [.present]
    case .up, .down, .left, .right, .pageUp, .pageDown, .first, .last, .farBack, .farOn:
      return move(action, in: view.board, session)
    case .open: return open(session)
    case .back: return back(session)
    case .nextPane: return turnPane(1, session)
    case .previousPane: return turnPane(-1, session)
    case .zoom: zoom()
    case .world: show(.world)
    case .region: showRegion(session)
    case .machine: showMachine(session)
    case .catalogue: show(.catalogue)
    case .events: show(.events)
    case .timeline: show(.timeline)
    case .runOrStop: return [.setRunning(!status.isRunning)]
    case .step: return [.step]
    case .stepBack: return [.stepBack]
    case .faster: return turnPace(status.pace.faster, session)
    case .slower: return turnPace(status.pace.slower, session)
    case .realTime: return turnPace(.realTime, session)
    case .skipQuiet: return skipQuiet()
    case .runTo: view.overlay = .dialog(Dialog(.runTo, .nothing))
    case .jump: view.overlay = .prompt(Prompt(.moment))
    case .fork: return fork(session)
    case .nextRollout: turnRollout(session)
    case .mark:
      course.mark(at: session.now, "your mark")
      say(
        "Marked \(Figures.clock(session.now)); \(keys.name(.previousMark)) \(keys.name(.nextMark)) go through marks, \(keys.name(.previousOwnMark)) \(keys.name(.nextOwnMark)) through your own."
      )
    case .spanStart: setSpan(start: session.now)
    case .spanEnd: setSpan(end: session.now)
    case .previousMark, .nextMark: return goToMark(action == .nextMark, session)
    case .previousOwnMark, .nextOwnMark: return goToOwnMark(action == .nextOwnMark, session)
    case .previousFailure, .nextFailure: return goToFailure(action == .nextFailure, session)
    case .faults: openDialog(.faults, session)
    case .automatic: openDialog(.automatic, session)
    case .publish: openDialog(.publish, session)
    case .retry: openDialog(.retry, session)
    case .control: openDialog(.control, session)
    case .why: view.overlay = .why(top: 0)
    case .command: view.overlay = .prompt(Prompt(.command))
    case .filter: view.overlay = .prompt(Prompt(.filter, text: view.filters[view.screen.rawValue]))
    case .nextMatch, .previousMatch: goToMatch(action == .nextMatch, session)
    case .sort: openSort(session)
    case .sortReverse: reverse()
    case .follow: turnFollow()
    case .levels: turnLevel()
    case .copy: return copy(session)
    case .write: openDialog(.write, session)
    case .theme: turnTheme()
    case .glyphs: turnGlyphs()
    case .mouse:
      view.isMouseOn.toggle()
      say(
        view.isMouseOn
          ? "Mouse on: wheel scrolls, click chooses and opens, drag scrubs; Shift selects." : "Mouse off."
      )
      return [.setMouse(view.isMouseOn)]
    case .redraw:
      say("Repainted.")
      return [.redraw]
    case .suspend: return [.suspend]
    case .help: view.overlay = .help(HelpState())
    case .quit: return quit()
    case .quitAtOnce: return [.quit]
    }
    return []
  }

  mutating func show(_ screen: Screen) {
    view.screen = screen
    view.overlay = nil
  }

  private mutating func showRegion(_ session: Session) {
    view.map.region =
      view.screen == .machine && view.machine != nil
      ? session.fleet.region(of: view.machine!) : view.world.region
    show(.region)
  }

  private mutating func showMachine(_ session: Session) {
    if view.machine == nil {
      let map = RegionMap(scene: scene(session), region: view.map.region)
      if let group = view.map.group ?? map.groups.first {
        view.machine = map.machines(of: group, column: view.map.column).first
      }
    }
    show(.machine)
  }

  private mutating func skipQuiet() -> [DashboardRequest] {
    let skips = !status.skipsQuiet
    view.note = ViewState.Note(
      text: skips ? "Quiet stretches are skipped." : "Quiet stretches are shown as they are.", isTrouble: false)
    return [.setSkipping(skips)]
  }

  private mutating func fork(_ session: Session) -> [DashboardRequest] {
    guard status.mode.isReadOnly else {
      view.note = ViewState.Note(text: "This run is live already.", isTrouble: false)
      return []
    }
    guard status.mode.isPast else { return [.fork] }
    openDialog(.fork, session)
    return []
  }

  private mutating func turnRollout(_ session: Session) {
    let count = session.orchestrator.rollouts.count
    guard count > 0 else { return say("There is no rollout yet.") }
    let next = (view.rollout ?? 0) % count + 1
    view.isRolloutChosen = true
    look(at: next)
    view.note = ViewState.Note(text: "Looking at rollout \(next) of \(count).", isTrouble: false)
  }

  mutating func openDialog(_ kind: Dialog.Kind, _ session: Session) {
    view.overlay = .dialog(Dialog(kind, scene(session).selection))
  }

  private mutating func turnLevel() {
    let levels = EventLevel.allCases
    view.events.level = levels[(view.events.level.rawValue + 1) % levels.count]
    view.events.row = 0
    say("Events of level \(view.events.level.word) and above.")
  }

  private mutating func turnFollow() {
    view.events.follows.toggle()
    if view.events.follows { view.events.row = 0 }
    say(view.events.follows ? "Events stay with the newest." : "Events stay where they are.")
  }

  private mutating func turnTheme() {
    let themes = Theme.allCases
    choose(themes[((themes.firstIndex(of: view.theme) ?? 0) + 1) % themes.count])
    say("Theme \(view.theme.rawValue), one of \(themes.count).")
  }

  private mutating func turnGlyphs() {
    view.usesASCII.toggle()
    guard hasSymbols else { return say("This terminal shows ASCII symbols only.") }
    say(view.usesASCII ? "ASCII symbols." : "Unicode symbols.")
  }

  private mutating func turnPace(_ pace: Pace, _ session: Session) -> [DashboardRequest] {
    let state = status.isRunning ? "" : "; the clock is stopped, \(keys.name(.runOrStop)) lets it go on"
    say(pace == status.pace ? "The pace is \(pace.text) already\(state)." : "Pace \(pace.text)\(state).")
    return [.setPace(pace)]
  }

  private mutating func sayItsOrder() {
    let first = view.board == .carriers ? "oldest version" : view.board == .timeline ? "oldest" : "newest"
    say("This list has one order: the \(first) first.")
  }

  private mutating func openSort(_ session: Session) {
    guard let list = view.sortList else { return sayItsOrder() }
    var dialog = Dialog(.sort, .nothing)
    dialog.row = list.columns.firstIndex(of: view[sortOf: list].column(of: list)) ?? 0
    view.overlay = .dialog(dialog)
  }

  private mutating func reverse() {
    guard let list = view.sortList else { return sayItsOrder() }
    view[sortOf: list].isReversed.toggle()
    let order = view[sortOf: list]
    say("Sorted by \(order.column(of: list).rawValue)\(order.isReversed ? ", reversed" : "").")
  }

  /// The chosen row first; pressed again, the whole screen.
  private mutating func copy(_ session: Session) -> [DashboardRequest] {
    let text = justCopied ? TakeAlong(scene: scene(session), size: size).text(.txt) : rowText(session)
    guard !text.isEmpty else {
      say("Nothing is chosen; \(keys.name(.copy)) again copies the screen.")
      return []
    }
    return [.copy(text, to: view.copyPlace)]
  }

  /// To the world first; then out, asking if a live run would be lost.
  private mutating func quit() -> [DashboardRequest] {
    if view.screen != .world {
      show(.world)
      return []
    }
    if status.mode.isReplay { return [.quit] }
    view.overlay = .dialog(Dialog(.quit, .nothing))
    return []
  }
}
