/// Finds the word that a person probably meant.
enum NearestWord {
  /// Longer words are not compared: nobody mistypes them, and the cost grows with the square.
  static let longest = 64
  /// More candidates are not compared: the search would be felt.
  static let mostCandidates = 100_000

  /// The candidate with the fewest edits, if they are few for the word's length; the first of several.
  static func nearest(to word: some StringProtocol, in candidates: some Sequence<String>) -> String? {
    let wanted = Array(word.lowercased().utf8)
    guard !wanted.isEmpty, wanted.count <= longest else { return nil }
    var best: String?
    var bestDistance = max(1, min(3, wanted.count / 2)) + 1
    for candidate in candidates.prefix(mostCandidates) {
      let other = Array(candidate.lowercased().utf8)
      guard other.count <= longest, abs(other.count - wanted.count) < bestDistance else { continue }
      let distance = edits(wanted, other)
      if distance < bestDistance {
        best = candidate
        bestDistance = distance
      }
    }
    return best
  }

  /// "did you mean …?", or nothing.
  static func hint(for word: some StringProtocol, in candidates: some Sequence<String>) -> String {
    nearest(to: word, in: candidates).map { "did you mean \(QuotedText.quoted($0))?" } ?? ""
  }

  /// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
  private static func edits(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var before: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
        row.append(cost)
      }
      before = last
      last = row
    }
    return last[b.count]
  }
}
