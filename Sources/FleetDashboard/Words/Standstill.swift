/// Why the clock was stopped by itself.
public enum Standstill: Sendable {
  /// Nothing will happen any more unless somebody does something.
  case nothingDue
  /// At the highest pace: no rollout is live or to come.
  case nothingRolledOut
  /// As much time is over as a recording holds.
  case longestTime
  /// What was recorded is over.
  case endOfRecording
}

extension Dashboard {
  /// Says why the clock stands, and what a person can do.
  public mutating func tell(_ standstill: Standstill) {
    let publish = "\(keys.name(.publish)) publishes a version"
    switch standstill {
    case .nothingDue:
      tell(
        .done("Nothing more is due: \(publish), \(keys.name(.faults)) makes trouble, \(keys.name(.quit)) ends."))
    case .nothingRolledOut:
      tell(.done("Nothing is rolled out any more: \(publish), \(keys.name(.runOrStop)) goes on all the same."))
    case .longestTime: tell(.done("A hundred years are over, as much as a recording holds: \(keys.name(.quit)) ends."))
    case .endOfRecording: tell(.done("The end of the recording."))
    }
  }
}
