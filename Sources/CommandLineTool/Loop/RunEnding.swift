import ArgumentParser

/// How a live run ended: what is left to say once the screen, if there was one, is given back.
struct RunEnding {
  /// What the loop exits with.
  let status: Int32
  /// What could not be recorded.
  let shortfall: String?
  /// Who followed it.
  let observers: [any SessionObserver]

  /// Says it on standard error, and ends with the exit code that goes with it.
  func tell() throws {
    if let shortfall { ByteSink.complain("rolldeck: \(shortfall)") }
    do {
      for observer in observers { try observer.tell() }
    } catch {
      // A signal that ended it says so.
      throw status != 0 ? ExitCode(status) : error
    }
    if status != 0 { throw ExitCode(status) }
    if shortfall != nil { throw ExitStatus.inputOutput }
  }
}
