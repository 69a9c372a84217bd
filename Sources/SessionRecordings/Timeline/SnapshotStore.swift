import FleetModel
import FleetSession

/// A bounded number of moments that a seek can start from, spaced by the work that lies between them. When they take too
/// much, the one goes whose neighbours are closest, so a session of any length keeps to its memory.
struct SnapshotStore: Sendable {
  private var arena = PageArena()
  private var snapshots: [KeptSnapshot] = []
  /// What snapshots of an index share; nil where there is none.
  private var shelf: ShelfReader?
  /// Work between two snapshots that are taken while time passes by itself, in events.
  private(set) var spacing: Int
  /// The same where somebody seeks, while there is room.
  private let closeSpacing: Int
  private let budget: Int
  /// What they may take just now.
  private var allowance: Int
  /// How much work it was to come to the two that a journey left last: they stay whatever they take.
  private var trail: [Int] = []
  /// Where one was taken last for which there was no room at all, in events.
  private var roomlessEffort = 0
  /// What the columns of the start take.
  private let columnBytes: Int

  /// Whose snapshots they are, which says how much of the time may be spent on taking them.
  enum Purpose {
    /// A recording is read ahead once, and sought in often.
    case recording
    /// A live session must not be held up. Taking a snapshot reads its columns once.
    case live
  }

  /// Never closer than this: a seek over as many events takes about a millisecond.
  static let firstSpacing = 1_000
  /// More than this many would be closer than anyone can point.
  static let mostSnapshots = 512
  /// Bytes of columns for each event of a recording's spacing: a day of a million VMs just fits the budget.
  static let denseBytesPerEvent = 440
  /// Events between two snapshots of a live session at first: a seek over as many takes some 20 ms.
  static let firstLiveSpacing = 30_000
  /// Bytes of columns for each event of a live session's spacing: with a million VMs a seek takes a frame's time at most, and
  /// taking snapshots a ninth of what the engine takes at full speed.
  static let liveBytesPerEvent = 160

  /// - Parameter budget: bytes that the snapshots may take. The first one is kept whatever it takes.
  init(start: Playback, budget: Int, for purpose: Purpose) {
    (self.budget, allowance) = (budget, budget)
    let first = Snapshot(of: start, after: nil, into: &arena)
    closeSpacing = max(Self.firstSpacing, first.columnBytes / Self.denseBytesPerEvent)
    spacing = purpose == .live ? Self.liveSpacing(first.columnBytes) : closeSpacing
    snapshots = [KeptSnapshot(first)]
    columnBytes = first.columnBytes
  }

  private static func liveSpacing(_ bytes: Int) -> Int { max(firstLiveSpacing, bytes / liveBytesPerEvent) }

  /// How many there are.
  var count: Int { snapshots.count }

  /// An estimate of what they take.
  var bytes: Int {
    arena.bytes + snapshots.reduce(0) { $0 + $1.head.bytesBesidePages } + sharedTableBytes
  }

  /// Snapshots that share a table are neighbours, so it is counted where it comes first.
  private var sharedTableBytes: Int {
    var bytes = 0
    var before: [SharedTable] = []
    for snapshot in snapshots {
      for (place, table) in snapshot.head.sharedTables.enumerated()
      where place >= before.count || before[place] != table {
        bytes += table.bytes
      }
      before = snapshot.head.sharedTables
    }
    return bytes
  }

  /// Whether a state, which was so much work to come to, is far enough from the snapshots around it to become one.
  func wants(_ effort: Int, spacing: Int) -> Bool {
    let place = firstIndex { $0.head.effort > effort }
    return effort - snapshots[place - 1].head.effort >= spacing
      && (effort < roomlessEffort || effort - roomlessEffort >= spacing)
      && (place == snapshots.count || snapshots[place].head.effort - effort >= spacing / 2)
  }

  /// The same where somebody seeks: there is none to spare once it is a matter of dropping others.
  func wantsWhileSeeking(_ effort: Int) -> Bool {
    wants(effort, spacing: closeSpacing) && snapshots.count < Self.mostSnapshots && bytes + spare < allowance
  }

  /// Twice what the snapshots so far take on average.
  private var spare: Int { 2 * bytes / snapshots.count }

  /// Keeps a copy.
  mutating func add(_ playback: Playback) {
    insert(playback)
    fit()
  }

  private mutating func insert(_ playback: Playback) {
    let place = firstIndex { $0.head.effort > playback.session.effort }
    let snapshot = Snapshot(of: playback, after: snapshot(at: place - 1), into: &arena)
    snapshots.insert(KeptSnapshot(snapshot), at: place)
  }

  private mutating func fit() {
    while snapshots.count > 1, snapshots.count > Self.mostSnapshots || bytes > allowance, dropOne() {}
  }

  private mutating func remove(at place: Int) {
    for page in snapshots.remove(at: place).pages { arena.release(page) }
  }

  /// Drops the one, but for the first and a journey's trail, without which the way from the one before it to the one behind
  /// it is shortest; false if there is none. Those that come are spaced as it leaves these, so that in time all are. Where
  /// there is room for the first alone, the next is tried after twice the work, so that trying costs ever less.
  private mutating func dropOne() -> Bool {
    var least = Int.max
    var place = snapshots.count - 1
    for middle in 1..<max(1, snapshots.count - 1) where !trail.contains(snapshots[middle].head.effort) {
      let way = snapshots[middle + 1].head.effort - snapshots[middle - 1].head.effort
      if way < least { (least, place) = (way, middle) }
    }
    guard !trail.contains(snapshots[place].head.effort) else { return false }
    if least == .max { (roomlessEffort, least) = (snapshots[place].head.effort, 2 * spacing) }
    remove(at: place)
    spacing = max(spacing, least)
    return true
  }

