internal import Yams

/// A mapping whose keys are known: unknown, repeated and missing keys are reported when it is opened.
struct Table {
  let field: Field
  private var values: [(key: String, value: Field)] = []

  /// Opens a mapping; reports and returns nil if the value is none.
  init?(_ field: Field, _ keys: KeyTable) {
    guard case .mapping(let pairs) = field.node else {
      field.expected("\(keys.subject), which is a mapping", mend: "its keys are \(keys.keys.joined(separator: ", "))")
      return nil
    }
    self.field = field
    for pair in pairs {
      guard let written = pair.key.scalar?.string else {
        Field(node: pair.key, path: field.path, log: field.log).report("expected a key, found a list or a mapping")
        continue
      }
      let value = Field(node: pair.value, path: .key(field.path, written), log: field.log)
      let key = keys.synonyms[written] ?? written
      guard keys.keys.contains(key) else {
        Self.reportUnknown(Field(node: pair.key, path: field.path, log: field.log), written, keys)
        continue
      }
      if values.contains(where: { $0.key == key }) {
        value.report("the same thing is said twice: \(written) and \(key)", mend: "keep one of them")
      } else if value.isNull {
        value.report("the key has no value", mend: "give it one, or leave the key out")
        values.append((key, value))
      } else {
        values.append((key, value))
      }
    }
    for key in keys.required where !values.contains(where: { $0.key == key }) {
      field.report("\(keys.subject) needs the key \(key)", mend: "add it")
    }
  }

  /// The value of a key; nil if it is left out or empty.
  subscript(key: String) -> Field? {
    guard let value = values.first(where: { $0.key == key })?.value, !value.isNull else { return nil }
    return value
  }

  private static func reportUnknown(_ key: Field, _ written: String, _ keys: KeyTable) {
    let hint = NearestWord.hint(for: written, in: keys.keys + keys.synonyms.keys.sorted())
    key.report(
      "\(keys.subject) has no key \(QuotedText.quoted(written))",
      mend: hint.isEmpty ? "its keys are \(keys.keys.joined(separator: ", "))" : hint)
  }
}
