public import FleetSession
public import TextCanvas

/// What draws the screens of a cast while a run passes before it.
public protocol CastCamera {
  /// Takes note of events; `session` is as it is after them.
  mutating func take(_ events: [SessionEvent], _ session: Session)
  /// Draws the screen of this moment.
  mutating func canvas(_ session: Session, width: Int, height: Int) -> Canvas
}
