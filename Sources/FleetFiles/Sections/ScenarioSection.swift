internal import FleetSession

/// The story that a fleet tells by itself: commands with their times.
enum ScenarioSection {
  static func read(_ field: Field?, _ parser: inout CommandParser, namesAreKnown: Bool) -> [TimedCommand] {
    guard let field, let items = field.items(of: "commands", mend: "for example - at 3h20m hold") else { return [] }
    var lines = TimedLines()
    for item in items {
      guard let text = item.text("a command such as at 3h20m hold", atMost: CommandParser.longestText) else { continue }
      do throws(CommandSyntaxError) {
        try lines.add(text, &parser)
      } catch {
        if namesAreKnown || !error.isUnknownName { report(error, item) }
      }
    }
    return lines.sorted
  }

  private static func report(_ error: CommandSyntaxError, _ item: Field) {
    // A quoted scalar may hold escapes, so that only the line is certain there.
    let isPlain = item.plainScalar != nil
    let mark = item.place
    item.log.add(
      line: mark.line, column: isPlain ? mark.column + error.column - 1 : mark.column, field: item.path.description,
      error.text, mend: error.mend)
  }
}