  /// Drops those behind a time, which a fork does not share, and keeps to a live session's spacing from there on.
  mutating func fork(after time: Instant) {
    trail = []
    allowance = budget
    keep { $0.head.now <= time }
    spacing = max(spacing, Self.liveSpacing(columnBytes))
  }

  /// The first one always stays.
  private mutating func keep(_ isKept: (KeptSnapshot) -> Bool) {
    let all = snapshots
    snapshots = []
    for snapshot in all {
      if isKept(snapshot) || snapshots.isEmpty {
        snapshots.append(snapshot)
      } else {
        for page in snapshot.pages { arena.release(page) }
      }
    }
  }

  // MARK: Journeys

  /// Whether a journey that came so far leaves a snapshot there.
  func wantsTrail(_ effort: Int) -> Bool {
    let place = firstIndex { $0.head.effort > effort }
    return effort - snapshots[place - 1].head.effort >= closeSpacing
  }

  /// Keeps a copy of where a journey is, and the one before; older ones stay where they are so far apart.
  mutating func leaveTrail(_ playback: Playback, keeping spacing: Int) {
    insert(playback)
    trail.append(playback.session.effort)
    if trail.count > Self.trailLength {
      let effort = trail.removeFirst()
      let place = place(atEffort: effort)
      if snapshots[place].head.effort == effort, effort - snapshots[place - 1].head.effort < spacing {
        remove(at: place)
      }
    }
    fit()
  }

  /// One may lie right before the end of the journey, where few events are between.
  private static let trailLength = 2

  /// They may take so much for a while.
  mutating func grow(to bytes: Int) { allowance = max(budget, bytes) }

  /// They may no longer.
  mutating func shrink() {
    trail = []
    allowance = budget
    fit()
    arena.compact()
  }

  /// The one at the start.
  var first: Snapshot {
    guard case .taken(let snapshot) = snapshots[0].form else {
      preconditionFailure("the first one is read with the index")
    }
    return snapshot
  }

  /// The place of the last one at or before a time.
  func place(before time: Instant) -> Int { max(1, firstIndex { $0.head.now > time }) - 1 }

  /// The place of the last one with fewer events than a number.
  func place(beforeEvent number: Int) -> Int { max(1, firstIndex { $0.head.eventCount >= number }) - 1 }

  /// The place of the last one that was not more work to come to.
  func place(atEffort effort: Int) -> Int { max(1, firstIndex { $0.head.effort > effort }) - 1 }

  /// What is known of the one at a place.
  func head(at place: Int) -> SnapshotHead { snapshots[place].head }

  /// The one at a place. One of an index that cannot be read is let go, and the one before it taken.
  mutating func snapshot(at place: Int) -> Snapshot {
    switch snapshots[place].form {
    case .taken(let snapshot): return snapshot
    case .filed(let bytes):
      if shelf != nil, let snapshot = try? SnapshotForm.snapshot(from: bytes, snapshots[place], on: &shelf!) {
        snapshots[place] = KeptSnapshot(snapshot)
        return snapshot
      }
      precondition(place > 0, "the first one is read with the index")
      for page in snapshots.remove(at: place).pages { arena.release(page) }
      return self.snapshot(at: place - 1)
    }
  }

  /// The playback as it was at a snapshot.
  func restore(_ snapshot: Snapshot, steps: [ReplayStep], reusing old: inout Playback?) -> Playback {
    snapshot.restore(from: arena, steps: steps, reusing: &old)
  }

  private func firstIndex(where isBehind: (KeptSnapshot) -> Bool) -> Int {
    var low = 0
    var high = snapshots.count
    while low < high {
      let middle = (low + high) / 2
      if isBehind(snapshots[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension SnapshotStore {
  /// Writes all snapshots.
  ///
  /// - Parameter start: the playback at the start of time.
  func file(in index: IndexWriter) throws {
    guard case .taken(let first) = snapshots[0].form else { throw IndexWriter.Failure() }
    let shelf = ShelfWriter(start: first.rest)
    try index.put(number: snapshots.count)
    for kept in snapshots {
      guard case .taken(let snapshot) = kept.form else { throw IndexWriter.Failure() }
      try index.put(StateEncoder.bytes(of: kept.head))
      try index.put(kept.pages)
      try index.put(SnapshotForm.bytes(of: snapshot, on: shelf))
    }
    try shelf.file(in: index)
    try arena.file(in: index)
  }

  /// Takes the snapshots of an index in place of the first one, which is all there is.
  mutating func adopt(_ index: IndexReader) throws {
    let start = snapshot(at: 0).rest
    var filed: [KeptSnapshot] = []
    for _ in 0..<(try index.count()) {
      let head = try StateDecoder.value(SnapshotHead.self, from: index.bytes())
      filed.append(KeptSnapshot(head, try index.numbers(), filed: try index.bytes()))
    }
    var shelf = try ShelfReader(start: start, from: index)
    let arena = try PageArena(from: index)
    guard let first = filed.first, case .filed(let bytes) = first.form else { throw IndexReader.Failure() }
    filed[0] = KeptSnapshot(try SnapshotForm.snapshot(from: bytes, first, on: &shelf))
    snapshots = filed
    self.shelf = shelf
    self.arena = arena
  }
}
