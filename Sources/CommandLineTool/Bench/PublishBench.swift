import FleetDashboard
import FleetModel
import FleetSession
import SessionRecordings

/// `bench publish-N`: what the instant costs in which a version is published to the whole fleet, and what follows it on the
/// thread that the screen and clients wait for. Each version supersedes the rollout of the one before.
enum PublishBench {
  private static let publications = 20
  /// One VM in so many is opted out, and the instant tells so of each.
  private static let optedOut = 10

  /// Returns how many events were told, and adds a line each for the instant, the dashboard, the past and the next frame.
  static func run(machines: Int, seed: UInt64, _ notes: inout [String]) -> Int {
    let plan = BenchFleet.plan(machines: machines, optedOut: optedOut)
    var session = Session(plan: plan, seed: seed)
    var timeline = Timeline(following: session)
    var dashboard = Dashboard(status: RunStatus())
    session.advance(to: Span.minute)
    _ = session.takeEvents()
    dashboard.begin(session)
    frame(&dashboard, session)
    var (instants, takings, pasts, frames): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    var count = 0
    for number in 0..<publications {
      session.advance(to: session.now + Span.minute)
      dashboard.take(session.takeEvents(), session)
      frame(&dashboard, session)
      let version = HandlerVersion(1, UInt32(2 + number))
      var events: [SessionEvent] = []
      instants.append(
        ThreadTime.milliseconds {
          try? session.submit(.publish(handler: 0, version: version, regions: .all, quality: []), by: .key)
          events = session.takeEvents()
        })
      count += events.count
      takings.append(ThreadTime.milliseconds { dashboard.take(events, session) })
      pasts.append(ThreadTime.milliseconds { timeline.follow(events, session) })
      frames.append(ThreadTime.milliseconds { frame(&dashboard, session) })
    }
    notes.append("instant:    \(ThreadTime.percentiles(instants))")
    notes.append("dashboard:  \(ThreadTime.percentiles(takings))")
    notes.append("past:       \(ThreadTime.percentiles(pasts))")
    notes.append("next frame: \(ThreadTime.percentiles(frames))")
    return count
  }

  private static func frame(_ dashboard: inout Dashboard, _ session: Session) {
    _ = dashboard.render(session, width: 120, height: 40, hasSymbols: true)
  }
}
