import ArgumentParser

/// The program's exit codes; `docs/commands.md` lists them.
enum ExitStatus {
  /// Whoever read the output stopped reading.
  static let ended = ExitCode(0)
  /// The auditor found a breach of an invariant.
  static let breach = ExitCode(1)
  /// A fleet, a script or a stream is wrong; what is wrong was said on standard error.
  static let badInput = ExitCode(2)
  /// The command line is wrong.
  static let usage = ExitCode(64)
  /// A file could not be read or written.
  static let inputOutput = ExitCode(74)
}
