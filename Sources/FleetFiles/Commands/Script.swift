public import FleetModel
public import FleetSession

/// Commands with their times, one a line: `at 3h20m hold`, or `+10m resume`, counted from the line before.
public enum Script {
  /// Reads a script. Blank lines and what follows a `#` at the beginning of a word are left out. The commands come back
  /// in ascending time; those of one time in the order of their lines. Throws everything that is wrong at once.
  public static func parse(_ text: String, file: String, fleet: Fleet) throws(FleetFileErrors) -> [TimedCommand] {
    let log = ProblemLog(file: file)
    var parser = CommandParser(fleet: fleet)
    var lines = TimedLines()
    for (number, line) in HowToText.lines(of: text) {
      let content = withoutComment(line)
      guard content.contains(where: { $0 != " " && $0 != "\t" && $0 != "\u{FEFF}" }) else { continue }
      do throws(CommandSyntaxError) {
        try lines.add(content, &parser)
      } catch {
        let place = HowToText.place(of: error.column, in: content, from: number)
        log.add(line: place.line, column: place.column, field: "", error.text, mend: error.mend)
      }
    }
    guard log.isEmpty else { throw log.errors }
    return lines.sorted
  }

  private static func withoutComment(_ line: String) -> String {
    var isQuoted = false
    var isEscaped = false
    var before: Character = " "
    for (index, character) in zip(line.indices, line) {
      if character == "#", !isQuoted, before == " " || before == "\t" { return String(line[..<index]) }
      if character == "\"", !isEscaped { isQuoted.toggle() }
      isEscaped = isQuoted && character == "\\" && !isEscaped
      before = character
    }
    return line
  }
}

/// Lines with times, as scripts and scenarios have them.
struct TimedLines {
  private var commands: [TimedCommand] = []
  private var last: Instant = 0

  /// Reads `at TIME COMMAND` or `+TIME COMMAND`.
  mutating func add(_ text: String, _ parser: inout CommandParser) throws(CommandSyntaxError) {
    guard text.utf8.count <= CommandParser.longestText else {
      throw CommandSyntaxError(column: 1, "a line has at most \(CommandParser.longestText) bytes", mend: "shorten it")
    }
    var words = try CommandWord.split(text)
    let mend = "begin with at and a time, for example at 3h20m, or with +10m after the line before"
    guard let first = words.first else { throw CommandSyntaxError(column: 1, "expected a time", mend: mend) }
    let isRelative = first.text.hasPrefix("+")
    guard isRelative || first.text == "at", isRelative || words.count > 1 else {
      throw CommandSyntaxError(
        column: first.column, "expected a time, found \(QuotedText.quoted(first.text))", mend: mend)
    }
    let word = isRelative ? first : words[1]
    guard let time = Quantity.duration(isRelative ? String(word.text.dropFirst()) : word.text) else {
      throw CommandSyntaxError(
        column: word.column, "expected a time, found \(QuotedText.quoted(word.text))",
        mend: "write whole numbers with units d, h, m, s or ms, for example 3h20m")
    }
    // The line after it counts from here even if the command itself is wrong.
    let at = isRelative ? last + time : time
    guard at <= FleetFileLimit.longestTime else {
      throw CommandSyntaxError(column: word.column, "this is more than ten years after the start", mend: "")
    }
    last = at
    if let howTo = try HowToLine.commands(in: text, after: isRelative ? 1 : 2, &parser.names) {
      commands += howTo.map { TimedCommand(at: at, $0) }
      return
    }
    words.removeFirst(isRelative ? 1 : 2)
    commands.append(TimedCommand(at: at, try parser.parse(words: words, end: text.unicodeScalars.count + 1)))
  }

  /// In ascending time; those of one time in the order of their lines.
  var sorted: [TimedCommand] {
    commands.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }
}
