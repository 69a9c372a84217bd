import Glibc

/// Where files lie that must outlive a run: `$XDG_STATE_HOME/rolldeck`, or `~/.local/state/rolldeck`.
public struct StateFolder: Sendable {
  /// The path.
  public let path: String

  /// A folder of the caller's choice.
  public init(path: String) { self.path = path }

  /// The user's own; nil if the environment names no home.
  public init?() {
    if let state = Self.variable("XDG_STATE_HOME") {
      path = state + "/rolldeck"
    } else if let home = Self.variable("HOME") {
      path = home + "/.local/state/rolldeck"
    } else {
      return nil
    }
  }

  var tls: String { path + "/tls" }
  func az(port: Int) -> String { path + "/az-\(port)" }

  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    // A relative path would depend on where the program was started.
    return text.hasPrefix("/") ? text : nil
  }
}
