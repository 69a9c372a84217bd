import FleetSession
import FleetModel
import RolloutOrchestrator
import TextCanvas

/// One VM in a list: its state, what it runs, its health, what comes next.
struct MachineLine {
  let scene: Scene

  func draw(
    _ vm: VMIndex, row: Int, isHere: Bool, hasFocus: Bool, into canvas: inout Canvas, _ area: Rect
  ) {
    let state = scene.session.orchestrator.state(of: vm, in: scene.view.rollout)
    let role = StateWords.role(state)
    var column = canvas.put(scene.pointer(isHere), row: row, column: 0, style: .accent, in: area)
    let isNarrow = area.width < 70
    column = canvas.putName(
      scene.fleet.name(of: vm), row: row, column: column, width: isNarrow ? 13 : 20, ending: scene.glyphs.ellipsis,
      in: area)
    column = canvas.put(
      " \(scene.symbol(StateWords.glyph(state, scene.glyphs))) ", row: row, column: column, style: Style(role), in: area
    )
    column = canvas.putField(
      StateWords.word(state), row: row, column: column, width: isNarrow ? 12 : 13, style: Style(role), in: area)
    if !isNarrow { column = canvas.putField(version(vm), row: row, column: column, width: 12, in: area) }
    let health = StateWords.health(of: vm, in: scene.fleet)
    column = canvas.putField(
      health, row: row, column: column, width: isNarrow ? 10 : 13,
      style: scene.fleet.countsAsUnhealthy(vm) ? .failureText : .dim,
      in: area)
    canvas.putField(
      Headline.fit(next(vm), area.width - column), row: row, column: column, width: area.width - column, style: .dim,
      ending: scene.glyphs.ellipsis,
      in: area)
    if isHere, hasFocus {
      canvas.restyle(Rect(row: area.row + row, column: area.column, height: 1, width: 22), adding: .reverse)
    }
  }

  private func version(_ vm: VMIndex) -> String {
    guard let rollout = scene.rollout else { return "" }
    return scene.names.version(of: rollout.handler, on: vm) ?? "none"
  }

  /// What comes next, the longest way to say it first.
  private func next(_ vm: VMIndex) -> [String] {
    guard let id = scene.view.rollout else { return [] }
    let explanation = scene.session.orchestrator.explain(machine: vm, in: id, scene.fleet, at: scene.now)
    switch explanation.activity {
    case .installing, .watching:
      switch explanation.next {
      case .installEnds(let latest): return within("ends", latest)
      case .verdict(_, let latest): return within("verdict", latest)
      case .nothing, .rollbackEnds, .flightEnds, .phaseStarts, .resumes, .whenOver, .person: return []
      }
    case .waiting, .done:
      guard !explanation.waits.isEmpty else { return [] }
      return [
        scene.says.text(explanation),
        Says(now: scene.now, isBrief: true).text(explanation), scene.says.oneWord(explanation),
      ]
    case .notPart, .rollingBack, .inFlight, .baking, .over: return []
    }
  }

  private func within(_ what: String, _ latest: Instant) -> [String] {
    let time = Figures.duration(latest - scene.now)
    return ["\(what) within \(time)", "within \(time)", "<= \(Figures.roughly(latest - scene.now))"]
  }
}
