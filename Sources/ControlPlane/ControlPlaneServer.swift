public import FleetModel
public import FleetSession

/// The control plane: Azure's surfaces and rolldeck's own, over loopback HTTP.
///
/// The session stays where it is. Whoever owns it calls `drain(into:)` between instants, also while its clock is held, so
/// that no client waits for simulated time; and hands over the events it takes from it with `publish(_:_:)`.
public final class ControlPlaneServer {
  private let service: ControlService
  private let listener: Listener
  private let isSecure: Bool
  private let host: String
  /// The port it listens to.
  public let port: Int

  /// Starts to listen; port 0 lets the system choose one. With `tls` the port serves both TLS and plain HTTP, and the
  /// certificate is kept in the state folder.
  ///
  /// Throws why it cannot, and nobody is listened to then.
  public init(
    _ session: Session, address: LoopbackAddress, tls: Bool, stateFolder: StateFolder
  ) throws(ServerFailure) {
    service = ControlService(session)
    let context = tls ? try LoopbackCertificate.context(in: stateFolder.tls) : nil
    listener = try Listener.open(service, address, tls: context)
    port = listener.port
    isSecure = tls
    host = address.shownHost
    let subscriptions = session.fleet.subscriptions.indices.map {
      (id: service.directory.id(of: $0), name: session.fleet.subscriptions[$0].name)
    }
    guard tls else { return }
    do {
      try AzureClientFolder(stateFolder, port: port).write(subscriptions)
    } catch {
      stop()
      throw error
    }
  }

  /// Where clients find it.
  public var url: String { "\(isSecure ? "https" : "http")://\(host):\(port)" }

  /// Carries out what clients asked for. Returns what was done, with who wanted it.
  ///
  /// - Parameter carriedOut: told of each command before the client is, with the state right after it.
  public func drain(
    into session: inout Session, carriedOut: (Command, Session) -> Void = { _, _ in }
  ) -> [ControlPlaneNote] { service.drain(into: &session, carriedOut: carriedOut) }

  /// Takes note of a session's events; `fleet` is the fleet after them.
  public func publish(_ events: [SessionEvent], _ fleet: Fleet) { service.read(events, fleet) }

  /// Waits until a client wants something, at most so many milliseconds. For loops with nothing else to wait for.
  public func waitForClients(milliseconds: Int) { service.mailbox.wait(milliseconds: milliseconds) }

  /// The session stands still until `goOn`: clients that only read are answered meanwhile, although its thread is busy.
  public func standStill(_ session: Session) { service.openWindow(session) }

  /// The session goes on.
  public func goOn() { service.closeWindow() }

  /// Whether a client waits for something.
  public var hasOrders: Bool { !service.mailbox.isEmpty }

  /// Refuses what still waits and closes every connection.
  public func stop() {
    service.close()
    listener.close()
  }
}

/// Where to listen: a port of the loopback interface.
public struct LoopbackAddress: Sendable, Equatable {
  /// `127.0.0.1` or `::1`.
  public let host: String
  /// 0 lets the system choose.
  public let port: Int

  /// The host as addresses have it.
  var shownHost: String { host == "::1" ? "[::1]" : host }

  /// Reads `PORT`, `127.0.0.1:PORT`, `localhost:PORT` or `[::1]:PORT`; nil for anything else, other interfaces included.
  public init?(_ text: String) {
    let hosts = [("127.0.0.1:", "127.0.0.1"), ("localhost:", "127.0.0.1"), ("[::1]:", "::1")]
    let named = hosts.first { text.hasPrefix($0.0) }
    let digits = text.dropFirst(named?.0.count ?? 0)
    guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }),
      let port = Int(digits),
      port < 65_536
    else { return nil }
    host = named?.1 ?? "127.0.0.1"
    self.port = port
  }
}
