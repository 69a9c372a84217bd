import FleetModel

/// Names as quoted JSON bytes, made once.
struct NameBytes: Sendable {
  let regions: [[UInt8]]
  let subscriptions: [[UInt8]]
  let handlers: [[UInt8]]
  private let groups: [[UInt8]]
  private var versions: [[[UInt8]]]

  init(_ fleet: Fleet) {
    regions = fleet.regions.map { JSONText.quoted($0.name) }
    subscriptions = fleet.subscriptions.map { JSONText.quoted($0.name) }
    handlers = fleet.handlers.map { JSONText.quoted($0.name) }
    groups = fleet.groups.indices.map { JSONText.quoted(fleet.name(ofGroup: $0)) }
    versions = Array(repeating: [], count: fleet.handlers.count)
  }

  func group(_ group: GroupIndex) -> [UInt8] { groups[group] }

  /// The group's name without its quotes.
  func bareGroup(_ group: GroupIndex) -> ArraySlice<UInt8> { groups[group].dropFirst().dropLast() }

  mutating func version(_ handler: HandlerIndex, _ version: VersionIndex, _ fleet: Fleet) -> [UInt8] {
    while versions[handler].count <= version {
      versions[handler].append(JSONText.quoted(fleet.handlers[handler].versions[versions[handler].count].description))
    }
    return versions[handler][version]
  }
}
