import NIOCore
import Synchronization

/// Spaces answers out when very many are asked for, so that clients who never pause leave the machine to the simulation and
/// the screen. Whoever asks now and then never waits, and nobody waits for this and for the engine one after the other.
final class RequestPace: Sendable {
  /// The space between answers in the long run: 3,000 a second. With 50 clients that never pause each waits 17 ms.
  private static let space = TimeAmount.microseconds(333)
  /// What may come at once without any space: a page of a dashboard, all connections together.
  private static let burst = TimeAmount.milliseconds(16)

  /// Not more wait at once, so turns further off were given to clients who have left, and nobody waits for those.
  private static let longest = space * Int64(ConnectionLimit.connections)

  private let next = Mutex(NIODeadline.now())

  /// The earliest time for the answer to a request that came now.
  func answerTime(at now: NIODeadline = .now()) -> NIODeadline {
    next.withLock { next in
      next = min(max(next, now - Self.burst) + Self.space, now + Self.longest)
      return next
    }
  }
}
