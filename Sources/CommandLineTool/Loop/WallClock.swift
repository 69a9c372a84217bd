import Glibc

/// The wall's time. Nothing of it reaches the engine.
enum WallClock {
  /// Milliseconds since some moment in the past; only ever forward.
  static var elapsed: Int64 { microseconds / 1_000 }

  /// Microseconds since the same moment.
  static var microseconds: Int64 { microseconds(of: CLOCK_MONOTONIC) }

  /// Milliseconds since 1970.
  static var unix: Int64 { microseconds(of: CLOCK_REALTIME) / 1_000 }

  private static func microseconds(of clock: Int32) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
  }
}
