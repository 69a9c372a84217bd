import FleetModel

/// R12, R13, R18, R19, R21: the next batch of a group, from the VMs that could start now.
struct BatchPlanner {
  let group: GroupIndex
  let lane: Int
  /// R12's cap, already reduced by what the subscription allows (R19).
  let cap: Int
  /// R13 broken, by a test only.
  let mixesDomains: Bool

  /// The VMs of the batch in the order in which they are taken: one placement group, one update domain, at most `cap`.
  /// Where the set wants them, the sick ones come first and decide the update domain.
  func select(from candidates: borrowing Candidates, in fleet: Fleet) -> [VMIndex] {
    let zone = fleet.regions[fleet.groups[group].region].zone(lane: lane)
    let sickFirst = fleet.profile(ofGroup: group).policy.prioritizeUnhealthyInstances
    var best = Int.max
    var healthy: [VMIndex] = []
    var sick: [VMIndex] = []
    for vm in fleet.members(of: group) where fleet.zone(of: vm) == zone && candidates.contain(vm, in: fleet) {
      let isSick = sickFirst && fleet.health(of: vm).isBad
      let key = (mixesDomains ? 0 : fleet.domainKey(of: vm)) + (isSick ? 0 : 1 << 20)
      let domain = key & 0xF_FFFF
      if key < best {
        if best & 0xF_FFFF != domain {
          healthy.removeAll(keepingCapacity: true)
          sick.removeAll(keepingCapacity: true)
        }
        best = key
      }
      guard domain == best & 0xF_FFFF else { continue }
      if isSick { sick.append(vm) } else if healthy.count < cap { healthy.append(vm) }
    }
    return Array((sick + healthy).prefix(cap))
  }
}
