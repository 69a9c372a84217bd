/// A word of a command: characters between blanks, where double quotes keep blanks and escapes together.
struct CommandWord {
  /// The characters with quotes and escapes resolved.
  let text: String
  /// Where it begins, from 1.
  let column: Int
  /// The part before the first `=` outside quotes, and the part behind it.
  let option: (key: String, value: String)?
  /// The value of an option cut at commas outside quotes; for a word without `=` the word itself cut so.
  let list: [String]
  /// Whether some of it was in quotes, so that it is a name and no word of the language.
  let isQuoted: Bool

  /// Cuts a line into words.
  static func split(_ line: String) throws(CommandSyntaxError) -> [CommandWord] {
    var words: [CommandWord] = []
    var scanner = Scanner(rest: line.unicodeScalars[...])
    while let word = try scanner.next() { words.append(word) }
    return words
  }

  private struct Scanner {
    var rest: String.UnicodeScalarView.SubSequence
    var column = 1

    mutating func next() throws(CommandSyntaxError) -> CommandWord? {
      while let scalar = rest.first, Self.isBlank(scalar) { advance() }
      guard !rest.isEmpty else { return nil }
      let start = column
      var key: String?
      var pieces = [""]
      var whole = ""
      var isQuoted = false
      func append(_ scalar: Unicode.Scalar) {
        whole.unicodeScalars.append(scalar)
        pieces[pieces.count - 1].unicodeScalars.append(scalar)
      }
      while let scalar = rest.first, !Self.isBlank(scalar) {
        if scalar == "\"" {
          isQuoted = true
          for scalar in try quoted() { append(scalar) }
          continue
        }
        advance()
        switch scalar {
        case "=" where key == nil:
          key = whole
          whole += "="
          pieces = [""]
        case ",":
          whole += ","
          pieces.append("")
        default: append(scalar)
        }
      }
      let option = key.map { (key: $0, value: String(whole.dropFirst($0.count + 1))) }
      return CommandWord(text: whole, column: start, option: option, list: pieces, isQuoted: isQuoted)
    }

    /// The inside of quotes; the opening one is next.
    private mutating func quoted() throws(CommandSyntaxError) -> [Unicode.Scalar] {
      let start = column
      advance()
      var scalars: [Unicode.Scalar] = []
      while let scalar = rest.first {
        advance()
        switch scalar {
        case "\"": return scalars
        case "\\": scalars.append(try escape())
        default: scalars.append(scalar)
        }
      }
      throw CommandSyntaxError(column: start, "the quotation has no end", mend: "add \" behind it")
    }

    private mutating func escape() throws(CommandSyntaxError) -> Unicode.Scalar {
      let start = column - 1
      guard let scalar = rest.first else {
        throw CommandSyntaxError(column: start, "the quotation has no end", mend: "add \" behind it")
      }
      advance()
      switch scalar {
      case "\"", "\\": return scalar
      case "n": return "\n"
      case "t": return "\t"
      case "u":
        var digits = ""
        if rest.first == "{" {
          advance()
          while let digit = rest.first, digit != "}", digits.utf8.count < 8 {
            digits.unicodeScalars.append(digit)
            advance()
          }
          if rest.first == "}", let value = UInt32(digits, radix: 16), let result = Unicode.Scalar(value) {
            advance()
            return result
          }
        }
        fallthrough
      default:
        throw CommandSyntaxError(
          column: start, "this escape is not known", mend: #"write \" \\ \n \t or, for example, \u{e9}"#)
      }
    }

    private mutating func advance() {
      rest.removeFirst()
      column += 1
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }
  }
}
