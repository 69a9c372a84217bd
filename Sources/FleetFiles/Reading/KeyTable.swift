/// The keys that one kind of mapping may have. The reader, the schema and its test all stand on these tables.
struct KeyTable: Sendable {
  /// What the mapping describes, for messages: "a scale set".
  let subject: String
  /// The keys, in the order in which the documentation lists them.
  let keys: [String]
  /// Keys that must be there.
  let required: [String]
  /// Other spellings: the key that each stands for.
  let synonyms: [String: String]

  init(_ subject: String, _ keys: [String], required: [String] = [], synonyms: [String: String] = [:]) {
    self.subject = subject
    self.keys = keys
    self.required = required
    self.synonyms = synonyms
  }
}
