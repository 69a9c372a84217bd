import FleetModel
import FleetSession
import RolloutOrchestrator
import SwarmFuzz
import Testing

@testable import SessionRecordings

@Suite struct SnapshotTests {
  private static let horizon = 12 * Span.hour

  /// What is told from a state to the horizon.
  private func rest(of session: Session) -> [String] {
    var session = session
    _ = session.takeEvents()
    session.advance(to: Self.horizon)
    return session.takeEvents().map { "\($0)" }
  }

  @Test("a state that was sought goes on as the run does, event by event, over made-up fleets", arguments: 1...24)
  func futures(seed: UInt64) throws {
    let plan = FuzzRun.plan(seed: seed)
    var timeline = Timeline(plan: plan, seed: seed, until: Self.horizon)
    timeline.readAhead()
    var moved = try timeline.seek(to: Self.horizon)
    for part in [7, 2, 11, 0, 5] {
      let time = Self.horizon * Instant(part) / 12 + Instant(seed)
      var straight = Session(plan: plan, seed: seed)
      straight.advance(to: time)
      let future = rest(of: straight)
      let sought = try timeline.seek(to: time)
      #expect(sought.now == time && sought.session.digest == straight.digest)
      #expect(sought.session.eventCount == straight.eventCount)
      #expect(rest(of: sought.session) == future)
      try timeline.move(&moved, to: time)
      #expect(moved.session.digest == straight.digest)
      #expect(rest(of: moved.session) == future)
    }
  }

  @Test("a playback that is moved does not disturb a copy that somebody kept")
  func copies() throws {
    let plan = FuzzRun.plan(seed: 3)
    var timeline = Timeline(plan: plan, seed: 3, until: Self.horizon)
    timeline.readAhead()
    var moved = try timeline.seek(to: 9 * Span.hour)
    let kept = moved.session
    let future = rest(of: kept)
    try timeline.move(&moved, to: Span.hour)
    try timeline.move(&moved, to: 2 * Span.hour)
    #expect(rest(of: kept) == future)
  }

  @Test("where there is room for the first snapshot alone, others are tried ever more rarely")
  func noRoom() throws {
    let plan = FuzzRun.plan(seed: 5)
    let start = Playback(plan: plan, seed: 5, keepsEvents: true)
    var store = SnapshotStore(start: start, budget: 0, for: .recording)
    var playback = start
    var tries: [Int] = []
    for step in 1...4_000 {
      try playback.advance(to: Instant(step) * Span.minute)
      _ = playback.takeEvents()
      let effort = playback.session.effort
      guard store.wants(effort, spacing: store.spacing / 100) else { continue }
      tries.append(effort)
      store.add(playback)
      #expect(store.count == 1)
    }
    #expect(tries.count > 2)
    let ways = zip(tries.dropFirst(), tries).map { $0 - $1 }
    #expect(zip(ways.dropFirst(), ways).allSatisfy { $0 > $1 }, "ever further apart: \(ways)")
  }

  @Test("beyond their budget snapshots go where they are closest, one by one, and the others stay exact")
  func budget() throws {
    let plan = FuzzRun.plan(seed: 5)
    let start = Playback(plan: plan, seed: 5, keepsEvents: true)
    let first = SnapshotStore(start: start, budget: 0, for: .recording).bytes
    var store = SnapshotStore(start: start, budget: first + 60_000, for: .recording)
    var playback = start
    var digests: [Instant: Digest] = [:]
    var taken = 1
    for step in 1...4_000 {
      try playback.advance(to: Instant(step) * Span.minute)
      _ = playback.takeEvents()
      guard store.wants(playback.session.effort, spacing: store.spacing / 100) else { continue }
      store.add(playback)
      taken += 1
      digests[playback.now] = playback.session.digest
      #expect(store.bytes <= first + 60_000)
    }
    #expect(store.count > 1 && store.count < taken)
    #expect(store.head(at: store.place(before: 0)).now == 0)
    let last = store.snapshot(at: store.place(before: .max))
    var nothing: Playback?
    #expect(store.restore(last, steps: [], reusing: &nothing).session.digest == digests[last.head.now])
    let efforts = (0..<store.count).map { store.head(at: $0).effort }
    let ways = zip(efforts.dropFirst(), efforts).map { $0 - $1 }
    #expect((ways.max() ?? 0) * ways.count <= 5 * (efforts.last ?? 0), "about evenly spaced: \(ways)")
  }

