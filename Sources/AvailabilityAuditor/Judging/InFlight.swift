// What may be in flight together, judged at each start (I2, I9 to I14).
extension AvailabilityAuditor {
  func zoneText(_ zone: Int) -> String { zone == 0 ? "none" : zoneNames[zone] }

  /// I2, I9, I10 of the group whose VM just started.
  mutating func judgeGroupInFlight(_ group: Int, _ what: String) {
    let set = groups[group]
    // A scale-in may leave more in flight than the set now allows; then nothing new starts.
    let cap = min(set.cap, set.batchLimit)
    if !holds(2, set.inFlight <= cap) {
      report(
        "I2",
        "\(what): VMs in flight <= max(1, cap x N) fails over all updates: in flight \(set.inFlight), allowed \(cap), N "
          + "\(set.count), cap \(set.batchPercent) %")
    }
    guard set.isSet else { return }
    if !holds(9, set.updateDomains.distinct <= 1) {
      report("I9", "\(what): update domains \(set.updateDomains.present) are in flight together (-1 is none)")
    }
    if set.count >= 2, !holds(10, set.inFlight < set.count) {
      report("I10", "\(what): all \(set.count) VMs of the set are in flight")
    }
  }

  /// I11: one zone of a region at a time; I13: never both of a pair.
  mutating func judgeRegion(of vm: Int, in rollout: Int, _ what: String) {
    let region = Int(machines.region[vm])
    let lanes = policy.isSameUpdateScope ? rollouts[rollout].lanes : lanes
    if !holds(11, lanes.zoneCount(of: region) <= 1) {
      let zones = lanes.zones(of: region).map(zoneText).joined(separator: ", ")
      report("I11", "\(what): zones \(zones) of region \(regionNames[region]) are in flight together")
    }
    for other in pairs[region] where other != region {
      if !holds(13, lanes.count(in: other) == 0) {
        report(
          "I13",
          "\(what): region \(regionNames[region]) and its pair \(regionNames[other]) are in flight together, the latter "
            + "with \(lanes.count(in: other)) VMs")
      }
    }
  }

  /// I12, R22a: all of a rollout's in-flight regions are in one phase.
  mutating func judgePhases(of rollout: Int, _ what: String) {
    guard !holds(12, rollouts[rollout].busyPhases <= 1) else { return }
    let phases = rollouts[rollout].phases.indices.filter { rollouts[rollout].phases[$0].inFlight > 0 }
    report("I12", "\(what): phases \(phases.map { $0 + 1 }) of the rollout are in flight together")
  }

  /// I14: a part of a subscription's standalone VMs in each region and zone, and never all of them.
  mutating func judgeStandalone(_ vm: Int, _ what: String) {
    let lane = Int(machines.lane[vm])
    guard lane >= 0 else { return }
    let subscription = Int(machines.subscription[vm])
    let count = standalone.count[lane]
    let inFlight = standalone.inFlight[lane]
    let allowed = max(1, policy.batchPercent * count / 100)
    if !holds(14, inFlight <= allowed) {
      report(
        "I14",
        "\(what): \(inFlight) of \(count) standalone VMs of subscription \(subscriptionNames[subscription]) in one region "
          + "and zone are in flight, allowed \(allowed)")
    }
    let all = standalone.subscriptionCount[subscription]
    if all >= 2, !holds(14, standalone.subscriptionInFlight[subscription] < all) {
      report(
        "I14", "\(what): all \(all) standalone VMs of subscription \(subscriptionNames[subscription]) are in flight")
    }
  }
}
