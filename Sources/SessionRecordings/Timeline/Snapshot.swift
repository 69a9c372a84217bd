import FleetModel
import FleetSession

/// A moment that a seek can start from: the state without its large columns, and the pages of those.
struct Snapshot: Sendable {
  /// The playback with empty columns.
  let rest: Playback
  let columns: [StoredColumn]
  let pages: [UInt32]
  let packed: [PackedColumn]
  let settled: [UInt]
  let tables: [any Sendable]
  let sharedTables: [SharedTable]
  /// An estimate of what it keeps alive beside its pages and shared tables.
  let bytesBesidePages: Int

  var now: Instant { rest.now }
  var eventCount: Int { rest.session.eventCount }
  /// How much work it was to come there, in events.
  let effort: Int

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
    self.rest = rest
    effort = playback.session.effort
    columns = capture.columns
    pages = capture.pages
    packed = capture.packed
    settled = capture.settled
    tables = capture.tables
    sharedTables = capture.sharedTables
    bytesBesidePages =
      rest.session.restBytes + capture.settledBytes + capture.tableBytes + pages.count * MemoryLayout<UInt32>.stride
      + packed.reduce(0) { $0 + $1.size }
  }

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
