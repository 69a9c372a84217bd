import FleetModel
public import FleetSession
import RolloutOrchestrator
public import TextCanvas

/// The dashboard as a plain value: keys and events in, requests and a canvas out. It never changes the run; it asks.
///
/// Whoever runs it calls `take` with the events after each stretch of time, `handle` for each key, and `render` when
/// something changed.
public struct Dashboard: Sendable {
  /// The view.
  public internal(set) var view = ViewState()
  /// What the loop says about time; to be kept up to date by it.
  public var status: RunStatus
  /// The keys.
  public internal(set) var keys: KeyTable
  /// What is remembered of the moment that is shown.
  var memory = RunMemory()
  /// What is remembered of a live run's present while its past is shown.
  var present: RunMemory?
  /// The whole run, as far as it is known.
  var course = RunCourse()
  var strips = StripCache()
  var spreads = VersionSpreads()
  var cells = GroupCells()
  /// Lines that were typed at the prompt, newest last; whoever keeps them over sessions sets them at the start.
  public var history: [String] = []
  var size = (width: 80, height: 24)
  /// Columns of the last frame.
  public var width: Int { size.width }
  /// Rows of the last frame.
  public var height: Int { size.height }
  var hasSymbols = false
  /// Whether the last key copied the row, so that the next one copies the screen.
  var justCopied = false
  /// The scrubber, while its cursor is held with the mouse.
  var heldScrubber: Rect?

  /// Lines of the prompt that are remembered.
  public static let historyLimit = 100

  /// A dashboard that has not seen a session yet.
  public init(status: RunStatus = RunStatus(), keys: KeyTable = .standard, theme: Theme = .dark) {
    self.status = status
    self.keys = keys
    view.theme = theme
  }

  /// Looks at a session for the first time.
  public mutating func begin(_ session: Session) {
    if !status.mode.isReplay { course.begin(session) }
    memory.begin(session)
    settle(session)
  }

  /// Makes nothing of the view depend on the moment that was shown before.
  mutating func settle(_ session: Session) {
    strips.removeAll()
    spreads.removeAll()
    cells.removeAll()
    if let id = view.rollout, id > session.orchestrator.rollouts.count {
      view.rollout = nil
      view.isRolloutChosen = false
    }
    if session.fleet.regions.indices.contains(view.world.region), view.rollout != nil { return }
    view.world.region = session.fleet.phasePlan.first?.regions.first ?? 0
    view.map.region = view.world.region
    follow(session)
  }

  /// Takes note of what happened; `session` is the state after all of it.
  public mutating func take(_ events: [SessionEvent], _ session: Session) {
    if !status.mode.isReplay { course.take(events, session) }
    if present != nil {
      present!.take(events, session)
      return
    }
    let before = memory.log.ring(of: view.events.level).appended
    if !events.isEmpty { memory.take(events, session) }
    follow(session)
    keepEvent(added: memory.log.ring(of: view.events.level).appended - before, session)
  }

  /// Says what came of a request.
  public mutating func tell(_ reply: DashboardReply) {
    switch reply {
    case .done(let text):
      if !text.isEmpty { view.note = ViewState.Note(text: text, isTrouble: false) }
    case .refused(let text): view.note = ViewState.Note(text: "Not done: \(text).", isTrouble: true)
    case .trouble(let text): view.note = ViewState.Note(text: text, isTrouble: true)
    case .notUnderstood(let text, let column, let isTyping):
      guard case .prompt(var prompt) = view.overlay else {
        view.note = ViewState.Note(text: text, isTrouble: true)
        return
      }
      prompt.preview = text
      prompt.errorColumn = column
      prompt.showsError = !isTyping
      view.overlay = .prompt(prompt)
    }
  }

  /// Takes over what a configuration chooses; what the loop has to do about it comes back.
  @discardableResult
  public mutating func adopt(_ config: DashboardConfig) -> [DashboardRequest] {
    if let theme = config.theme { choose(theme) } else if let ground = config.ground { adopt(ground) }
    if let place = config.copyPlace { view.copyPlace = place }
    if let ascii = config.ascii { view.usesASCII = ascii }
    if let mouse = config.mouse { view.isMouseOn = mouse }
    return (config.pace.map { [.setPace($0)] } ?? []) + (config.skipsQuiet.map { [.setSkipping($0)] } ?? [])
      + (config.mouse.map { [.setMouse($0)] } ?? []) + (config.framesPerSecond.map { [.setFrameRate($0)] } ?? [])
  }

  /// Takes the theme of a ground, unless the person chose another.
  public mutating func adopt(_ ground: Ground) {
    if !view.isThemeChosen { view.theme = .standard(on: ground) }
  }

  mutating func choose(_ theme: Theme) {
    view.theme = theme
    view.isThemeChosen = true
  }

  /// Puts a sentence on the line above the footer.
  mutating func say(_ text: String, isTrouble: Bool = false) {
    view.note = ViewState.Note(text: text, isTrouble: isTrouble)
  }

  /// The terminal has no mouse to report.
  public mutating func lacksMouse() {
    view.isMouseOn = false
    say("This terminal reports no mouse.", isTrouble: true)
  }

