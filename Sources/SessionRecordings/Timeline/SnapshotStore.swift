import FleetModel
import FleetSession

/// A bounded number of moments that a seek can start from, spaced by events. When there are too many, every second one
/// goes and the spacing doubles, so a session of any length keeps to its memory.
struct SnapshotStore: Sendable {
  private var snapshots: [Playback]
  private var spacing: Int
  private let capacity: Int

  /// Events between two snapshots at first: a seek over as many takes about a millisecond.
  static let firstSpacing = 1_000
  /// More than this many would be closer than anyone can point.
  static let mostSnapshots = 512

  /// - Parameter budget: bytes that the snapshots may take.
  init(start: Playback, budget: Int) {
    snapshots = [start]
    spacing = Self.firstSpacing
    capacity = min(Self.mostSnapshots, max(2, budget / Self.bytes(of: start)))
  }

  /// An estimate of what one snapshot keeps alive. Measured: 37 bytes a VM with one handler.
  static func bytes(of playback: Playback) -> Int {
    let fleet = playback.session.fleet
    return 65_536 + fleet.machineIndices.count * (24 + 16 * fleet.handlers.count) + fleet.groups.count * 256
  }

  /// How many there are.
  var count: Int { snapshots.count }

  /// Whether a playback is far enough from the last snapshot to become one.
  func wants(_ eventCount: Int) -> Bool { eventCount - snapshots.last!.session.eventCount >= spacing }

  /// Keeps a copy. Its events must have been taken.
  mutating func add(_ playback: Playback) {
    snapshots.append(playback)
    guard snapshots.count > capacity else { return }
    snapshots = snapshots.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    spacing *= 2
  }

  /// Drops those behind a time, which a fork does not share.
  mutating func forget(after time: Instant) {
    snapshots = [snapshots[0]] + snapshots.dropFirst().filter { $0.now <= time }
  }

  /// The last one at or before a time.
  func nearest(to time: Instant) -> Playback {
    var low = 0
    var high = snapshots.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if snapshots[middle].now <= time { low = middle } else { high = middle }
    }
    return snapshots[low]
  }
}
