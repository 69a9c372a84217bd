import FleetFiles
import FleetModel
import FleetSession

/// Commands as recordings hold them: the text that people write, which reads back to the same value.
enum RecordedText {
  /// Names are those of the fleet as it is when the command is given. The parser goes before the fleet changes again.
  static func command(_ text: String, _ fleet: Fleet) throws(CommandSyntaxError) -> Command {
    var parser = CommandParser(fleet: fleet)
    return try parser.parse(text)
  }

  static func text(_ command: Command, _ fleet: Fleet) -> String { CommandText.text(of: command, in: fleet) }

  /// The text, if it reads back to the same command; a name that means two things could prevent it.
  static func exactText(_ command: Command, _ fleet: Fleet) -> String? {
    let text = text(command, fleet)
    return (try? self.command(text, fleet)) == command ? text : nil
  }
}
