import FleetModel
import FleetSession

// `describe`: what an owner says about an extension that nothing depends on.

extension CommandParser {
  private static let detailKeys = ["name", "version", "minor", "settings", "tags", "force", "after", "protected"]

  mutating func describe(_ words: inout WordReader) throws(CommandSyntaxError) -> Command {
    let handler = try handler(&words)
    let scope = try scope(&words)
    switch scope {
    case .machine, .group: break
    case .all, .subscription, .region, .zone, .updateDomain:
      throw words.missing("a VM or a scale set as the scope", mend: "write vm=NAME or group=NAME")
    }
    var details = ExtensionDetails()
    while !words.isAtEnd {
      let word = try words.next("an option", mend: "write name=NAME, for example")
      guard let (key, value) = word.option else {
        throw WordReader.wrong(word, "an option", mend: "the options are \(Self.detailKeys.joined(separator: ", "))")
      }
      switch key {
      case "name": details.name = value
      case "version": details.version = value
      case "minor": details.takesMinorVersions = try Self.flag(value, word)
      case "settings": details.settings = value
      case "tags": details.tags = value
      case "force": details.forceUpdateTag = value
      case "after": details.provisionAfter.append(value)
      case "protected": details.hasProtectedSettings = try Self.flag(value, word)
      default:
        throw WordReader.wrong(
          word, "an option of describe", mend: "the options are \(Self.detailKeys.joined(separator: ", "))")
      }
    }
    return .describe(handler: handler, details: details, scope: scope)
  }

  private static func flag(_ text: String, _ word: CommandWord) throws(CommandSyntaxError) -> Bool {
    guard let flag = onOff.first(where: { $0.word == text }) else {
      throw WordReader.wrong(word, "on or off", mend: "write on or off")
    }
    return flag.value
  }
}
