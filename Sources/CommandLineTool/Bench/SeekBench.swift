import FleetModel
import FleetSession
import Glibc
import SessionRecordings

/// `bench seek-N`: how long a jump to a random time of a day takes, and whether it leads where a straight run leads.
enum SeekBench {
  private static let seeks = 1_000

  /// Returns how many events the day has, and adds a line each for jumps with memory of their own, for jumps that use the
  /// memory of the one before, for reading ahead and for following a live session.
  static func run(_ plan: FleetPlan, seed: UInt64, _ notes: inout [String]) -> Int {
    let times = (0..<seeks).map {
      Instant(KeyedDraw.draw(seed: seed, UInt64($0), 0, 0, below: UInt64(Span.day)))
    }
    var digests: [Instant: Digest] = [:]
    var straight = Session(plan: plan, seed: seed)
    let straightTime = milliseconds {
      for time in times.sorted() {
        straight.advance(to: time)
        _ = straight.takeEvents()
        digests[time] = straight.digest
      }
      straight.advance(to: Span.day)
    }
    var timeline = Timeline(plan: plan, seed: seed, until: Span.day)
    let reading = milliseconds { timeline.readAhead() }
    notes.append("read ahead: \(text(reading)) ms of CPU, a straight run \(text(straightTime)) ms; \(kept(timeline))")

    var wrong = 0
    var count = seeks
    let alone = times.map { time in
      milliseconds {
        let found = try? timeline.seek(to: time)
        if found?.session.digest != digests[time] { wrong += 1 }
      }
    }
    notes.append("seek:       \(percentiles(alone))")
    if var playback = try? timeline.seek(to: 0) {
      count += seeks / 5
      let moved = times.prefix(seeks / 5).map { time in
        milliseconds {
          try? timeline.move(&playback, to: time)
          if playback.session.digest != digests[time] { wrong += 1 }
        }
      }
      notes.append("move:       \(percentiles(moved))")
    }
    notes.append("\(count - wrong) of \(count) digests are those of a straight run")
    notes.append(live(plan, seed: seed, straightTime))
    return straight.eventCount
  }

  /// What following costs a live session, and jumping back in it.
  private static func live(_ plan: FleetPlan, seed: UInt64, _ straightTime: Double) -> String {
    var session = Session(plan: plan, seed: seed)
    var timeline = Timeline(following: session)
    var following = 0.0
    var isDone = false
    while !isDone {
      isDone = session.advance(to: Span.day, atMost: 64)
      _ = session.takeEvents()
      following += milliseconds { timeline.follow([], session) }
    }
    let times = (0..<50).map { Instant(KeyedDraw.draw(seed: seed, UInt64($0), 1, 0, below: UInt64(Span.day))) }
    let before = kept(timeline)
    let back = times.map { time in milliseconds { _ = try? timeline.seek(to: time) } }
    return "live:       \(percentiles(back)); following took \(text(following)) ms, \(before), then \(kept(timeline))"
  }

  private static func kept(_ timeline: Timeline) -> String {
    "\(timeline.snapshotCount) snapshots, \(timeline.snapshotBytes >> 20) MiB"
  }

  private static func percentiles(_ times: [Double]) -> String {
    let sorted = times.sorted()
    return "p50 \(text(sorted[sorted.count / 2])) ms, p99 \(text(sorted[sorted.count * 99 / 100])) ms, "
      + "max \(text(sorted[sorted.count - 1])) ms of CPU"
  }

  private static func text(_ milliseconds: Double) -> String {
    let tenths = Int((milliseconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  private static func milliseconds(_ body: () -> Void) -> Double {
    let start = cpu
    body()
    return cpu - start
  }

  private static var cpu: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
  }
}
