/// A moment of simulated time: whole milliseconds since the start of the session.
public typealias Instant = Int64

/// A length of simulated time in whole milliseconds.
public typealias Milliseconds = Int64

/// Lengths of simulated time under the names people use.
public enum Span {
  /// One second, in milliseconds.
  public static let second: Milliseconds = 1_000
  /// One minute, in milliseconds.
  public static let minute: Milliseconds = 60_000
  /// One hour, in milliseconds.
  public static let hour: Milliseconds = 3_600_000
  /// One day, in milliseconds.
  public static let day: Milliseconds = 86_400_000
}
