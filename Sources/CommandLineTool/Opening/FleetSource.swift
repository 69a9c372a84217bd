import ArgumentParser
import BuiltInFleets
import FleetFiles
import FleetSession

/// Where a fleet comes from: a name of a built-in one, or a file.
enum FleetSource {
  /// Reads a fleet; says on standard error what is wrong with it, all at once.
  static func load(
    _ name: String, seed: UInt64, progress: (_ built: Int, _ all: Int) -> Void = { _, _ in }
  ) throws -> FleetPlan {
    try plan(try read(name), name, seed: seed, progress: progress)
  }

  /// The bytes of a fleet file.
  static func read(_ name: String) throws -> [UInt8] {
    if let builtIn = BuiltInFleets.file(named: name) { return builtIn }
    do {
      return try FileBytes.read(name, limit: FleetFileLimit.bytes)
    } catch {
      ByteSink.complain("rolldeck: \(error)")
      if !name.contains("/") && !name.contains(".") {
        ByteSink.complain(
          "There is no built-in fleet of that name either; built in are \(BuiltInFleets.names.joined(separator: ", "))."
        )
      }
      throw ExitStatus.inputOutput
    }
  }

  /// The plan that the bytes of a fleet file describe.
  static func plan(
    _ bytes: [UInt8], _ name: String, seed: UInt64, progress: (_ built: Int, _ all: Int) -> Void = { _, _ in }
  ) throws -> FleetPlan {
    do {
      return try FleetFile.load(bytes: bytes, file: name, seed: seed, progress: progress)
    } catch {
      ByteSink.complain("\(error)")
      throw ExitStatus.badInput
    }
  }
}
