public import FleetModel
public import FleetSession

/// A seek that is done bit by bit, since it may take longer than a person waits: it can be looked at, and given up.
public struct Journey: Sendable {
  /// Where it leads.
  public enum Goal: Sendable, Equatable {
    /// A moment, which must lie within the recording or before a live session's now.
    case moment(Instant)
    /// The first moment by which so many events had happened.
    case event(Int)
    /// The last moment before another at which something happened; the start if nothing did.
    case eventBefore(Instant)
  }

  /// How it goes.
  public enum State: Sendable, Equatable {
    /// There is way left.
    case underWay
    /// The playback stands at the goal.
    case arrived
    /// There are fewer events than the goal says.
    case nowhere
  }

  /// Where it stands.
  public fileprivate(set) var playback: Playback
  /// Where it leads now; one to the last event leads to that moment once it is known.
  public fileprivate(set) var goal: Goal
  /// Nothing is known behind it.
  fileprivate let end: Instant
  /// How much work it was to come to the snapshot that it set out from.
  fileprivate var departure: Int
  /// The last moment on the way at which something happened.
  fileprivate var lastEvent: Instant?
  /// How many events it is to the goal, at most, as far as that is known.
  public let work: Int

  /// How many of them are behind it.
  public var gone: Int { max(0, playback.session.effort - departure) }
}

extension Timeline {
  /// Snapshots that a journey leaves for good, evenly, where there are none.
  private static let snapshotsLeft = 16

  /// At most so many events lie between the snapshot where a journey begins and its goal. `latest` is how many there are
  /// by the end of the run, as far as that is known.
  public func work(toReach goal: Journey.Goal, latest: Int) -> Int {
    let place = departure(for: goal)
    let next = place + 1 < snapshots.count ? snapshots.head(at: place + 1).effort : latest
    return max(0, next - snapshots.head(at: place).effort)
  }

  private func departure(for goal: Journey.Goal) -> Int {
    switch goal {
    case .moment(let time): snapshots.place(before: time)
    case .event(let number): snapshots.place(beforeEvent: number)
    case .eventBefore(let time): snapshots.place(before: time - 1)
    }
  }

  /// Sets out to another moment; nothing behind `end` is known.
  public mutating func depart(for goal: Journey.Goal, upTo end: Instant, latest: Int) -> Journey {
    let place = departure(for: goal)
    return Journey(
      playback: quietly(from: place), goal: goal, end: end, departure: snapshots.head(at: place).effort,
      work: work(toReach: goal, latest: latest))
  }

  /// The run at a snapshot. Nobody asks for what happens on the way; what waits is remembered all the same.
  private mutating func quietly(from place: Int) -> Playback {
    var playback = playback(from: place)
    playback.session.keepsEvents = false
    return playback
  }

  /// Goes on for at most so many instants. When it throws, the playback stands where it differs from what was recorded.
  ///
  /// Snapshots are left on the way: a few for good, and two shortly before where it ends, from which all steps that
  /// follow are short.
  public mutating func travel(
    _ journey: inout Journey, atMost budget: Int = .max
  ) throws(ReplayMismatch) -> Journey.State {
    var state = Journey.State.underWay
    var left = budget
    while left > 0, state == .underWay {
      let part = min(left, Self.instantsPerStep)
      left -= part
      do throws(ReplayMismatch) {
        state = try go(on: &journey, part)
      } catch {
        journey.playback.session.keepsEvents = true
        throw error
      }
      if snapshots.wantsTrail(journey.playback.session.effort) {
        snapshots.leaveTrail(journey.playback, keeping: journey.work / Self.snapshotsLeft)
      }
    }
    if state == .arrived { journey.playback.session.keepsEvents = true }
    return state
  }

  private mutating func go(on journey: inout Journey, _ instants: Int) throws(ReplayMismatch) -> Journey.State {
    switch journey.goal {
    case .moment(let time):
      return try journey.playback.advance(to: time, atMost: instants) ? .arrived : .underWay
    case .event(let number):
      for _ in 0..<instants {
        if journey.playback.session.eventCount >= number { return .arrived }
        guard try journey.playback.step(upTo: journey.end) else { return .nowhere }
      }
      return .underWay
    case .eventBefore(let time):
      for _ in 0..<instants {
        guard try journey.playback.step(upTo: time - 1) else {
          turn(&journey, time)
          return .underWay
        }
        journey.lastEvent = journey.playback.now
      }
      return .underWay
    }
  }

  /// All of the way to the moment itself is behind it: back to the last event, or further back to look for one.
  private mutating func turn(_ journey: inout Journey, _ time: Instant) {
    if let last = journey.lastEvent {
      journey.goal = .moment(last)
      journey.playback = quietly(from: snapshots.place(before: last))
    } else if journey.departure > 0 {
      let place = snapshots.place(atEffort: journey.departure - 1)
      journey.departure = snapshots.head(at: place).effort
      journey.playback = quietly(from: place)
    } else {
      journey.goal = .moment(0)
      journey.playback = quietly(from: 0)
    }
  }

  /// The last events up to a moment: a screenful of them and more where there are as many and it takes no longer than a
  /// person waits.
  public mutating func events(before now: Instant) -> [SessionEvent] {
    var place = snapshots.place(before: now)
    var events: [SessionEvent] = []
    var end = now
    while true {
      let head = snapshots.head(at: place)
      var playback = playback(from: place)
      guard (try? playback.advance(to: end)) != nil else { return events }
      events = playback.takeEvents() + events
      guard events.count < Self.screenfuls, place > 0,
        head.effort - snapshots.head(at: place - 1).effort <= Self.shortWork
      else { return events }
      end = head.now
      place -= 1
    }
  }

  /// What a person may scroll through before it is worth a look at the recording itself.
  private static let screenfuls = 2_000
  /// As many events take a tenth of a second.
  public static let shortWork = 60_000
}
