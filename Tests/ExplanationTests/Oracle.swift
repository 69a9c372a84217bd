import FleetModel
import FleetSession
import RolloutOrchestrator
import SwarmFuzz

/// A made-up run, looked at now and then.
struct Oracle {
  var session: Session
  var ledger = Ledger()
  var faults: [String] = []
  var checked = 0
  private var left: Int

  var fleet: Fleet { session.fleet }
  var live: [Rollout] { session.orchestrator.rollouts.filter(\.isLive) }

  init(seed: UInt64, moments: Int) {
    session = Session(plan: FuzzRun.plan(seed: seed), seed: seed)
    left = moments
  }

  mutating func advance() -> Bool {
    guard left > 0, session.nextInstant.map({ $0 < FuzzRun.horizon }) ?? false else { return false }
    left -= 1
    session.advance(to: FuzzRun.horizon, atMost: 1 + left % 4 * 17)
    for event in session.takeEvents() { event.forEachTold { ledger.read($0, session) } }
    return true
  }

  mutating func expect(_ isSo: Bool, _ text: @autoclosure () -> String) {
    checked += 1
    if !isSo { faults.append("t=\(session.now): \(text())") }
  }

  func explain(_ vm: VMIndex, _ id: RolloutID) -> Explanation {
    session.orchestrator.explain(machine: vm, in: id, fleet, at: session.now)
  }

  func explain(group: GroupIndex, _ id: RolloutID) -> Explanation {
    session.orchestrator.explain(group: group, in: id, fleet, at: session.now)
  }

  func existing(_ group: GroupIndex) -> [VMIndex] { fleet.members(of: group).filter { fleet.exists($0) } }

  func isFlying(_ vm: VMIndex, _ id: RolloutID) -> Bool { session.orchestrator.attempt(on: vm)?.rollout == id }
}