  /// Closes what is open above the screen: a typed command was understood.
  public mutating func closeOverlay() { view.overlay = nil }

  /// Shows what a typed command would do; the loop's answer to `previewText`.
  public mutating func preview(_ command: Command, _ session: Session) {
    guard case .prompt(var prompt) = view.overlay else { return }
    prompt.errorColumn = nil
    prompt.preview = EffectWords(session: session).sentence(command)
    view.overlay = .prompt(prompt)
  }

  /// The canvas of this moment.
  public mutating func render(_ session: Session, width: Int, height: Int, hasSymbols: Bool) -> Canvas {
    size = (width, height)
    self.hasSymbols = hasSymbols
    prepare(session)
    return Frame(scene: scene(session), width: width, height: height).canvas
  }

  /// The three sentences, for screen readers and plain output.
  public mutating func sentences(_ session: Session) -> [String] {
    prepare(session)
    return Headline(scene: scene(session)).sentences(width: Canvas.longestSide)
  }

  /// Without a choice of the person the view follows what is in flight.
  mutating func follow(_ session: Session) {
    let rollouts = session.orchestrator.rollouts
    guard !rollouts.isEmpty else {
      view.rollout = nil
      return
    }
    if let id = view.rollout {
      let own = rollouts[id - 1]
      if view.isRolloutChosen || own.isLive && own.total.inFlight > 0 { return }
      if let busy = rollouts.last(where: { $0.isLive && $0.total.inFlight > 0 }) { return look(at: busy.id) }
      if own.isLive { return }
    }
    look(at: (rollouts.last { $0.isLive && $0.total.inFlight > 0 } ?? rollouts.last { $0.isLive } ?? rollouts.last!).id)
  }

  mutating func look(at rollout: RolloutID) {
    guard view.rollout != rollout else { return }
    view.rollout = rollout
    memory.everythingChanged()
  }

  func scene(_ session: Session, _ hits: HitMap? = nil) -> Scene {
    Scene(
      session: session, view: view, status: status, memory: memory, course: course, strips: strips, spreads: spreads,
      cells: cells, keys: keys, glyphs: hasSymbols && !view.usesASCII ? .unicode : .ascii, hits: hits)
  }

  /// Brings up to date what the visible screens will look at, and keeps cursors inside what there is.
  private mutating func prepare(_ session: Session) {
    keepInside(session)
    memory.prepareForecast(of: view.rollout, session)
    let layout = layout(session)
    var regions = [view.map.region]
    var width = strips[view.map.region]?.width ?? RegionColumns.widestStrip
    if let pane = layout.panes.first(where: { $0.screen == .world }) {
      let scene = scene(session)
      width = RegionColumns(scene: scene, width: pane.area.width).stripWidth
      let rows = WorldRows(scene: scene).regions
      let cursor = rows.firstIndex(of: view.world.region) ?? 0
      regions += ListWindow(count: rows.count, rows: pane.area.height, cursor: cursor).range.map { rows[$0] }
    }
    strips.prepare(regions, width: width, rollout: view.rollout, session, changes: &memory.stripChanges)
    if let pane = layout.panes.first(where: { $0.screen == .region }), !session.fleet.regions.isEmpty {
      view.map.capacity = RegionScreen.capacity(height: pane.area.height)
      let groups = session.fleet.regions[view.map.region].groups
      if RegionMap.bundle(groups.count, capacity: view.map.capacity) > 1 {
        cells.prepare(view.map.region, rollout: view.rollout, session, changed: &memory.changedGroups)
      }
    }
    if layout.panes.contains(where: { $0.screen == .catalogue }) {
      countVersions(session)
      keepCarrier(session)
    }
  }

  /// Which screens stand where.
  func layout(_ session: Session) -> Layout {
    Layout(
      width: size.width, height: size.height, screen: view.screen, isZoomed: view.isZoomed,
      boardRows: WorldScreen.rows(scene(session)))
  }

  /// Brings up to date how many VMs run each version.
  mutating func countVersions(_ session: Session) { spreads.prepare(session, changes: &memory.spreadChanges) }

  mutating func keepInside(_ session: Session) {
    let fleet = session.fleet
    if view.world.region >= fleet.regions.count { view.world.region = 0 }
    if view.map.region >= fleet.regions.count { view.map.region = view.world.region }
    view.world.phase = min(view.world.phase, max(0, fleet.phasePlan.count - 1))
    if let vm = view.machine, vm >= fleet.machineIndices.upperBound { view.machine = nil }
    if let group = view.map.group, group >= fleet.groups.count || fleet.groups[group].region != view.map.region {
      view.map.group = nil
      view.map.column = nil
    }
    if view.map.group == nil {
      view.map.group =
        fleet.regions.isEmpty
        ? nil : fleet.regions[view.map.region].groups.first { fleet.memberCount(of: $0) > 0 }
    }
    if let span = view.map.span, span.upperBound > fleet.groups.count { view.map.span = nil }
    if let vm = view.catalogue.carrier, vm >= fleet.machineIndices.upperBound { view.catalogue.carrier = nil }
    view.catalogue.choose(min(view.catalogue.handler, max(0, fleet.handlers.count - 1)))
  }
}
