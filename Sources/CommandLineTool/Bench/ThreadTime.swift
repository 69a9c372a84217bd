import Glibc

/// CPU time of the thread, for parts that are too short for a row of their own.
enum ThreadTime {
  /// How long something took.
  static func milliseconds(_ body: () -> Void) -> Double {
    let start = now
    body()
    return now - start
  }

  /// Of many times the median, the slowest hundredth and the longest, as text.
  static func percentiles(_ times: [Double]) -> String {
    let sorted = times.sorted()
    return "p50 \(text(sorted[sorted.count / 2])) ms, p99 \(text(sorted[sorted.count * 99 / 100])) ms, "
      + "max \(text(sorted[sorted.count - 1])) ms of CPU"
  }

  /// Milliseconds with one decimal.
  static func text(_ milliseconds: Double) -> String {
    let tenths = Int((milliseconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
  }
}
