public import FleetModel
public import RolloutOrchestrator

/// What a recorder needs of a batch that starts. It is flat, so that ten thousand of them can wait to be fetched while the
/// lists of their VMs are let go.
public struct StartedBatch: Sendable, Equatable {
  /// Simulated time.
  public let time: Instant
  private let rolloutID: Int32
  private let groupIndex: Int32
  private let size: Int32
  private let commonDomain: Int16
  private let commonZone: Int16

  /// The rollout that leads the run.
  public var rollout: RolloutID { Int(rolloutID) }
  /// The group.
  public var group: GroupIndex { Int(groupIndex) }
  /// How many VMs.
  public var count: Int { Int(size) }
  /// The update domain, nil if the VMs have none or differ.
  public var updateDomain: Int? { commonDomain < 0 ? nil : Int(commonDomain) }
  /// The zone from 1, nil if the VMs have none or differ.
  public var zone: Int? { commonZone == 0 ? nil : Int(commonZone) }

  /// The facts of a batch. No initializer, since those take copies of what they are given, and a fleet is large.
  @inline(__always)
  public static func of(_ batch: BatchStart, at time: Instant, _ fleet: Fleet) -> StartedBatch {
    let common = fleet.commonPlace(of: batch.machines)
    return StartedBatch(
      time: time, rolloutID: Int32(truncatingIfNeeded: batch.rollout),
      groupIndex: Int32(truncatingIfNeeded: batch.group), size: Int32(truncatingIfNeeded: batch.machines.count),
      commonDomain: Int16(truncatingIfNeeded: common.updateDomain ?? -1),
      commonZone: Int16(truncatingIfNeeded: common.zone))
  }
}
