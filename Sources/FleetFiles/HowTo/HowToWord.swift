/// A word of a pasted line, with quotes and continuations resolved.
struct HowToWord {
  /// The characters.
  var text: String
  /// Where it begins in the whole text, in characters from 1.
  let column: Int
  /// Whether any of it was in quotes.
  var isQuoted = false
}

/// Cuts a pasted text into lines of words. A line goes on behind a `\` (sh), a back-tick (PowerShell) or a `^` (cmd.exe) at
/// its end, and, since the published how-to forgets one, where the next line begins with blanks and a dash.
struct HowToScanner {
  private var rest: String.UnicodeScalarView.SubSequence
  private var column: Int
  private var lines: [[HowToWord]] = []
  private var line: [HowToWord] = []

  /// A scanner of a text whose first character has this column.
  init(_ text: String, column: Int) {
    rest = text.unicodeScalars[...]
    self.column = column
  }

  /// The lines that have words.
  static func lines(of text: String, column: Int) throws(CommandSyntaxError) -> [[HowToWord]] {
    var scanner = HowToScanner(text, column: column)
    return try scanner.scan()
  }

  private mutating func scan() throws(CommandSyntaxError) -> [[HowToWord]] {
    while let scalar = rest.first {
      switch scalar {
      case " ", "\t", "\r": advance()
      case "\n": endLine()
      case "\\", "`", "^":
        if isContinuation { skipThroughNewline() } else { try word() }
      case "#": skipToNewline()
      default: try word()
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }

  private mutating func endLine() {
    advance()
    var peek = rest.drop { $0 == " " || $0 == "\t" || $0 == "\r" }
    if peek.startIndex != rest.startIndex, peek.popFirst() == "-", !line.isEmpty { return }
    if !line.isEmpty { lines.append(line) }
    line = []
  }

  /// Whether only blanks lie between the next character and the end of its line.
  private var isContinuation: Bool {
    let behind = rest.dropFirst().drop { $0 == " " || $0 == "\t" || $0 == "\r" }
    return behind.first == nil || behind.first == "\n"
  }

  private mutating func skipThroughNewline() {
    skipToNewline()
    if !rest.isEmpty { advance() }
  }

  private mutating func skipToNewline() { while let scalar = rest.first, scalar != "\n" { advance() } }

  private mutating func word() throws(CommandSyntaxError) {
    var word = HowToWord(text: "", column: column)
    while let scalar = rest.first, !" \t\r\n".unicodeScalars.contains(scalar) {
      switch scalar {
      case "'", "\"": try quotation(scalar, &word)
      case "\\" where isContinuation, "`" where isContinuation, "^" where isContinuation:
        line.append(word)
        return
      case "\\", "`":
        advance()
        if let next = rest.first { take(next, &word) }
      default: take(scalar, &word)
      }
    }
    line.append(word)
  }

  private mutating func quotation(_ mark: Unicode.Scalar, _ word: inout HowToWord) throws(CommandSyntaxError) {
    let start = column
    word.isQuoted = true
    advance()
    while let scalar = rest.first {
      advance()
      if scalar == mark { return }
      let escapes = mark == "\"" && (scalar == "\\" || scalar == "`")
      if escapes, let next = rest.first, next == mark || next == scalar {
        take(next, &word)
      } else {
        word.text.unicodeScalars.append(scalar)
      }
    }
    throw CommandSyntaxError(column: start, "the quotation has no end", mend: "add \(mark) behind it")
  }

  private mutating func take(_ scalar: Unicode.Scalar, _ word: inout HowToWord) {
    word.text.unicodeScalars.append(scalar)
    advance()
  }

  private mutating func advance() {
    rest.removeFirst()
    column += 1
  }
}
