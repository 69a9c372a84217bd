import ArgumentParser
import ControlPlane
import FleetSession

/// Begins to listen for clients of the control plane.
enum ServerStart {
  /// Listens to an address that was found right; says on standard error why it cannot. A run whose clients have no way to it
  /// is not begun, so this comes before its recording.
  static func listen(
    to address: LoopbackAddress, tls: Bool, _ session: Session
  ) throws(ExitCode) -> ControlPlaneServer {
    do throws(ServerFailure) {
      return try ControlPlaneServer(session, address: address, tls: tls, stateFolder: StateFolder())
    } catch {
      ByteSink.complain("rolldeck: \(error)")
      throw ExitStatus.inputOutput
    }
  }
}
