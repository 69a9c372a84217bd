import ArgumentParser
import Glibc

/// The program: its subcommands, and what runs when none is named.
@main
struct Rolldeck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rolldeck",
    abstract: "Watch, disturb and rehearse automatic extension upgrades over a simulated fleet.",
    version: "rolldeck \(ProgramVersion.current)",
    subcommands: [
      WatchCommand.self, SimulateCommand.self, CheckCommand.self, AuditCommand.self, BenchCommand.self,
      FuzzCommand.self, ReplayCommand.self, RecordingsCommand.self, ExportCommand.self, DiffCommand.self,
      ServeCommand.self, AzEnvCommand.self,
    ], defaultSubcommand: WatchCommand.self)

  /// Runs what the command line says. Its words come back in messages, so these go the way of all text.
  static func main() {
    openStandardStreams()
    // Whoever reads may have enough; that is an answer of `write(2)`, and a recording still gets its footer.
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      end(error)
    }
  }

  /// A closed descriptor would be given to the next file that is opened, and what is printed would land there.
  private static func openStandardStreams() {
    for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free descriptor is this one.
      _ = open("/dev/null", descriptor == 0 ? O_RDONLY : O_WRONLY)
    }
  }

  private static func end(_ error: any Error) -> Never {
    var code = exitCode(for: error)
    let message = fullMessage(for: error)
    if !message.isEmpty {
      if code.isSuccess {
        do { try ByteSink.say(message) } catch { code = error }
      } else {
        ByteSink.complain(message)
      }
    }
    Glibc.exit(code.rawValue)
  }
}
