import RolloutOrchestrator
import FleetModel
import FleetSession

/// How the rollouts went over time: a bounded number of samples that thin out as a run grows longer.
struct ProgressSeries: Sendable, Codable {
  struct Sample: Sendable, Equatable, Codable {
    var time: Instant
    var rollout: Int
    var upgraded: Int32
    var eligible: Int32
    var inFlight: Int32
    var bad: Int32
  }

  /// Enough for a strip of any terminal; when it is full every second one goes.
  static let capacity = 4_096

  private(set) var samples: [Sample] = []
  private var spacing: Milliseconds = 0
  /// The last sample of each rollout, by its number less one.
  private var latest: [Sample] = []

  /// Samples every rollout that changed.
  mutating func note(_ session: Session) {
    for place in session.orchestrator.rollouts.indices
    where !isSettled(session.orchestrator.rollouts[place].endedAt, place) {
      note(session.orchestrator.rollouts[place], at: session.now)
    }
    guard samples.count > Self.capacity else { return }
    samples = samples.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    if let first = samples.first {
      spacing = max(spacing * 2, (session.now - first.time) / Milliseconds(Self.capacity / 2))
    }
  }

  /// Whether nothing will change any more in a rollout that ended, if it did: after a day of publishing there are hundreds.
  private func isSettled(_ end: Instant?, _ place: Int) -> Bool {
    place < latest.count && latest[place].time == end && latest[place].inFlight == 0
  }

  private mutating func note(_ rollout: Rollout, at now: Instant) {
    let total = rollout.total
    let sample = Sample(
      time: rollout.endedAt ?? now, rollout: rollout.id, upgraded: total.upgraded, eligible: Int32(total.eligible),
      inFlight: total.inFlight, bad: total.rolledBack + total.failed)
    guard rollout.id <= latest.count else {
      latest.append(sample)
      samples.append(sample)
      return
    }
    let last = latest[rollout.id - 1]
    let isSame = last.upgraded == sample.upgraded && last.inFlight == sample.inFlight && last.bad == sample.bad
    if rollout.isLive, isSame || sample.time < last.time + spacing { return }
    latest[rollout.id - 1] = sample
    if !isSame { samples.append(sample) }
  }

  /// Forgets what is later than the moment a replay jumped back to.
  mutating func forget(after time: Instant) {
    samples.removeAll { $0.time > time }
    latest = []
    while let sample = samples.last(where: { $0.rollout == latest.count + 1 }) { latest.append(sample) }
  }

  /// The last sample of a rollout at or before each of some moments, which ascend.
  func samples(of rollout: Int, at times: [Instant]) -> [Sample?] {
    var found: [Sample?] = []
    var place = 0
    var last: Sample?
    for time in times {
      while place < samples.count, samples[place].time <= time {
        if samples[place].rollout == rollout { last = samples[place] }
        place += 1
      }
      found.append(last)
    }
    return found
  }
}