  /// Twelve thousand VMs of which nobody wants anything before the fifth second.
  static let large = Scene.fleet.replacing("capacity: 6", with: "capacity: 1000").replacing(
    "count: 2", with: "count: 12")

  @Test("right behind an instant that starts a rollout there is a snapshot, so that no seek looks at every VM again")
  func heavyInstants() throws {
    let plan = try Scene.plan(Self.large)
    var session = Session(plan: plan, seed: 7)
    session.advance(to: 4_999)
    let before = session.effort
    session.advance(to: 5_000)
    #expect(session.orchestrator.rollouts.count == 1)
    #expect(session.effort - before >= plan.fleet.machineIndices.count / 10)
    var store = SnapshotStore(
      start: Playback(plan: plan, seed: 7, keepsEvents: true), budget: 1 << 30, for: .recording)
    #expect(store.wants(session.effort, spacing: store.spacing))
    store.add(Playback(at: session, steps: []))
    #expect(store.head(at: store.place(before: 5_000)).now == 5_000)
    #expect(store.head(at: store.place(before: 4_999)).now == 0)
  }

  @Test("before a stretch in which nothing happens there is a snapshot, so that a seek into it runs through little")
  func quietStretches() throws {
    let plan = try Scene.plan(Self.large)
    var timeline = Timeline(plan: plan, seed: 7, until: 8 * Span.day)
    timeline.readAhead()
    var session = Session(plan: plan, seed: 7, keepsEvents: false)
    var stretches = 0
    while let next = session.nextInstant, next <= 8 * Span.day {
      if next - session.now >= Span.hour, session.eventCount > SnapshotStore.firstSpacing {
        stretches += 1
        let place = timeline.snapshots.place(before: session.now + Span.hour / 2)
        let left = session.effort - timeline.snapshots.head(at: place).effort
        #expect(left < SnapshotStore.firstSpacing / 10, "at \(session.now)")
      }
      session.advance(to: next, atMost: 1)
    }
    #expect(stretches > 0)
  }

  @Test("every column as long as the fleet is shown to visitors, so that snapshots share it")
  func columns() throws {
    // More VMs than anything else that a session counts.
    let fleet = Scene.fleet.replacing("count: 2", with: "count: 1").replacing("capacity: 6", with: "capacity: 700")
    let plan = try Scene.plan(fleet)
    var session = Session(plan: plan, seed: 1)
    session.advance(to: Span.hour)
    var arena = PageArena()
    let snapshot = Snapshot(of: Playback(at: session, steps: []), after: nil, into: &arena)
    var seen = SettledColumns()
    var rest = snapshot.rest.session
    rest.visitColumns(&seen)
    let long = longCollections(in: snapshot.rest.session, "session", longerThan: 699)
    #expect(seen.longCount > 0)
    #expect(long.count == seen.longCount, "not shown: among \(long)")
  }

  private func longCollections(in value: Any, _ path: String, longerThan limit: Int) -> [String] {
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .collection || mirror.displayStyle == .dictionary || mirror.displayStyle == .set {
      if mirror.children.count > limit { return [path] }
    }
    return mirror.children.enumerated().flatMap { index, child in
      longCollections(in: child.value, "\(path).\(child.label ?? String(index))", longerThan: limit)
    }
  }

  private struct SettledColumns: ColumnVisitor {
    var longCount = 0
    mutating func visit<Element: BitwiseCopyable & Sendable>(_ column: inout [Element]) {}
    mutating func visitChurning<Element: BitwiseCopyable & Sendable>(_ column: inout [Element]) {}
    mutating func visitTable<Value: Sendable & Codable>(
      _ table: inout [Int: Value], _ operations: TableOperations<Value>
    ) {}
    mutating func visitSettled<Element: Sendable & Codable>(_ column: inout [Element]) {
      if column.count > 699 { longCount += 1 }
    }
  }

