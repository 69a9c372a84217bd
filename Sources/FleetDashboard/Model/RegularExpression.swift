import Glibc

/// A POSIX extended regular expression that is looked for in a text, without regard to upper and lower case.
///
/// The C library's matcher takes time linear in the text; counts in braces are not taken, since a few nested ones
/// would make it use all memory.
final class RegularExpression: @unchecked Sendable {
  /// What is wrong with a pattern, as a sentence's end.
  struct Fault: Error { let reason: String }

  /// More is no filter that a person types.
  static let longestPattern = 200

  /// Written by `init` and `deinit` only; `regexec` only reads it.
  private var compiled = regex_t()

  init(_ pattern: String) throws(Fault) {
    guard !pattern.isEmpty else { throw Fault(reason: "nothing follows") }
    guard pattern.utf8.count <= Self.longestPattern else {
      throw Fault(reason: "it is longer than \(Self.longestPattern) bytes")
    }
    guard !pattern.contains("{"), !pattern.contains("\0") else { throw Fault(reason: "counts in braces are not taken") }
    let status = regcomp(&compiled, pattern, REG_EXTENDED | REG_ICASE | REG_NOSUB)
    guard status != 0 else { return }
    throw Fault(reason: Self.reasons[status] ?? "it cannot be read")
  }

  deinit { regfree(&compiled) }

  private static let reasons: [Int32: String] = [
    Int32(_REG_EBRACK.rawValue): "a [ is not closed", Int32(_REG_EPAREN.rawValue): "a ( is not closed",
    Int32(_REG_BADRPT.rawValue): "nothing stands before a repetition",
    Int32(_REG_EESCAPE.rawValue): "nothing stands after the last \\",
    Int32(_REG_ECTYPE.rawValue): "there is no such class of characters",
    Int32(_REG_ERANGE.rawValue): "a range ends before it begins",
  ]

  func occurs(in text: String) -> Bool { regexec(&compiled, text, 0, nil, 0) == 0 }
}
