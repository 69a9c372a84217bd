/// How fast simulated time passes: a power of two, or as fast as the machine can.
public enum Pace: Sendable, Equatable {
  /// `2^n` simulated seconds a second.
  case power(Int)
  /// As fast as possible.
  case unlimited

  /// The slowest and the fastest power on the keys: 1/16, and eighteen hours a second.
  public static let powers = -4...16
  /// As the clock on the wall.
  public static let realTime = Pace.power(0)
  /// A minute a second, so that a batch takes a few seconds and a phase of the demo less than half a minute.
  public static let standard = Pace.power(6)

  /// The next faster pace; the fastest is followed by no limit.
  public var faster: Pace {
    switch self {
    case .power(let power): power < Self.powers.upperBound ? .power(power + 1) : .unlimited
    case .unlimited: .unlimited
    }
  }

  /// The next slower pace.
  public var slower: Pace {
    switch self {
    case .power(let power): .power(max(Self.powers.lowerBound, power - 1))
    case .unlimited: .power(Self.powers.upperBound)
    }
  }

  /// Simulated microseconds that pass in so many real microseconds; nil without a limit.
  public func simulated(in realMicroseconds: Int64) -> Int64? {
    switch self {
    case .power(let power): power >= 0 ? realMicroseconds << Int64(power) : realMicroseconds >> Int64(-power)
    case .unlimited: nil
    }
  }

  /// As it is shown and typed: `x64`, `x1/4`, `max`.
  public var text: String {
    switch self {
    case .power(let power): power >= 0 ? "x\(1 << power)" : "x1/\(1 << -power)"
    case .unlimited: "max"
    }
  }

  /// Reads `64`, `x64`, `1/4` or `max`; nil if it is no power of two between the slowest and the fastest.
  public init?(_ text: String) {
    if text == "max" {
      self = .unlimited
      return
    }
    let figures = text.hasPrefix("x") ? String(text.dropFirst()) : text
    guard let found = Self.powers.first(where: { Pace.power($0).text == "x" + figures }) else { return nil }
    self = .power(found)
  }
}
