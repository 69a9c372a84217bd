public import FleetModel
public import FleetSession

/// The lines by which Azure's published how-to turns automatic extension upgrade on, as people paste them: `az vm
/// extension set`, `az vmss extension set`, `az feature register`, `az provider register` and their PowerShell siblings.
/// Resource groups are read and not looked at: names of VMs and sets are unique in a fleet.
public enum HowToLine {
  /// Whether a text that begins with this word is for here.
  public static func begins(with word: String) -> Bool {
    word == "az" || word.hasPrefix("$") || word.contains("-Az") || word.lowercased().contains("-az")
  }

  /// The commands that a pasted text of one or several lines comes down to. Throws what is wrong with the first word
  /// that is, with its column counted over the whole text.
  public static func commands(in text: String, fleet: Fleet) throws(CommandSyntaxError) -> [Command] {
    var names = FleetNames(fleet)
    return try commands(in: HowToPaste.tidied(text), column: 1, &names)
  }

  /// The same for what lies behind so many words of a text, if it begins as a how-to line does.
  static func commands(
    in text: String, after count: Int, _ names: inout FleetNames
  ) throws(CommandSyntaxError) -> [Command]? {
    let text = HowToPaste.tidied(text)
    var rest = text.unicodeScalars[...]
    func isBlank(_ scalar: Unicode.Scalar) -> Bool { " \t\r\n".unicodeScalars.contains(scalar) }
    for _ in 0..<count { rest = rest.drop(while: isBlank).drop { !isBlank($0) } }
    rest = rest.drop(while: isBlank)
    // Comments of a copied script come before its first line.
    while count == 0, rest.first == "#" { rest = rest.drop { $0 != "\n" }.drop(while: isBlank) }
    guard begins(with: String(rest.prefix { !isBlank($0) })) else { return nil }
    let column = text.unicodeScalars.distance(from: text.startIndex, to: rest.startIndex) + 1
    return try commands(in: String(rest), column: column, &names)
  }

  static func commands(
    in text: String, column: Int, _ names: inout FleetNames
  ) throws(CommandSyntaxError) -> [Command] {
    guard text.utf8.count <= CommandParser.longestText else {
      throw CommandSyntaxError(
        column: 1, "a command has at most \(CommandParser.longestText) bytes", mend: "shorten it")
    }
    var reader = HowToReader(names: names, end: column + text.unicodeScalars.count)
    for line in try HowToScanner.lines(of: text, column: column) { try reader.read(line) }
    try reader.finish()
    names = reader.names
    return reader.commands
  }
}
