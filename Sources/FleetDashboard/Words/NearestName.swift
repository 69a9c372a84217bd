/// The name that somebody who mistyped one most likely meant.
enum NearestName {
  /// More differences than this are another word.
  private static let farthest = 2

  /// The nearest of some names, the first of equally near ones; nil if none is near.
  static func nearest(to word: String, in names: [String]) -> String? {
    let wanted = Array(word.lowercased())
    let ranked = names.map { (distance: edits(wanted, Array($0.lowercased())), name: $0) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= farthest else {
      return names.first { $0.lowercased().hasPrefix(word.lowercased()) && word.count > 1 }
    }
    return best.name
  }

  /// `; did you mean NAME?`, or nothing.
  static func question(_ word: String, _ names: [String]) -> String {
    nearest(to: word, in: names).map { "; did you mean \($0)?" } ?? "; there are \(names.joined(separator: ", "))"
  }

  /// How many letters have to be put in, taken out or changed.
  private static func edits(_ left: [Character], _ right: [Character]) -> Int {
    var row = Array(0...right.count)
    for (place, letter) in left.enumerated() {
      var corner = row[0]
      row[0] = place + 1
      for index in right.indices {
        let change = corner + (letter == right[index] ? 0 : 1)
        corner = row[index + 1]
        row[index + 1] = min(change, row[index] + 1, corner + 1)
      }
    }
    return row[right.count]
  }
}
