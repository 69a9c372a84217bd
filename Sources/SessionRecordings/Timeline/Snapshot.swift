import FleetModel
import FleetSession

/// A moment that a seek can start from: the state without its large columns, and the pages of those.
struct Snapshot: Sendable {
  let head: SnapshotHead
  /// The playback with empty columns.
  let rest: Playback
  let columns: [StoredColumn]
  let pages: [UInt32]
  let packed: [PackedColumn]
  let settled: [UInt]
  let tables: [any Sendable]

  /// What the columns take that are kept as pages.
  var columnBytes: Int { columns.reduce(0) { $0 + $1.byteCount } }

  /// The playback as it was. Memory of `old`, which is gone afterwards, is used again where it fits.
  func restore(from arena: PageArena, steps: [ReplayStep], reusing old: inout Playback?) -> Playback {
    var salvage = ColumnSalvage()
    old?.session.visitColumns(&salvage)
    old = nil
    var playback = rest
    playback.steps = steps
    var restoring = ColumnRestore(self, arena, reusing: salvage)
    salvage = ColumnSalvage()
    playback.session.visitColumns(&restoring)
    return playback
  }
}

extension Snapshot {
  /// Takes one. Events that were not taken yet are no part of it.
  init(of playback: Playback, after previous: Snapshot?, into arena: inout PageArena) {
    var rest = playback
    _ = rest.takeEvents()
    rest.session.keepsEvents = true
    rest.steps = []
    var capture = ColumnCapture(arena, after: previous, eventCount: rest.session.eventCount)
    arena = PageArena()
    rest.session.visitColumns(&capture)
    arena = capture.arena
    let besidePages =
      rest.session.restBytes + capture.settledBytes + capture.tableBytes
      + capture.pages.count * MemoryLayout<UInt32>.stride + capture.packed.reduce(0) { $0 + $1.size }
    self.init(
      head: SnapshotHead(
        now: rest.now, eventCount: rest.session.eventCount, effort: playback.session.effort,
        bytesBesidePages: besidePages, sharedTables: capture.sharedTables),
      rest: rest, columns: capture.columns, pages: capture.pages, packed: capture.packed, settled: capture.settled,
      tables: capture.tables)
  }
}
