/// A breach of one invariant, as the stream shows it.
public struct Violation: Sendable, Equatable, CustomStringConvertible {
  /// `I1` to `I27` of the invariants; `R20`, `R21`, `R28` for rules that have none; `format` for a stream that cannot be
  /// read.
  public let invariant: String
  /// The event's number n; -1 for a header line.
  public let event: Int
  /// Simulated milliseconds since the start.
  public let time: Int
  /// The formula with its values, and the ids of the group and the VMs.
  public let text: String

  /// Whether no invariant is broken: the stream itself is damaged or cut off.
  public var isUnreadable: Bool { invariant == "format" }

  /// The violation in one line.
  public var description: String {
    event < 0 ? "header: \(invariant): \(text)" : "event \(event) at \(time) ms: \(invariant): \(text)"
  }
}
