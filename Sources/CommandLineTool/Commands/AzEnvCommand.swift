import ArgumentParser
import ControlPlane

/// `rolldeck az-env`: the lines that have az talk to a server.
struct AzEnvCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "az-env", abstract: "Print the environment in which az talks to a server that runs with --tls.",
    discussion: "Use it as: eval \"$(rolldeck az-env 8100)\". Your own az settings stay untouched.")

  @Argument(help: "The server's port.") var port: Int

  func validate() throws {
    guard (1...65_535).contains(port) else { throw ValidationError("a port is 1 to 65535") }
  }

  func run() throws {
    let folder = AzureClientFolder(StateFolder(), port: port)
    guard folder.exists else {
      ByteSink.complain("rolldeck: no server with --tls was started on port \(port)")
      throw ExitStatus.badInput
    }
    try ByteSink.say(folder.lines.joined(separator: "\n"))
  }
}
