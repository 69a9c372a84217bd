public import FleetModel

/// What can be made to go wrong with a VM by a command. It lasts until it is mended or its time is over.
public enum Fault: Sendable, Equatable, Codable {
  /// Its probe reports Unhealthy.
  case unhealthy
  /// Its signal is lost: Unknown.
  case signalLost
  /// It is unhealthy and healthy in turn, a minute each.
  case flapping
  /// Its guest agent does not report.
  case agentLost
  /// Installs on it fail.
  case installFails
  /// Installs on it never end.
  case installHangs
  /// After an install it becomes healthy only after this long.
  case slowHealth(Milliseconds)
  /// Rollbacks on it fail.
  case rollbackFails
  /// Rollbacks on it never end.
  case rollbackHangs
}
