/// Why a text is not a command: where, what, and what to write instead.
public struct CommandSyntaxError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The column of the word at fault in characters, from 1.
  public let column: Int
  /// What was expected and what was found.
  public let text: String
  /// What to write instead, with the nearest known word if one is near; may be empty.
  public let mend: String
  /// Whether the form is right and only a name is not one of the fleet's.
  public let isUnknownName: Bool

  init(column: Int, _ text: String, mend: String = "", isUnknownName: Bool = false) {
    self.column = column
    self.text = text
    self.mend = mend
    self.isUnknownName = isUnknownName
  }

  /// `column 9: text; mend`.
  public var description: String { "column \(column): \(text)\(mend.isEmpty ? "" : "; \(mend)")" }
}
