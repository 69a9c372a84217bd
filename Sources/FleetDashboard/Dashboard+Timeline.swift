import FleetModel
import FleetSession

// Moments to go to: on the timeline, and by marks.

extension Dashboard {
  /// On the timeline the cursor is the moment that is shown: moving it shows another.
  mutating func moveInTimeline(_ action: Action, _ session: Session) -> [DashboardRequest] {
    let requests = scrubbing(action, session)
    if requests.isEmpty, view.note == nil { say("The timeline goes no further.") }
    return requests
  }

  private mutating func scrubbing(_ action: Action, _ session: Session) -> [DashboardRequest] {
    let end = timelineEnd(session)
    let small = max(5 * Span.second, end / 100)
    switch action {
    case .left: return scrub(-small, session)
    case .right: return scrub(small, session)
    case .pageUp, .farBack: return scrub(-10 * small, session)
    case .pageDown, .farOn: return scrub(10 * small, session)
    case .first: return session.now > 0 ? [.seek(0)] : []
    case .last: return status.mode.isReplay ? [.seek(end)] : []
    case .up: return goToMark(false, session)
    case .down: return goToMark(true, session)
    default: return []
    }
  }

  /// Some way back or on; a live run's present is as far as one gets.
  private func scrub(_ distance: Milliseconds, _ session: Session) -> [DashboardRequest] {
    let end = timelineEnd(session)
    let moment = min(end, max(0, session.now + distance))
    guard moment != session.now else { return [] }
    return status.mode.isPast && moment == end ? [.present] : [.seek(moment)]
  }

  // MARK: Marks

  /// To the next mark, or the one before, among those in the list.
  mutating func goToMark(
    _ isNext: Bool, _ session: Session, where isWanted: (Mark) -> Bool = { _ in true }
  ) -> [DashboardRequest] {
    guard let mark = course.marks.neighbour(of: session.now, isNext: isNext, where: isWanted) else {
      view.note = ViewState.Note(
        text: "No such mark \(isNext ? "after" : "before") this moment\(unread).", isTrouble: false)
      return []
    }
    show(.timeline)
    view.note = ViewState.Note(text: "\(Figures.clock(mark.time)) \(mark.text)", isTrouble: false)
    return [.seek(mark.time)]
  }

  /// To the next of the person's own marks, or the one before.
  mutating func goToOwnMark(_ isNext: Bool, _ session: Session) -> [DashboardRequest] {
    guard course.marks.marks.contains(where: { $0.kind == .own }) else {
      say("There is no mark of your own yet; \(keys.name(.mark)) sets one at this moment.")
      return []
    }
    return goToMark(isNext, session) { $0.kind == .own }
  }

  /// Where marks may still turn up.
  private var unread: String {
    guard status.mode.isReplay, let end = status.mode.end, course.known < end else { return "" }
    return
      " as far as the recording was read (\(Figures.percent(Int(course.known / Span.second), of: Int(end / Span.second)))%)"
  }

  // MARK: The span to write

  mutating func setSpan(start: Instant) {
    view.span.start = start
    if let end = view.span.end, end < start { view.span.end = nil }
    noteSpan()
  }

  mutating func setSpan(end: Instant) {
    view.span.end = end
    if let start = view.span.start, start > end { view.span.start = nil }
    noteSpan()
  }

  mutating func chooseSpan(_ edge: SpanEdge, _ session: Session) {
    switch edge {
    case .start: setSpan(start: session.now)
    case .end: setSpan(end: session.now)
    case .clear:
      view.span = TimeSpan()
      noteSpan()
    }
  }

  private mutating func noteSpan() {
    let start = view.span.start.map(Figures.clock) ?? "the start"
    let end = view.span.end.map(Figures.clock) ?? "the end"
    view.note = ViewState.Note(
      text: "The span to write goes from \(start) to \(end); \(keys.name(.write)) writes it.", isTrouble: false)
  }

  /// Why a key that changes the run does nothing now, and what can be done instead.
  var readOnlySentence: String {
    status.mode.isPast
      ? "The past cannot be changed; \(keys.name(.last)) goes back to now, \(keys.name(.fork)) goes on from here."
      : "A replay cannot be changed; \(keys.name(.fork)) goes on live from here."
  }
}