  @Test("pages come back as they were, are kept once, as their difference where that is small, and are let go")
  func pages() {
    var arena = PageArena()
    var bytes = (0..<PageArena.pageBytes).map { UInt8(truncatingIfNeeded: $0 * 7) }
    func stored(like known: UInt32?) -> UInt32 { bytes.withUnsafeBytes { arena.store($0, like: known) } }
    func content(_ page: UInt32, _ count: Int = PageArena.pageBytes) -> [UInt8] {
      var room = [UInt8](repeating: 0, count: count)
      room.withUnsafeMutableBytes { arena.copy(page, to: $0) }
      return room
    }
    let first = stored(like: nil)
    let one = arena.bytes
    #expect(stored(like: first) == first)
    #expect(arena.bytes == one)
    let original = bytes
    bytes[1_000] = 99
    let second = stored(like: first)
    #expect(second != first && arena.bytes < 2 * one)
    #expect(content(second) == bytes && content(first) == original)
    #expect(stored(like: second) == second)
    #expect(content(second, 1_001) == Array(bytes[..<1_001]))
    bytes[0] = 77
    let third = stored(like: second)
    #expect(content(third) == bytes && third != second)
    bytes = bytes.map { $0 &+ 1 }
    let fourth = stored(like: third)
    #expect(content(fourth) == bytes && content(first) == original)
    for page in [first, first, second, second, third, fourth] { arena.release(page) }
    #expect(arena.bytes == 0)
  }

  @Test("room that many released pages leave is given back, and the others stay what they are")
  func compacting() {
    var arena = PageArena()
    func content(of number: Int) -> [UInt8] {
      (0..<PageArena.pageBytes).map { UInt8(truncatingIfNeeded: ($0 ^ number) &* 40_503 >> 7 &+ number) }
    }
    let pages = (0..<3_000).map { number in content(of: number).withUnsafeBytes { arena.store($0, like: nil) } }
    let all = arena.bytes
    for (number, page) in pages.enumerated() where number % 7 != 3 { arena.release(page) }
    arena.compact()
    #expect(arena.bytes < all / 6)
    let more = (3_000..<3_600).map { number in content(of: number).withUnsafeBytes { arena.store($0, like: nil) } }
    for (number, page) in Array(zip(0..., pages)).filter({ $0.0 % 7 == 3 }) + Array(zip(3_000..., more)) {
      var bytes = [UInt8](repeating: 0, count: PageArena.pageBytes)
      bytes.withUnsafeMutableBytes { arena.copy(page, to: $0) }
      #expect(bytes == content(of: number))
    }
  }

  @Test("what differs between two pages makes the one the other, and nothing else", arguments: 0..<40)
  func changes(seed: UInt64) {
    func draw(_ index: Int, _ stream: UInt64, below limit: UInt64) -> Int {
      Int(KeyedDraw.draw(seed: seed, UInt64(index), stream, 0, below: limit))
    }
    let old = (0..<PageArena.pageBytes).map { UInt8(draw($0, 0, below: 256)) }
    var new = old
    for change in 0..<Int(seed) { new[draw(change, 1, below: UInt64(old.count))] = UInt8(draw(change, 2, below: 256)) }
    old.withUnsafeBytes { old in
      let changes = new.withUnsafeBytes { PageChanges(from: old, to: $0, atMost: 400)! }
      #expect(new.withUnsafeBytes { changes.lead(from: old, to: $0) })
      for count in [PageArena.pageBytes, 1_001] {
        var page = Array(old[..<count])
        page.withUnsafeMutableBytes { changes.apply(to: $0) }
        #expect(page == Array(new[..<count]))
      }
      var other = new
      for place in [0, old.count - 1, draw(0, 3, below: UInt64(old.count))] {
        other[place] ^= 1
        #expect(!other.withUnsafeBytes { changes.lead(from: old, to: $0) })
        other[place] ^= 1
      }
    }
  }

  @Test("the start of a live session's past is the run before anything happened, and goes on as the run did")
  func start() throws {
    let plan = FuzzRun.plan(seed: 5)
    var session = Session(plan: plan, seed: 5)
    var timeline = Timeline(following: session)
    session.advance(to: Self.horizon)
    timeline.follow(session.takeEvents(), session)
    let start = timeline.start()
    #expect(start.now == 0 && start.session.eventCount == 0)
    #expect(rest(of: start.session) == rest(of: Session(plan: plan, seed: 5)))
  }

  @Test("packed columns come back as they were, whatever their length")
  func packing() {
    for count in [0, 1, 7, 8, 9, 16, 1_003] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 % 5 == 0 ? $0 * 31 : 0) }
      let packed = bytes.withUnsafeBytes { PackedColumn($0, stride: 8) }
      var room = [UInt8](repeating: 1, count: count)
      room.withUnsafeMutableBytes { packed.unpack(to: $0) }
      #expect(room == bytes, "\(count) bytes")
    }
  }
}
