public import FleetModel
public import FleetSession

/// Commands with their times, one a line: `at 3h20m hold`, or `+10m resume`, counted from the line before. A line without a
/// time happens when the line before it does, so that the how-to's lines work as they are printed.
public enum Script {
  /// Reads a script. A byte order mark at the start, blank lines and what follows a `#` at the beginning of a word are left out. The commands come back
  /// in ascending time; those of one time in the order of their lines. Throws everything that is wrong at once.
  public static func parse(_ text: String, file: String, fleet: Fleet) throws(FleetFileErrors) -> [TimedCommand] {
    let log = ProblemLog(file: file)
    var parser = CommandParser(fleet: fleet)
    var lines = TimedLines()
    for (number, line) in HowToText.lines(of: withoutMark(text)) {
      let content = line.split(separator: "\n", omittingEmptySubsequences: false).map(withoutComment).joined(
        separator: "\n")
      guard content.contains(where: { $0 != " " && $0 != "\t" && $0 != "\n" && $0 != "\u{FEFF}" }) else { continue }
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

  /// The text without the byte order mark that Windows' editors begin it with.
  private static func withoutMark(_ text: String) -> String {
    text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
  }

  private static func withoutComment(_ line: Substring) -> Substring {
    var isQuoted = false
    var isEscaped = false
    var before: Character = " "
    for (index, character) in zip(line.indices, line) {
      if character == "#", !isQuoted, before == " " || before == "\t" { return line[..<index] }
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

  /// Reads `at TIME COMMAND`, `+TIME COMMAND`, or a `COMMAND` of the time of the line before (0 in the first line).
  mutating func add(_ text: String, _ parser: inout CommandParser) throws(CommandSyntaxError) {
    guard text.utf8.count <= CommandParser.longestText else {
      throw CommandSyntaxError(column: 1, "a line has at most \(CommandParser.longestText) bytes", mend: "shorten it")
    }
    var words = try CommandWord.split(text)
    let timeWords = try readTime(of: words)
    if let howTo = try HowToLine.commands(in: text, after: timeWords, &parser.names) {
      commands += howTo.map { TimedCommand(at: last, $0) }
      return
    }
    words.removeFirst(timeWords)
    commands.append(TimedCommand(at: last, try parser.parse(words: words, end: text.unicodeScalars.count + 1)))
  }

  /// Moves `last` to the time that the line names, and returns how many words that took. The next line counts from there
  /// even if the command itself is wrong.
  private mutating func readTime(of words: [CommandWord]) throws(CommandSyntaxError) -> Int {
    guard let first = words.first, first.text == "at" || first.text.hasPrefix("+") else { return 0 }
    let isRelative = first.text != "at"
    guard isRelative || words.count > 1 else {
      throw CommandSyntaxError(
        column: first.column + 2, "expected a time after at",
        mend: "for example at 3h20m, or +10m after the line before")
    }
    let word = isRelative ? first : words[1]
    guard let time = Quantity.duration(isRelative ? String(word.text.dropFirst()) : word.text) else {
      throw CommandSyntaxError(
        column: word.column, "expected a time, found \(QuotedText.quoted(word.text))",
        mend: "write whole numbers with units d, h, m, s or ms, for example 3h20m")
    }
    let at = isRelative ? last + time : time
    guard at <= FleetFileLimit.longestTime else {
      throw CommandSyntaxError(column: word.column, "this is more than ten years after the start", mend: "")
    }
    last = at
    return isRelative ? 1 : 2
  }

  /// In ascending time; those of one time in the order of their lines.
  var sorted: [TimedCommand] {
    commands.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }
}
