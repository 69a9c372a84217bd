import FleetDashboard
import FleetModel

/// Turns real time that went by into simulated time, without ever losing a fraction. It never reaches the engine: the
/// engine is only told how far it may go.
struct Pacer {
  /// More real time than this at once is lost: the program was stopped, or the machine slept, and the run must not leap.
  static let longestStep: Int64 = 250_000

  var pace: Pace
  /// Simulated microseconds that are less than a millisecond.
  private var rest: Int64 = 0

  init(pace: Pace) { self.pace = pace }

  /// How far time may go after so many real microseconds; nil without a limit.
  mutating func deadline(from now: Instant, after realMicroseconds: Int64) -> Instant? {
    guard let simulated = pace.simulated(in: min(max(0, realMicroseconds), Self.longestStep)) else { return nil }
    let total = rest + simulated
    rest = total % 1_000
    return now + total / 1_000
  }

  /// How much simulated time a real minute is; nothing is quiet at an unlimited pace.
  var minute: Milliseconds? { pace.simulated(in: 60_000_000).map { $0 / 1_000 } }
}

/// How fast time really passed over the last second.
struct PaceMeter {
  private var startReal: Int64 = 0
  private var startInstant: Instant = 0
  /// Simulated seconds a second, once measured.
  private(set) var reached: Int?

  mutating func begin(at real: Int64, _ now: Instant) {
    startReal = real
    startInstant = now
    reached = nil
  }

  mutating func measure(at real: Int64, _ now: Instant) {
    let elapsed = real - startReal
    guard elapsed >= 1_000_000 else { return }
    let simulated = now - startInstant
    begin(at: real, now)
    reached = Int(simulated * 1_000 / elapsed)
  }
}
