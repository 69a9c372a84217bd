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
    let straightTime = ThreadTime.milliseconds {
      for time in times.sorted() {
        straight.advance(to: time)
        _ = straight.takeEvents()
        digests[time] = straight.digest
      }
      straight.advance(to: Span.day)
    }
    var timeline = Timeline(plan: plan, seed: seed, until: Span.day)
    let reading = ThreadTime.milliseconds { timeline.readAhead() }
    notes.append(
      "read ahead: \(ThreadTime.text(reading)) ms of CPU, a straight run \(ThreadTime.text(straightTime)) ms; \(kept(timeline))"
    )

    var wrong = 0
    var count = seeks
    func alone(_ timeline: inout Timeline) -> [Double] {
      times.map { time in
        ThreadTime.milliseconds {
          let found = try? timeline.seek(to: time)
          if found?.session.digest != digests[time] { wrong += 1 }
        }
      }
    }
    if let index = RecordingIndex(file: "\(folder)/rolldeck-bench-\(getpid()).rec.idx", of: []) {
      let writing = ThreadTime.milliseconds { index.write(timeline, with: seed) }
      var opened = Timeline(plan: plan, seed: seed, until: Span.day)
      let size = index.byteCount >> 20
      let opening = ThreadTime.milliseconds { if index.open(&opened, with: UInt64.self) == nil { wrong += 1 } }
      unlink(index.file)
      count += seeks
      notes.append(
        "index:      \(size) MiB, written in \(ThreadTime.text(writing)) ms, opened in \(ThreadTime.text(opening)) ms; seeks from it: \(ThreadTime.percentiles(alone(&opened)))"
      )
    }
    notes.append("seek:       \(ThreadTime.percentiles(alone(&timeline)))")
    if var playback = try? timeline.seek(to: 0) {
      count += seeks / 5
      let moved = times.prefix(seeks / 5).map { time in
        ThreadTime.milliseconds {
          try? timeline.move(&playback, to: time)
          if playback.session.digest != digests[time] { wrong += 1 }
        }
      }
      notes.append("move:       \(ThreadTime.percentiles(moved))")
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
      following += ThreadTime.milliseconds { timeline.follow([], session) }
    }
    let times = (0..<50).map { Instant(KeyedDraw.draw(seed: seed, UInt64($0), 1, 0, below: UInt64(Span.day))) }
    let before = kept(timeline)
    let back = times.map { time in ThreadTime.milliseconds { _ = try? timeline.seek(to: time) } }
    return
      "live:       \(ThreadTime.percentiles(back)); following took \(ThreadTime.text(following)) ms, \(before), then \(kept(timeline))"
  }

  private static var folder: String { getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp" }

  private static func kept(_ timeline: Timeline) -> String {
    "\(timeline.snapshotCount) snapshots, \(timeline.snapshotBytes >> 20) MiB"
  }
}
