internal import Yams

/// Composes the tree of a YAML (or JSON) file, with every way in which that can fail as a problem of the file.
enum YAMLTree {
  /// The root of the tree.
  static func compose(_ text: String, file: String) -> Result<Node, FileProblem> {
    if let anchor = AnchorGuard.firstAnchor(in: text) {
      return .failure(
        FileProblem(
          file: file, line: anchor.line, column: anchor.column, field: "",
          text: "anchors and aliases are not accepted", mend: "write out what the alias stands for"))
    }
    do {
      guard let root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot() else {
        return .failure(
          FileProblem(
            file: file, line: 1, column: 1, field: "", text: "expected a fleet, found an empty file",
            mend: "start with a line such as name: demo"))
      }
      return .success(root)
    } catch let error as YamlError {
      return .failure(problem(error, text, file))
    } catch {
      return .failure(
        FileProblem(file: file, line: 0, column: 0, field: "", text: "the file cannot be read as YAML", mend: ""))
    }
  }

  private static func problem(_ error: YamlError, _ text: String, _ file: String) -> FileProblem {
    func at(_ line: Int, _ column: Int, _ what: String, _ mend: String) -> FileProblem {
      FileProblem(file: file, line: line, column: column, field: "", text: what, mend: mend)
    }
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let where_ = context.map { " (\($0.text) that began in line \($0.mark.line))" } ?? ""
      return at(
        mark.line, mark.column, "this is not YAML: \(problem)\(where_)",
        "check quotes, brackets and indentation here and in the line before")
    case .reader(let problem, let offset, _, _):
      let before = text.prefix(offset ?? 0)
      let line = 1 + before.count { $0.isNewline }
      return at(line, 0, "this is not YAML: \(problem)", "remove the character or write it as an escape in quotes")
    case .duplicatedKeysInMapping(let duplicates, let context):
      let keys = duplicates.map { QuotedText.quoted($0) }.joined(separator: ", ")
      return at(
        context.mark.line, context.mark.column, "the key \(keys) is written more than once in one mapping",
        "keep one of them")
    default:
      return at(0, 0, "the file cannot be read as YAML", "")
    }
  }
}
