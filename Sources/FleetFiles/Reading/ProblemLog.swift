/// Collects what is wrong with one file while it is read to its end.
final class ProblemLog {
  let file: String
  private var problems: [FileProblem] = []
  private var omitted = 0

  init(file: String) { self.file = file }

  var isEmpty: Bool { problems.isEmpty }

  func add(line: Int, column: Int, field: String, _ text: String, mend: String = "") {
    add(FileProblem(file: file, line: line, column: column, field: field, text: text, mend: mend))
  }

  func add(_ problem: FileProblem) {
    guard problems.count < FleetFileLimit.problems else {
      omitted += 1
      return
    }
    problems.append(problem)
  }

  /// Everything so far, by line and column.
  var errors: FleetFileErrors {
    let sorted = problems.enumerated().sorted { a, b in
      (a.element.line, a.element.column, a.offset) < (b.element.line, b.element.column, b.offset)
    }
    return FleetFileErrors(problems: sorted.map(\.element), omitted: omitted)
  }
}
