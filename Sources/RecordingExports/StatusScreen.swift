import FleetFiles
import FleetModel
public import FleetSession
import RolloutOrchestrator
public import TextCanvas

/// A plain screen that says how the rollouts stand; what a cast shows when nobody gives it another.
public enum StatusScreen {
  /// Draws the state of a session.
  public static func draw(_ session: Session, width: Int, height: Int) -> Canvas {
    var canvas = Canvas(width: width, height: height)
    let fleet = session.fleet
    let unhealthy = fleet.groups.indices.reduce(0) { $0 + fleet.unhealthyCount(of: $1) }
    let clock = Quantity.text(session.now / Span.second * Span.second)
    let column = canvas.put(fleet.name, row: 0, style: .title)
    canvas.put("  \(clock)  \(fleet.machineCount) VMs, \(unhealthy) unhealthy", row: 0, column: column, style: .dim)
    var row = 2
    for rollout in session.orchestrator.rollouts.suffix(max(1, (height - 4) / 4)) {
      draw(rollout, session, row: row, on: &canvas)
      row += 4
    }
    if session.orchestrator.rollouts.isEmpty { canvas.put("No rollout has started.", row: row, style: .dim) }
    return canvas
  }

  private static func draw(_ rollout: Rollout, _ session: Session, row: Int, on canvas: inout Canvas) {
    let fleet = session.fleet
    let total = rollout.total
    let state =
      rollout.outcome?.rawValue
      ?? (rollout.isHeld
        ? "held" : "phase \(rollout.phase + 1) of \(fleet.phasePlan.count)\(stage(rollout, session.now))")
    let column = canvas.put(
      "\(rollout.id) \(fleet.handlers[rollout.handler].type) \(rollout.targetVersion)", row: row, style: .accent)
    canvas.put("  \(state)", row: row, column: column, style: rollout.isHeld ? .held : .normal)
    let all = max(1, total.eligible)
    let room = max(0, canvas.width - 2)
    let done = Int(total.upgraded) * room / all
    let failed = min(room - done, (Int(total.rolledBack + total.failed) * room + all - 1) / all)
    let flying = min(room - done - failed, (Int(total.inFlight) * room + all - 1) / all)
    var at = canvas.put(String(repeating: "#", count: done), row: row + 1, style: .done)
    at = canvas.put(String(repeating: "~", count: flying), row: row + 1, column: at, style: .updating)
    at = canvas.put(String(repeating: "x", count: failed), row: row + 1, column: at, style: .rolledBack)
    canvas.put(String(repeating: ".", count: room - done - failed - flying), row: row + 1, column: at, style: .waiting)
    canvas.put(
      "\(total.upgraded) upgraded  \(total.inFlight) in flight  \(total.rolledBack) rolled back  \(total.failed) failed  \(total.pending) pending",
      row: row + 2)
  }

  private static func stage(_ rollout: Rollout, _ now: Instant) -> String {
    switch rollout.stage {
    case .active: ""
    case .baking(let until): ", bakes for \(Quantity.text(max(0, until - now) / Span.second * Span.second))"
    case .passed: ", last phase passed"
    }
  }
}
