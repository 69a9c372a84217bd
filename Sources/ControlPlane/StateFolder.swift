public import FleetFiles

/// Where the certificate and the settings of az lie.
public struct StateFolder: Sendable {
  /// The path.
  public let path: String

  /// A folder of the caller's choice; the user's own if none is named.
  public init(path: String = StateHome.path) { self.path = path }

  var tls: String { path + "/tls" }
  func az(port: Int) -> String { path + "/az-\(port)" }
}
