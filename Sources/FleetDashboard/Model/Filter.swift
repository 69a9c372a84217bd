/// What a person typed behind `/`: words that must occur, `field:value`, `~` in front of a regular expression, and `-` in
/// front of what must not.
struct Filter: Sendable, Equatable {
  struct Term: Sendable, Equatable {
    var field: String
    var value: String
    var isExcluded: Bool
    var expression: RegularExpression?

    /// The same text makes the same expression.
    static func == (one: Term, other: Term) -> Bool {
      one.field == other.field && one.value == other.value && one.isExcluded == other.isExcluded
    }
  }

  let terms: [Term]
  /// What is wrong with the first regular expression that cannot be read; it is left out until it can.
  let fault: String?

  init(_ text: String) {
    var terms: [Term] = []
    var fault: String?
    for word in text.split(separator: " ") {
      var rest = word
      let isExcluded = rest.hasPrefix("-") && rest.count > 1
      if isExcluded { rest.removeFirst() }
      let parts = rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let hasField = parts.count == 2 && !rest.hasPrefix("~")
      let value = hasField ? String(parts[1]) : String(rest)
      var term = Term(field: hasField ? parts[0].lowercased() : "", value: value.lowercased(), isExcluded: isExcluded)
      if value.hasPrefix("~") {
        do throws(RegularExpression.Fault) {
          // Case is kept: `\W` is not `\w`.
          term.expression = try RegularExpression(String(value.dropFirst()))
          term.value = value
        } catch {
          fault = fault ?? "\(value) is no regular expression: \(error.reason)."
          continue
        }
      }
      if !term.value.isEmpty { terms.append(term) }
    }
    self.terms = terms
    self.fault = fault
  }

  var isEmpty: Bool { terms.isEmpty }

  /// Whether every term agrees. `values` gives the texts of a field, nil for one that the list does not have; the empty
  /// field is what words without a field are looked for in.
  func matches(_ values: (String) -> [String]?) -> Bool {
    terms.allSatisfy { term in
      let isFound =
        values(term.field)?.contains {
          term.expression?.occurs(in: $0) ?? $0.lowercased().matches(pattern: term.value)
        } ?? false
      return isFound != term.isExcluded
    }
  }
}

extension String {
  /// Whether a pattern occurs in the text: `*` stands for anything, `^` and `$` for its ends.
  func matches(pattern: String) -> Bool {
    var pieces = pattern.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
    let isAnchoredAtStart = pieces[0].hasPrefix("^")
    if isAnchoredAtStart { pieces[0].removeFirst() }
    var isAnchoredAtEnd = pieces[pieces.count - 1].hasSuffix("$")
    if isAnchoredAtEnd { pieces[pieces.count - 1].removeLast() }
    // A star in front of the end stands for whatever is left.
    if isAnchoredAtEnd, pieces.count > 1, pieces[pieces.count - 1].isEmpty { isAnchoredAtEnd = false }
    var rest = Substring(self)
    for (index, piece) in pieces.enumerated() where !piece.isEmpty {
      if index == 0, isAnchoredAtStart {
        guard rest.hasPrefix(piece) else { return false }
        rest = rest.dropFirst(piece.count)
      } else if index == pieces.count - 1, isAnchoredAtEnd {
        return rest.hasSuffix(piece)
      } else {
        guard let found = rest.firstRange(of: piece) else { return false }
        rest = rest[found.upperBound...]
      }
    }
    return !isAnchoredAtEnd || rest.isEmpty
  }
}

extension Substring {
  /// The first place of a text, compared by scalars.
  func firstRange(of piece: String) -> Range<Index>? {
    var index = startIndex
    while index < endIndex {
      if self[index...].hasPrefix(piece) { return index..<self.index(index, offsetBy: piece.count) }
      index = self.index(after: index)
    }
    return nil
  }
}
