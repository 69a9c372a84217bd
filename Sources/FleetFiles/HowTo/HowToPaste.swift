/// Makes pasted lines what they were before a word processor, a web page or another shell's screen had them. Nothing
/// moves: every character keeps its column, so that mistakes can be pointed at.
enum HowToPaste {
  static func tidied(_ text: String) -> String {
    var scalars = text.unicodeScalars.map(plain)
    var start = 0
    while start < scalars.count {
      let end = scalars[start...].firstIndex(of: "\n") ?? scalars.count
      for place in start..<(start + promptLength(scalars[start..<end])) { scalars[place] = " " }
      start = end + 1
    }
    var tidy = String.UnicodeScalarView()
    tidy.append(contentsOf: scalars)
    return String(tidy)
  }

  /// Quotation marks, dashes and blanks that programs put in place of the typed ones.
  private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar {
    case "\u{201C}", "\u{201D}", "\u{201E}", "\u{201F}", "\u{2033}", "\u{00AB}", "\u{00BB}": "\""
    case "\u{2018}", "\u{2019}", "\u{201A}", "\u{201B}", "\u{2032}": "'"
    case "\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2014}", "\u{2015}", "\u{2212}": "-"
    case "\u{00A0}", "\u{2007}", "\u{202F}", "\u{200B}", "\u{FEFF}", "\r": " "
    case "\u{2028}", "\u{2029}", "\u{85}": "\n"
    default: scalar
    }
  }

  /// How much of a line is a shell's prompt: `$ `, `PS>`, `PS C:\Users\me>`, `>> `, `me@host:~$ `, `C:\Users\me>` or
  /// `More? `.
  private static func promptLength(_ line: ArraySlice<Unicode.Scalar>) -> Int {
    let blanks = line.prefix { $0 == " " || $0 == "\t" }.count
    let rest = line.dropFirst(blanks)
    let first = rest.prefix { $0 != " " && $0 != "\t" }
    let word = String(String.UnicodeScalarView(first))
    if word == "$" || word == ">" || word == ">>" || word == "More?" || word.hasPrefix("PS") && word.hasSuffix(">") {
      return blanks + first.count
    }
    if word.contains("@"), word.hasSuffix("$") { return blanks + first.count }
    let isFolder = first.first?.properties.isAlphabetic == true && first.dropFirst().starts(with: ":\\".unicodeScalars)
    guard word == "PS" || isFolder, let end = rest.firstIndex(of: ">") else { return 0 }
    return end - line.startIndex + 1
  }
}
