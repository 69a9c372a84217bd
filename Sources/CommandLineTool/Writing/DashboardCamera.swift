import FleetDashboard
import FleetModel
import FleetSession
import RecordingExports
import TextCanvas

/// The screens of a cast are those of the dashboard, as a replay shows them.
struct DashboardCamera: CastCamera {
  private var dashboard: Dashboard
  private var hasBegun = false

  /// - Parameters:
  ///   - end: where the run ends.
  ///   - milliseconds: how long the cast of all of it takes.
  init(end: Instant, milliseconds: Int64) {
    var status = RunStatus(mode: .replay(end: end), pace: .unlimited)
    status.reached = Int(end / max(1, milliseconds))
    dashboard = Dashboard(status: status)
  }

  /// Looks at a run that has a past: its log and marks are there in the first screen.
  mutating func begin(_ session: Session, after events: [SessionEvent]) {
    dashboard.takeAhead(events, session)
    dashboard.look(at: session, after: events)
    hasBegun = true
  }

  mutating func take(_ events: [SessionEvent], _ session: Session) {
    if !hasBegun {
      dashboard.begin(session)
      hasBegun = true
    }
    dashboard.takeAhead(events, session)
    dashboard.take(events, session)
  }

  mutating func canvas(_ session: Session, width: Int, height: Int) -> Canvas {
    dashboard.render(session, width: width, height: height, hasSymbols: true)
  }
}
