import FleetDashboard
import FleetFiles
import FleetModel
import FleetSession
import NcursesTerminal
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
      if error.column <= text.unicodeScalars.count {
        dashboard.tell(.notUnderstood("\(error)", column: error.column, isTyping: true))
      }
    }
  }

  /// The tables of names are kept, the parser is not: it holds the fleet, whose columns the next event would have to copy.
  private mutating func parse(_ text: String) throws(CommandSyntaxError) -> [Command] {
    var parser = CommandParser(fleet: driver.session.fleet, names: names)
    names = CommandParser.Names()
    defer { names = parser.tables }
    return try parser.parseAll(text)
  }

  mutating func copy(_ text: String, to place: CopyPlace, _ terminal: inout Terminal) {
    if place != .file, terminal.copy(text) {
      return dashboard.tell(.done("Copied to the terminal's clipboard\(Self.shown(text))"))
    }
    guard place != .terminal else { return dashboard.tell(.refused("this terminal takes no clipboard")) }
    let name = "rolldeck-copied.txt"
    do throws(FileBytes.Failure) {
      try ByteSink(name).write(Array(text.utf8))
      dashboard.tell(.done("Copied into the file \(name)\(Self.shown(text))"))
    } catch {
      dashboard.tell(.refused("\(error)"))
    }
  }

  private static func shown(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
    return lines > 1 ? ": the screen." : ": \(SafeText.visible(text, limit: 60))"
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
