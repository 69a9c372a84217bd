import TextCanvas

/// What is wrong with a line behind `:` that is no command of the view, where that can be said without the fleet: its word
/// is unknown, or it is a word of the view with something else behind it than it takes.
struct CommandProblem: Equatable {
  let text: String
  /// Where, from 1.
  let column: Int

  /// Nil if the line begins with a word of the commands to the run, whose parser judges the rest.
  init?(_ line: String) {
    guard let verb = line.split(separator: " ").first.map(String.init),
      !RunVerbs.table.contains(where: { $0.word == verb })
    else { return nil }
    if let own = ViewCommand.table.first(where: { $0.word == verb }) {
      text = "\(verb) takes something else: \(own.form). \(own.text)"
      column = min(line.count, verb.count + 1) + 1
    } else {
      let words = ViewCommand.table.map(\.word) + RunVerbs.table.map(\.word)
      let near = NearestName.nearest(to: verb, in: words)
      let hint = near.map { "did you mean \($0)?" } ?? "Tab on an empty line lists them all."
      text = "There is no command \(SafeText.visible(verb, limit: 40)); \(hint)"
      column = 1
    }
  }
}
