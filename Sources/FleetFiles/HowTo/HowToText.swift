/// The lines of a script, of which those of a how-to may go on over several.
enum HowToText {
  /// Lines with their numbers from 1. One that ends in a `\` or a back-tick, or a how-to line in a `^`, comes together with the
  /// next, and so do how-to lines that follow each other without a time between, since PowerShell's variables live over
  /// several; the line breaks are kept.
  static func lines(of text: String) -> [(number: Int, text: String)] {
    var lines: [(number: Int, text: String)] = []
    var isOpen = false
    var isHowTo = false
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let words = HowToPaste.tidied(String(line)).split(separator: " ", maxSplits: 3).prefix(3)
      let goesOn =
        isHowTo && (words.first.map { "#-".contains($0.prefix(1)) || HowToLine.begins(with: String($0)) } ?? true)
      if isOpen || goesOn {
        lines[lines.count - 1].text += "\n" + line
      } else {
        lines.append((index + 1, String(line)))
        let timeWords = words.first == "at" ? 2 : words.first?.hasPrefix("+") == true ? 1 : 0
        isHowTo = words.dropFirst(timeWords).first.map { HowToLine.begins(with: String($0)) } ?? false
      }
      let last = line.last { $0 != " " && $0 != "\t" }
      isOpen = last == "\\" || last == "`" || isHowTo && last == "^"
    }
    return lines
  }

  /// Where a column of a text of several lines is.
  static func place(of column: Int, in text: String, from number: Int) -> (line: Int, column: Int) {
    let before = text.unicodeScalars.prefix(max(0, column - 1))
    let breaks = before.count { $0 == "\n" }
    guard breaks > 0, let last = before.lastIndex(of: "\n") else { return (number, column) }
    return (number + breaks, before.distance(from: last, to: before.endIndex))
  }
}
