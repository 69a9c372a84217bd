import TextCanvas

/// The columns of the catalogue. The extension, its versions and the VMs on each are always there; the rollout, who is
/// left out, the newest version and the bar come as far as there is room, in this order.
struct CatalogueColumns: Equatable {
  /// Widths; 0 is a column that is not shown.
  let name: Int
  let version: Int
  let count: Int
  private(set) var rollout = 0
  private(set) var out = 0
  private(set) var newest = 0
  private(set) var bar = 0

  private static let widestName = 22
  /// As wide as its heading.
  private static let narrowestName = 9
  private static let widestVersion = 14
  private static let rolloutWidth = 17
  private static let newestWidth = 9
  /// A longer bar says nothing more, a shorter one nothing.
  private static let barWidths = 3...14

  /// The columns for a width, by the longest text that each has to take.
  init(width: Int, name longestName: Int, version longestVersion: Int, count longestCount: Int, out longestOut: Int) {
    version = min(Self.widestVersion, max(3, longestVersion))
    count = max(3, longestCount)
    let room = width - 2 - 1 - version - 1 - count
    name = max(Self.narrowestName, min(Self.widestName, longestName, room))
    var left = room - name
    func take(_ wanted: Int, gap: Int) -> Int {
      guard left >= wanted + gap else { return 0 }
      left -= wanted + gap
      return wanted
    }
    rollout = take(Self.rolloutWidth, gap: 1)
    out = take(max(3, longestOut), gap: 2)
    newest = take(Self.newestWidth, gap: 1)
    bar = left > Self.barWidths.lowerBound ? min(Self.barWidths.upperBound, left - 1) : 0
  }

  /// The column at which the versions begin.
  var spread: Int { 2 + name + 1 + (newest > 0 ? newest + 1 : 0) + (rollout > 0 ? rollout + 1 : 0) }

  /// The column at which the VMs on a version begin, and behind them those that are left out.
  var counts: Int { spread + version + (bar > 0 ? bar + 1 : 0) + 1 }

  var heading: String {
    var text = "  " + Figures.padded("EXTENSION", name + 1).prefix(name + 1)
    if newest > 0 { text += Figures.padded("NEWEST", newest + 1) }
    if rollout > 0 { text += Figures.padded("ROLLOUT", rollout + 1) }
    let room = counts + count - spread
    text += Figures.padded(Headline.fit(["VMS ON EACH VERSION", "VMS BY VERSION", "VMS"], room), room)
    if out > 0 { text += "  " + String(repeating: " ", count: out - 3) + "OUT" }
    return text
  }
}
