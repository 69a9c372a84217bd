public import FleetModel
public import FleetSession
public import SessionRecordings

/// Goes through a run once more and shows what happens on the way.
public struct RecordingWalk {
  /// Where it stands.
  public private(set) var playback: Playback
  /// The first difference from what was recorded; the walk ends there.
  public var mismatch: ReplayMismatch? { playback.mismatch }

  /// Instants between two looks: few enough that events do not pile up.
  private static let instantsPerLook = 2_000

  /// A walk through a recording that has not begun.
  public init(_ recording: Recording, plan: FleetPlan) {
    playback = Playback(recording, plan: plan, keepsEvents: true)
  }

  /// A walk from where a playback stands, which must keep its events.
  public init(_ playback: Playback) { self.playback = playback }

  /// Goes on to a time, and hands over the events on the way with the session as it is after them.
  public mutating func advance(to time: Instant, _ visit: ([SessionEvent], Session) throws -> Void) rethrows {
    var isDone = false
    while !isDone {
      do throws(ReplayMismatch) {
        isDone = try playback.advance(to: time, atMost: Self.instantsPerLook)
      } catch {
        isDone = true
      }
      try visit(playback.takeEvents(), playback.session)
    }
  }
}
