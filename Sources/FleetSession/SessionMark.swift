public import FleetModel

/// Where a session stands, which tells it from any other that went another way: what a checkpoint says of it (I25).
public struct SessionMark: Sendable, Equatable {
  /// Simulated time. Everything due at or before it has happened.
  public let time: Instant
  /// How many events there were, those about waiting not counted.
  public let events: Int
  /// What happened so far, as 128 bits.
  public let digest: Digest

  @inlinable init(time: Instant, events: Int, digest: Digest) {
    (self.time, self.events, self.digest) = (time, events, digest)
  }
}

extension Session {
  /// Where it stands. Who takes this needs no session, which is large, each time.
  @inlinable public var mark: SessionMark { SessionMark(time: now, events: eventCount, digest: digest) }
}
