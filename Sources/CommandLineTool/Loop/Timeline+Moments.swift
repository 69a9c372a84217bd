import FleetModel
import FleetSession
import SessionRecordings

// Moments that are found by looking at the run again.

extension Timeline {
  /// The last moment before another at which something happened; nil if nothing did.
  mutating func lastEvent(before now: Instant) -> Instant? {
    guard var probe = try? seek(to: Self.starts(before: now).first ?? 0) else { return nil }
    for start in Self.starts(before: now) {
      guard (try? move(&probe, to: start)) != nil else { return nil }
      var count = probe.session.eventCount
      var last: Instant?
      var isDone = false
      while !isDone {
        guard let reached = try? probe.advance(to: max(start, now - 1), atMost: 1) else { return last }
        isDone = reached
        if probe.session.eventCount != count {
          count = probe.session.eventCount
          last = probe.session.now
        }
      }
      if let last { return last }
    }
    return nil
  }

  /// The last events up to a moment: a screenful of them and more where there are as many.
  mutating func events(before now: Instant) -> [SessionEvent] {
    guard var probe = try? seek(to: now) else { return [] }
    let count = probe.session.eventCount
    for moment in Self.starts(before: now) {
      guard (try? move(&probe, to: moment)) != nil else { return [] }
      guard count - probe.session.eventCount >= Self.screenfuls else { continue }
      return (try? probe.advance(to: now)).map { _ in probe.takeEvents() } ?? []
    }
    var whole = start()
    return (try? whole.advance(to: now)).map { _ in whole.takeEvents() } ?? []
  }

  /// What a person may scroll through before it is worth a look at the recording itself.
  private static let screenfuls = 2_000

  /// Ever longer stretches, because it is not known how far back something happened.
  private static func starts(before now: Instant) -> [Instant] {
    [Span.second, Span.minute, 10 * Span.minute, Span.hour, 6 * Span.hour, Span.day, 7 * Span.day, now]
      .filter { $0 <= now }.map { now - $0 }
  }
}
