import FleetModel
import SessionRecordings

/// Simulated time and time in the player, each from the other: straight lines between known points.
struct CastClock {
  private var points: [(time: Instant, at: Int64)]

  /// A stretch in so many seconds.
  init(from start: Instant, to end: Instant, seconds: Int) {
    points = [(start, 0), (max(start + 1, end), Int64(max(1, seconds)) * 1_000)]
  }

  /// A recording as it passed when it was made, at most so many milliseconds of it.
  init(_ recording: Recording, longest: Int64) {
    points = [(0, 0)]
    for entry in recording.contents.entries {
      switch entry.record {
      case .command(let command): add(command.time, command.wall)
      case .checkpoint(let point): add(point.time, point.wall)
      case .size(let size): add(size.time, size.wall)
      case .batches, .gap, .lost, .end: break
      }
    }
    let last = points.last!
    if recording.end > last.time { points.append((recording.end, last.at + 1_000)) }
    points = points.map { ($0.time, min($0.at, longest)) }
  }

  /// Points that run backwards, as a fork's copied commands may, are left out.
  private mutating func add(_ time: Instant, _ wall: Int64) {
    if time > points.last!.time, wall >= points.last!.at { points.append((time, wall)) }
  }

  /// The length in the player, in milliseconds.
  var length: Int64 { points.last!.at }

  func instant(at milliseconds: Int64) -> Instant {
    let next = points.firstIndex { $0.at > milliseconds } ?? points.count
    guard next > 0, next < points.count else { return next == 0 ? points[0].time : points.last!.time }
    let (from, to) = (points[next - 1], points[next])
    return from.time + Self.part(to.time - from.time, milliseconds - from.at, of: to.at - from.at)
  }

  func milliseconds(at time: Instant) -> Int64 {
    let next = points.firstIndex { $0.time > time } ?? points.count
    guard next > 0, next < points.count else { return next == 0 ? 0 : length }
    let (from, to) = (points[next - 1], points[next])
    return from.at + Self.part(to.at - from.at, time - from.time, of: to.time - from.time)
  }

  private static func part(_ length: Int64, _ numerator: Int64, of denominator: Int64) -> Int64 {
    let product = length.multipliedFullWidth(by: numerator)
    return denominator == 0 ? 0 : denominator.dividingFullWidth((product.high, product.low)).quotient
  }
}
