import FleetSession

/// A snapshot as an index holds it, but for head and pages: the session with nothing of what snapshots share, and what it
/// takes to put that in again.
struct SnapshotForm: Codable {
  private let columns: [StoredColumn]
  private let packed: [PackedColumn]
  private let agreed: Int
  private let next: Int
  private let settled: [Int]
  private let session: Session

  /// The bytes of a snapshot. What it shares with others goes on the shelf.
  static func bytes(of snapshot: Snapshot, on shelf: ShelfWriter) throws -> [UInt8] {
    var session = snapshot.rest.session
    var taking = SharedPartsTaking(snapshot, shelf)
    session.visitColumns(&taking)
    if let failure = taking.failure { throw failure }
    let form = SnapshotForm(
      columns: snapshot.columns, packed: snapshot.packed, agreed: snapshot.rest.agreed, next: snapshot.rest.next,
      settled: taking.settled, session: session)
    return try StateEncoder.bytes(of: form) + taking.tables.sink.bytes
  }

  /// The snapshot whose bytes these are.
  static func snapshot(
    from bytes: [UInt8], _ kept: KeptSnapshot, on shelf: inout ShelfReader
  ) throws -> Snapshot {
    let decoder = StateDecoder(source: StateSource(bytes))
    let form = try decoder.take(SnapshotForm.self)
    var session = form.session
    var giving = SharedPartsGiving(form.settled, decoder, shelf)
    session.visitColumns(&giving)
    shelf = giving.shelf
    if let failure = giving.failure { throw failure }
    return Snapshot(
      head: kept.head, rest: shelf.start.standing(at: session, next: form.next, agreed: form.agreed),
      columns: form.columns, pages: kept.pages, packed: form.packed, settled: giving.addresses, tables: giving.tables)
  }
}
