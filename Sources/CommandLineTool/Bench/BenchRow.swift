import Glibc

/// One measurement as a row of a table.
struct BenchRow {
  let name: String
  let machines: Int
  let events: Int
  let cpu: Double
  let wall: Double
  let peak: Int

  static let header = "name                     N     events   CPU s  wall s  peak MiB     events/s"

  /// Runs something and measures the process's time while it ran.
  static func measure(_ name: String, machines: Int, _ body: () throws -> Int) rethrows -> BenchRow {
    let cpu = Self.cpuSeconds
    let wall = Self.wallSeconds
    let events = try body()
    return BenchRow(
      name: name, machines: machines, events: events, cpu: Self.cpuSeconds - cpu, wall: Self.wallSeconds - wall,
      peak: Self.peakMiB)
  }

  var text: String {
    func pad(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.utf8.count)) + text
    }
    let rate = cpu > 0 ? Int(Double(events) / cpu) : 0
    return name + pad(String(machines), max(9, 26 - name.utf8.count)) + pad(String(events), 11)
      + pad(Self.hundredths(cpu), 8)
      + pad(Self.hundredths(wall), 8) + pad(String(peak), 10) + pad(String(rate), 13)
  }

  static func hundredths(_ seconds: Double) -> String {
    let value = Int((seconds * 100).rounded())
    return "\(value / 100).\(value % 100 < 10 ? "0" : "")\(value % 100)"
  }

  private static let wholeProcess = __rusage_who_t(RUSAGE_SELF.rawValue)

  private static var cpuSeconds: Double {
    var usage = rusage()
    getrusage(wholeProcess, &usage)
    return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
  }

  private static var wallSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static var peakMiB: Int {
    var usage = rusage()
    getrusage(wholeProcess, &usage)
    return usage.ru_maxrss / 1024
  }
}
