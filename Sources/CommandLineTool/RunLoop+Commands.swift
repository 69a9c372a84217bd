import FleetDashboard
import FleetFiles
import FleetModel
import FleetSession
import SessionRecordings
import TextCanvas

// Commands to the run, and what is taken along from the screen.

extension RunLoop {
  mutating func submit(_ command: Command) {
    do throws(CommandRejection) {
      try driver.submit(command, by: .key)
      takeEvents()
      wake()
      dashboard.tell(.done(":\(CommandText.text(of: command, in: driver.session.fleet))"))
    } catch {
      dashboard.tell(.refused("\(error)"))
    }
  }

  mutating func submit(_ text: String) {
    do throws(CommandSyntaxError) {
      let commands = try parse(text)
      dashboard.closeOverlay()
      // Several come from lines of Azure's how-to that were pasted in one go.
      for command in commands { submit(command) }
    } catch {
      dashboard.tell(.notUnderstood("\(error)", column: error.column))
    }
  }

  mutating func preview(_ text: String) {
    do throws(CommandSyntaxError) {
      let commands = try parse(text)
      if let first = commands.first, commands.count == 1 { dashboard.preview(first, driver.session) }
    } catch {
      // What is not finished is not wrong yet.
      if error.column <= text.unicodeScalars.count { dashboard.tell(.notUnderstood("\(error)", column: error.column)) }
    }
  }

  /// The parser keeps tables of the fleet's names; they are made anew when VMs came or went.
  private mutating func parse(_ text: String) throws(CommandSyntaxError) -> [Command] {
    if parser == nil || parserMachines != driver.session.fleet.machineIndices.count {
      parser = CommandParser(fleet: driver.session.fleet)
      parserMachines = driver.session.fleet.machineIndices.count
    }
    return try parser!.parseAll(text)
  }

  mutating func copy(_ text: String) {
    guard !text.isEmpty else { return }
    Clipboard.copy(text)
    dashboard.tell(.done("Copied: \(SafeText.visible(text, limit: 60))"))
  }

  mutating func write(_ name: String, _ text: String) {
    do throws(FileBytes.Failure) {
      try ByteSink(Self.file(name)).write(Array(text.utf8))
      dashboard.tell(.done("Written: \(SafeText.visible(name, limit: 120))"))
    } catch {
      dashboard.tell(.refused("\(error)"))
    }
  }
  /// Standard output is the screen's own.
  static func file(_ name: String) -> String { name == "-" ? "./-" : name }
}
