import ArgumentParser
import BuiltInFleets
import FleetFiles
import FleetSession

/// Where a fleet comes from: a name of a built-in one, or a file.
enum FleetSource {
  /// Reads a fleet; says on standard error what is wrong with it, all at once.
  static func load(_ name: String, seed: UInt64) throws -> FleetPlan {
    let bytes: [UInt8]
    if let builtIn = BuiltInFleets.file(named: name) {
      bytes = builtIn
    } else {
      do {
        bytes = try FileBytes.read(name, limit: FleetFileLimit.bytes)
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
    do {
      return try FleetFile.load(bytes: bytes, file: name, seed: seed)
    } catch {
      ByteSink.complain("\(error)")
      throw ExitStatus.badInput
    }
  }
}
