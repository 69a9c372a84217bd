internal import Yams

/// A value of the file: its node, the way that led to it, and where to report what is wrong with it.
struct Field {
  let node: Node
  let path: FieldPath
  let log: ProblemLog

  /// Reports a problem at this value.
  func report(_ text: String, mend: String = "") {
    log.add(line: place.line, column: place.column, field: path.description, text, mend: mend)
  }

  /// Where it is in the file, from 1.
  var place: (line: Int, column: Int) { (node.mark?.line ?? 0, node.mark?.column ?? 0) }

  /// Reports that something else was expected.
  func expected(_ what: String, mend: String) { report("expected \(what), found \(found)", mend: mend) }

  /// What is there, in words.
  var found: String {
    switch node {
    case .scalar(let scalar): isNull ? "nothing" : QuotedText.quoted(scalar.string)
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }

  /// Whether the value was left out after its key.
  var isNull: Bool {
    guard case .scalar(let scalar) = node, scalar.style == .plain else { return false }
    return scalar.string.isEmpty || scalar.string == "~" || scalar.string == "null"
  }

  /// The text of a scalar, whatever it means; nil for lists, mappings and nothing.
  var scalar: String? {
    guard case .scalar(let scalar) = node, !isNull else { return nil }
    return scalar.string
  }

  /// The text of a scalar without quotes.
  var plainScalar: String? {
    guard case .scalar(let scalar) = node, scalar.style == .plain, !isNull else { return nil }
    return scalar.string
  }

  var isMapping: Bool { if case .mapping = node { true } else { false } }
  var isSequence: Bool { if case .sequence = node { true } else { false } }

  /// The values of a list; reports anything else.
  func items(of what: String, mend: String) -> [Field]? {
    guard case .sequence(let nodes) = node else {
      expected("a list of \(what)", mend: mend)
      return nil
    }
    return nodes.enumerated().map { Field(node: $0.element, path: .item(path, $0.offset), log: log) }
  }

  /// The keys and values of a mapping whose keys are free.
  func entries() -> [(key: Field, value: Field)]? {
    guard case .mapping(let pairs) = node else { return nil }
    return pairs.map { pair in
      let place = FieldPath.key(path, pair.key.scalar?.string ?? "?")
      return (
        key: Field(node: pair.key, path: place, log: log), value: Field(node: pair.value, path: place, log: log)
      )
    }
  }
}

/// The way from the top of the file to a value, spelled out only when something is wrong.
indirect enum FieldPath: CustomStringConvertible {
  case top
  case key(FieldPath, String)
  case item(FieldPath, Int)

  var description: String {
    switch self {
    case .top: ""
    case .key(.top, let key): Self.safe(key)
    case .key(let parent, let key): "\(parent).\(Self.safe(key))"
    case .item(let parent, let index): "\(parent)[\(index)]"
    }
  }

  private static func safe(_ key: String) -> String {
    let isPlain = key.utf8.count <= 64 && key.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "\"") }
    return isPlain ? key : QuotedText.quoted(key)
  }
}
