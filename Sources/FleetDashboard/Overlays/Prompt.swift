import FleetModel
import FleetSession

/// One line that is being typed.
struct Prompt: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    /// A command, behind `:`.
    case command
    /// A filter, behind `/`; it takes effect while it is typed.
    case filter
    /// A moment, behind `J`.
    case moment
  }

  var kind: Kind
  var text = ""
  /// Where the next character goes, counted in characters.
  var cursor = 0 { didSet { showsError = false } }
  /// The place in the history; -1 is the line itself.
  var historyPlace = -1
  /// What a command would do, or what is wrong with it.
  var preview = ""
  /// The character at which it is wrong, from 1.
  var errorColumn: Int?
  /// Whether that character is in view even where the cursor is not: the line was given, and is not typed just now.
  var showsError = false
  var completions: [String] = []
  var completionPlace = 0

  init(_ kind: Kind, text: String = "") {
    self.kind = kind
    self.text = text
    cursor = text.count
  }

  /// The longest line kept; the parser's own limit is the same.
  static let longest = 10_000

  /// Puts text in at the cursor. A command may be pasted in several lines, as Azure's how-to prints it; a filter has one.
  mutating func insert(_ addition: String) {
    var line = addition[...]
    while line.last?.isNewline == true { line.removeLast() }
    if kind != .command { line = line.prefix { !$0.isNewline } }
    guard text.count + line.count <= Self.longest else { return }
    let place = text.index(text.startIndex, offsetBy: cursor)
    let before = text[..<place] + line
    let after = text[place...]
    text = String(before + after)
    // A combining mark joins the character before it, so what was put in may count for less than it did alone.
    cursor = min(before.count, text.count)
    changed()
  }

  mutating func deleteBackwards() {
    guard cursor > 0 else { return }
    text.remove(at: text.index(text.startIndex, offsetBy: cursor - 1))
    cursor -= 1
    changed()
  }

  mutating func deleteForwards() {
    guard cursor < text.count else { return }
    text.remove(at: text.index(text.startIndex, offsetBy: cursor))
    changed()
  }

  /// Deletes the word before the cursor.
  mutating func deleteWord() {
    while cursor > 0, character(before: cursor) == " " { deleteBackwards() }
    while cursor > 0, character(before: cursor) != " " { deleteBackwards() }
  }

  mutating func replace(with line: String) {
    text = line
    cursor = line.count
    changed()
  }

  private func character(before place: Int) -> Character { text[text.index(text.startIndex, offsetBy: place - 1)] }

  mutating func changed() {
    errorColumn = nil
    showsError = false
    preview = ""
    completions = []
    completionPlace = 0
  }
}
