public import FleetModel
public import RolloutOrchestrator

/// What a recorder needs of a batch that starts. It is flat, so that ten thousand of them can wait to be fetched while the
/// lists of their VMs are let go.
public struct StartedBatch: Sendable, Equatable, Codable {
  /// Simulated time.
  public let time: Instant
  /// The rollout that leads the run.
  public let rollout: RolloutID
  /// The group.
  public let group: GroupIndex
  /// How many VMs.
  public let count: Int
  /// The update domain, nil if the VMs have none or differ.
  public let updateDomain: Int?
  /// The zone from 1, nil if the VMs have none or differ.
  public let zone: Int?

  /// The facts of a batch. No initializer, since those take copies of what they are given, and a fleet is large.
  public static func of(_ batch: BatchStart, at time: Instant, _ fleet: Fleet) -> StartedBatch {
    var (domain, zone) = (Int?.none, 0)
    if let first = batch.machines.first {
      domain = fleet.updateDomain(of: first)
      zone = fleet.zone(of: first)
      for vm in batch.machines.dropFirst() {
        if domain != fleet.updateDomain(of: vm) { domain = nil }
        if zone != fleet.zone(of: vm) { zone = 0 }
      }
    }
    return StartedBatch(
      time: time, rollout: batch.rollout, group: batch.group, count: batch.machines.count, updateDomain: domain,
      zone: zone == 0 ? nil : zone)
  }
}
