import FleetModel

/// What a snapshot is found by, and what it takes.
struct SnapshotHead: Sendable, Codable {
  /// Simulated time.
  let now: Instant
  /// How many events there had been.
  let eventCount: Int
  /// How much work it was to come there, in events.
  let effort: Int
  /// An estimate of what it keeps alive beside its pages and shared tables.
  let bytesBesidePages: Int
  /// Which shared tables it keeps alive.
  let sharedTables: [SharedTable]
}

/// A snapshot in its place, or what an index says of it until it is needed.
struct KeptSnapshot: Sendable {
  let head: SnapshotHead
  let pages: [UInt32]
  let form: Form

  enum Form: Sendable {
    case taken(Snapshot)
    /// All but head and pages.
    case filed([UInt8])
  }

  init(_ snapshot: Snapshot) {
    head = snapshot.head
    pages = snapshot.pages
    form = .taken(snapshot)
  }

  init(_ head: SnapshotHead, _ pages: [UInt32], filed: [UInt8]) {
    self.head = head
    self.pages = pages
    form = .filed(filed)
  }
}
