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
      return []
    case .click(let row, let column): return click(row: row, column: column, session)
    case .wheelUp: return handle(.up, session)
    case .wheelDown: return handle(.down, session)
    case .paste(let text): return paste(text, session)
    case .control("c"): return interrupt()
    default: break
    }
    keepInside(session)
    view.note = nil
    defer { if key != .character("q") { view.wantsToQuit = false } }
    if let overlay = view.overlay { return handle(key, in: overlay, session) }
    guard let action = keys.action(of: key) else { return [] }
    return perform(action, session)
  }

  /// A paste is text for a prompt, never keys to obey.
  private mutating func paste(_ text: String, _ session: Session) -> [DashboardRequest] {
    guard case .prompt(var prompt) = view.overlay else { return [] }
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
    switch action {
    case .last where status.mode.isPast: return [.present]
    case .up, .down, .left, .right, .pageUp, .pageDown, .first, .last, .farBack, .farOn: return move(action, session)
    case .open: return open(session)
    case .back: return back(session)
    case .nextPane: return turnPane(1, session)
    case .previousPane: return turnPane(-1, session)
    case .zoom: view.isZoomed.toggle()
    case .world: show(.world)
    case .region: showRegion(session)
    case .machine: showMachine(session)
    case .catalogue: show(.catalogue)
    case .events: show(.events)
    case .timeline: show(.timeline)
    case .runOrStop: return [.setRunning(!status.isRunning)]
    case .step: return [.step]
    case .stepBack: return [.stepBack]
    case .faster: return [.setPace(status.pace.faster)]
    case .slower: return [.setPace(status.pace.slower)]
    case .realTime: return [.setPace(.realTime)]
    case .skipQuiet: return skipQuiet()
    case .runTo: view.overlay = .dialog(Dialog(.runTo, .nothing))
    case .jump: view.overlay = .prompt(Prompt(.moment))
    case .fork: return fork(session)
    case .nextRollout: turnRollout(session)
    case .mark: course.mark(at: session.now, "your mark")
    case .spanStart: setSpan(start: session.now)
    case .spanEnd: setSpan(end: session.now)
    case .previousMark, .nextMark: return goToMark(action == .nextMark, session)
    case .previousFailure, .nextFailure: return goToFailure(action == .nextFailure, session)
    case .faults: openDialog(.faults, session)
    case .automatic: openDialog(.automatic, session)
    case .publish: openDialog(.publish, session)
    case .retry: openDialog(.retry, session)
    case .control: openDialog(.control, session)
    case .why: view.overlay = .why
    case .command: view.overlay = .prompt(Prompt(.command))
    case .filter: view.overlay = .prompt(Prompt(.filter, text: view.filters[view.screen.rawValue]))
    case .nextMatch: return move(.down, session)
    case .previousMatch: return move(.up, session)
    case .sort: openDialog(.sort, session)
    case .sortReverse: view.sort.isReversed.toggle()
    case .follow:
      view.events.follows.toggle()
      if view.events.follows { view.events.row = 0 }
    case .levels: turnLevel()
    case .copy: return [.copy(rowText(session))]
    case .write: openDialog(.write, session)
    case .theme: turnTheme()
    case .glyphs: view.usesASCII.toggle()
    case .mouse:
      view.isMouseOn.toggle()
      view.note = ViewState.Note(text: "Mouse \(view.isMouseOn ? "on" : "off").", isTrouble: false)
      return [.setMouse(view.isMouseOn)]
    case .redraw: return [.redraw]
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
    guard count > 0 else { return }
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
  }

  private mutating func turnTheme() {
    let themes = Theme.allCases
    view.theme = themes[((themes.firstIndex(of: view.theme) ?? 0) + 1) % themes.count]
    view.note = ViewState.Note(text: "Theme \(view.theme.rawValue).", isTrouble: false)
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
