import Glibc

/// Why the control plane cannot be served, and what to do about it.
public enum ServerFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// The system does not let the address be listened to, for the reason of its error code.
  case address(String, Int32)
  /// A file of the state folder cannot be written.
  case state(String, Int32)
  /// The certificate that is kept in a folder cannot be used.
  case certificate(String, String)

  /// A line for the person.
  public var description: String {
    switch self {
    case .address(let address, let code):
      let mend =
        switch code {
        case EADDRINUSE: "choose another port, or 0 to let the system choose"
        case EACCES: "choose a port from 1024 on, or 0 to let the system choose"
        default: "choose another address"
        }
      return "cannot listen to \(address): \(Self.words(code)); \(mend)"
    case .state(let path, let code):
      return
        "cannot write \(path): \(Self.words(code)); make its folder writable, or let XDG_STATE_HOME name another one"
    case .certificate(let folder, let why):
      return "the certificate in \(folder) cannot be used: \(why); remove the folder, and a new one is made"
    }
  }

  private static func words(_ code: Int32) -> String { String(cString: strerror(code)) }
}
