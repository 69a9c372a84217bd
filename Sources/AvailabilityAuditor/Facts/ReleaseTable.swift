/// Where each handler version is published (R36) and withdrawn (R29).
struct ReleaseTable {
  enum Standing { case published, notPublished, withdrawn }

  private struct Release {
    let handler: Int
    let version: HandlerVersion
    var everywhere = Standing.notPublished
    /// What differs from `everywhere`, by region.
    var exceptions: [(region: Int, standing: Standing)] = []
  }

  /// A few dozen in a stream, so that a search from the end, where the newest are, is quick.
  private var releases: [Release] = []

  /// Publishes or withdraws a version in some regions, or in all of them.
  mutating func set(_ standing: Standing, _ handler: Int, _ version: HandlerVersion, in regions: [Int]?) {
    let index: Int
    if let found = find(handler, version) {
      index = found
    } else {
      releases.append(Release(handler: handler, version: version))
      index = releases.count - 1
    }
    guard let regions else {
      releases[index].everywhere = standing
      releases[index].exceptions = []
      return
    }
    for region in regions {
      releases[index].exceptions.removeAll { $0.region == region }
      releases[index].exceptions.append((region, standing))
    }
  }

  func standing(_ handler: Int, _ version: HandlerVersion, in region: Int) -> Standing {
    guard let index = find(handler, version) else { return .notPublished }
    for exception in releases[index].exceptions where exception.region == region { return exception.standing }
    return releases[index].everywhere
  }

  /// Whether the version can be had in at least one region.
  func isPublishedSomewhere(_ handler: Int, _ version: HandlerVersion) -> Bool {
    guard let index = find(handler, version) else { return false }
    return releases[index].everywhere == .published
      || releases[index].exceptions.contains { $0.standing == .published }
  }

  private func find(_ handler: Int, _ version: HandlerVersion) -> Int? {
    releases.lastIndex { $0.handler == handler && $0.version == version }
  }
}
