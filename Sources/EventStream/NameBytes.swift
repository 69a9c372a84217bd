import FleetModel

/// Names as quoted JSON bytes, made once, one behind the other.
struct NameBytes: Sendable {
  let regions: NameList
  let subscriptions: NameList
  let handlers: NameList
  let groups: NameList
  private var versions: [NameList]

  init(_ fleet: Fleet) {
    regions = NameList(fleet.regions.lazy.map(\.name))
    subscriptions = NameList(fleet.subscriptions.lazy.map(\.name))
    handlers = NameList(fleet.handlers.lazy.map(\.name))
    groups = NameList(fleet.groups.indices.lazy.map { fleet.name(ofGroup: $0) })
    versions = Array(repeating: NameList(), count: fleet.handlers.count)
  }

  /// Makes the names of a handler's versions that came since.
  mutating func learn(_ handler: HandlerIndex, _ version: VersionIndex, _ fleet: Fleet) {
    while versions[handler].count <= version {
      versions[handler].append(fleet.handlers[handler].versions[versions[handler].count].description)
    }
  }

  func version(_ handler: HandlerIndex, _ version: VersionIndex) -> ArraySlice<UInt8> { versions[handler][version] }
}

/// Quoted names in one array, so that reading one touches no other.
struct NameList: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = [0]

  init() {}

  init(_ names: some Sequence<String>) { for name in names { append(name) } }

  var count: Int { ends.count - 1 }

  mutating func append(_ name: String) {
    bytes += JSONText.quoted(name)
    ends.append(bytes.count)
  }

  /// A name in its quotes.
  subscript(place: Int) -> ArraySlice<UInt8> { bytes[ends[place]..<ends[place + 1]] }

  /// A name without them.
  func bare(_ place: Int) -> ArraySlice<UInt8> { bytes[ends[place] + 1..<ends[place + 1] - 1] }
}
