import NIOCore
import Synchronization

/// Spaces requests out when very many come, so that clients who never pause leave the machine to the simulation and the
/// screen. Whoever asks now and then never waits.
final class RequestPace: Sendable {
  /// The space between requests in the long run: 3,000 a second. With 50 clients that never pause each waits 17 ms.
  private static let space = TimeAmount.microseconds(333)
  /// What may come at once without any space: a page of a dashboard, all connections together.
  private static let burst = TimeAmount.milliseconds(16)

  private let next = Mutex(NIODeadline.now())

  /// How long a request that came now must wait.
  func delay(at now: NIODeadline = .now()) -> TimeAmount {
    next.withLock { next in
      next = max(next, now - Self.burst) + Self.space
      return max(.zero, next - now)
    }
  }
}
