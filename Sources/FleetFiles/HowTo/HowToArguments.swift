/// The options of one pasted line with their values.
struct HowToArguments {
  private(set) var given: [(key: HowToKey, option: HowToWord, value: HowToWord?)] = []
  /// The words that made up the verb.
  let verb: HowToWord
  /// The column behind the last word.
  let end: Int

  /// Reads the words behind the verb.
  init(_ words: ArraySlice<HowToWord>, of entry: HowToVerbEntry, verb: HowToWord, end: Int, isCmdlet: Bool)
    throws(CommandSyntaxError)
  {
    self.verb = verb
    self.end = end
    var rest = words
    while let word = rest.popFirst() {
      let (name, inline) = Self.split(word, isCmdlet: isCmdlet)
      guard name.hasPrefix("-") else {
        throw CommandSyntaxError(
          column: word.column, "expected an option, found \(QuotedText.quoted(word.text))",
          mend: "options begin with a dash; put values with blanks in quotes")
      }
      let option = try Self.option(name, word, entry, isCmdlet: isCmdlet)
      if option.key != .ignored, given.contains(where: { $0.key == option.key }) {
        throw CommandSyntaxError(column: word.column, "\(QuotedText.quoted(name)) is given twice", mend: "keep one")
      }
      given.append((option.key, word, try Self.value(of: option, inline, word, &rest, end: end)))
    }
  }

  /// The value of the first of some options, one of which must be there.
  func required(_ keys: HowToKey..., what: String) throws(CommandSyntaxError) -> HowToWord {
    for key in keys { if let word = optional(key) { return word } }
    throw CommandSyntaxError(column: verb.column, "\(QuotedText.quoted(verb.text)) lacks \(what)", mend: "add it")
  }

  /// The value of an option, if it was given.
  func optional(_ key: HowToKey) -> HowToWord? { given.first { $0.key == key }?.value }

  /// A switch; nil where it was not given.
  func flag(_ key: HowToKey) throws(CommandSyntaxError) -> Bool? {
    guard let entry = given.first(where: { $0.key == key }) else { return nil }
    guard let word = entry.value else { return true }
    switch word.text.lowercased() {
    case "true", "$true", "1", "yes", "y", "t": return true
    case "false", "$false", "0", "no", "n", "f": return false
    default:
      throw CommandSyntaxError(
        column: word.column, "expected true or false, found \(QuotedText.quoted(word.text))", mend: "")
    }
  }

  /// `--name=value` and `-Name:value` hold both in one word.
  private static func split(_ word: HowToWord, isCmdlet: Bool) -> (name: String, inline: HowToWord?) {
    guard word.text.hasPrefix("-"), let mark = word.text.firstIndex(of: isCmdlet ? ":" : "=") else {
      return (word.text, nil)
    }
    let value = String(word.text[word.text.index(after: mark)...])
    let column = word.column + word.text[...mark].unicodeScalars.count
    return (String(word.text[..<mark]), HowToWord(text: value, column: column))
  }

  /// PowerShell compares without regard to case; both accept the beginning of a name where it is clear.
  private static func option(
    _ name: String, _ word: HowToWord, _ entry: HowToVerbEntry, isCmdlet: Bool
  ) throws(CommandSyntaxError) -> HowToOption {
    func folded(_ text: String) -> String { isCmdlet ? text.lowercased() : text }
    if let exact = entry.options.first(where: { $0.names.contains { folded($0) == folded(name) } }) { return exact }
    // Word processors and web pages make one long dash of two.
    if !isCmdlet, name.count > 2, !name.hasPrefix("--"),
      let long = entry.options.first(where: { $0.names.contains("-" + name) })
    {
      return long
    }
    let near = entry.options.filter { $0.names.contains { folded($0).hasPrefix(folded(name)) } }
    if near.count == 1, name.count > 2 { return near[0] }
    let names = entry.options.flatMap(\.names)
    let hint = NearestWord.hint(for: name, in: names)
    throw CommandSyntaxError(
      column: word.column, "\(QuotedText.quoted(entry.name)) has no option \(QuotedText.quoted(name))",
      mend: hint.isEmpty ? "options are \(names.filter { $0.count > 2 }.joined(separator: ", "))" : hint)
  }

  private static func value(
    of option: HowToOption, _ inline: HowToWord?, _ word: HowToWord, _ rest: inout ArraySlice<HowToWord>, end: Int
  ) throws(CommandSyntaxError) -> HowToWord? {
    if let inline { return inline }
    switch option.value {
    case .none: return nil
    case .maybeFlag:
      guard let next = rest.first, !next.text.hasPrefix("-") else { return nil }
      return rest.popFirst()
    case .needed:
      // A value that begins with a dash must be in quotes; otherwise it is the next option.
      guard let next = rest.first, next.isQuoted || !next.text.hasPrefix("-") else {
        throw CommandSyntaxError(
          column: rest.first?.column ?? end, "\(QuotedText.quoted(word.text)) lacks its value", mend: "add it")
      }
      return rest.popFirst()
    }
  }
}
