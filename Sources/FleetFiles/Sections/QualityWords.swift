import FleetModel
import FleetSimulator

/// What can be said about the quality of a version, in the words of fleet files and of commands.
enum QualityWords {
  typealias Times = (key: String, word: String, path: any WritableKeyPath<VersionQuality, TimeRange> & Sendable)
  typealias Shares = (key: String, word: String, path: any WritableKeyPath<VersionQuality, PartsPerMillion> & Sendable)

  /// Ranges of times: the key in a file, the word in a command.
  static let times: [Times] = [
    ("install", "install", \.installTime), ("slowTime", "slow-time", \.slowHealthTime),
    ("lateTime", "late-time", \.lateSicknessTime), ("rollback", "rollback", \.rollbackTime),
  ]

  /// Shares: the key in a file, the word in a command.
  static let shares: [Shares] = [
    ("fail", "fail", \.installFailure), ("hang", "hang", \.installHang), ("unhealthy", "unhealthy", \.unhealthy),
    ("slow", "slow", \.slowHealth), ("late", "late", \.lateSickness),
    ("rollbackFail", "rollback-fail", \.rollbackFailure), ("rollbackHang", "rollback-hang", \.rollbackHang),
  ]

  /// The operating systems by name.
  static let systems: [(word: String, value: OperatingSystem)] = OperatingSystem.allCases.map { ($0.rawValue, $0) }
}

extension Field {
  /// One quality, or a list of qualities for parts of the fleet, as rules for a handler and version.
  func qualityRules(handler: HandlerIndex, version: HandlerVersion?, regions: NameIndex) -> [QualityRule] {
    let fields = isSequence ? items(of: "qualities", mend: "") ?? [] : [self]
    return fields.compactMap { $0.qualityRule(handler: handler, version: version, regions: regions) }
  }

  private func qualityRule(handler: HandlerIndex, version: HandlerVersion?, regions: NameIndex) -> QualityRule? {
    guard let table = Table(self, FleetFileKeys.quality) else { return nil }
    var quality = VersionQuality()
    for (key, _, path) in QualityWords.times {
      if let range = table[key]?.timeRange() { quality[keyPath: path] = range }
    }
    for (key, _, path) in QualityWords.shares {
      if let share = table[key]?.share() { quality[keyPath: path] = share }
    }
    return QualityRule(
      handler: handler, version: version, os: table["os"]?.choice(QualityWords.systems),
      region: table["region"]?.index(of: "region", in: regions), size: table["size"]?.text("a VM size"),
      quality: quality)
  }
}
