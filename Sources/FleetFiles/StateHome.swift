import Glibc

/// Where files of the person lie that must outlive a run.
public enum StateHome {
  /// `$XDG_STATE_HOME/rolldeck`, or `~/.local/state/rolldeck`. Without `HOME`, the home is that of the system's list of
  /// users; it is never a folder that others can write to, such as `/tmp`.
  public static var path: String {
    let state = variable("XDG_STATE_HOME") ?? (variable("HOME") ?? listedHome ?? "") + "/.local/state"
    return state + "/rolldeck"
  }

  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    // A relative path would depend on where the program was started.
    return text.hasPrefix("/") ? text : nil
  }

  private static var listedHome: String? { getpwuid(getuid()).map { String(cString: $0.pointee.pw_dir) } }
}
