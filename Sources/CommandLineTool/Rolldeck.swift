import ArgumentParser

/// The program: its subcommands, and what runs when none is named.
@main
struct Rolldeck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rolldeck",
    abstract: "Watch, disturb and rehearse automatic extension upgrades over a simulated fleet.",
    subcommands: [
      WatchCommand.self, SimulateCommand.self, CheckCommand.self, AuditCommand.self, BenchCommand.self,
      FuzzCommand.self, ReplayCommand.self, RecordingsCommand.self, ExportCommand.self, DiffCommand.self,
      ServeCommand.self, AzEnvCommand.self,
    ], defaultSubcommand: WatchCommand.self)
}
