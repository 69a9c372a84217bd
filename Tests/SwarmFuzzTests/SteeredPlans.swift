import FleetModel
import FleetSession
import FleetSimulator
import RolloutOrchestrator
import TestSupport

/// Plans that lead to what random fleets rarely show. Each seed draws different luck over the same fleet.
enum SteeredPlan {
  /// The plan under which a breach can show; nil where any made-up fleet may.
  static func plan(for sabotage: Sabotage) -> FleetPlan? {
    switch sabotage {
    case .phaseAt99Percent: largePhase()
    case .optOutAtTheNextBatch: optOutInABatch()
    case .sharedRandomStream: twin(failing: true)
    default: nil
    }
  }

  /// Two phases, the first of 200 VMs of which about one in a hundred fails (R22).
  static func largePhase() -> FleetPlan {
    let regions = [Region(name: "east", zoneCount: 0), Region(name: "west", zoneCount: 0)]
    var sketch = FleetSketch(regions: regions, phases: [[0], [1]], publishes: false)
    sketch.add(of: 200, region: 0)
    sketch.add(of: 5, region: 1)
    sketch.publish(HandlerVersion(1, 1), at: Span.minute) { $0.installFailure = 5_000 }
    return sketch.plan
  }

  /// Two extensions a VM; the owner opts out of the second while the first is in flight (R11). The first batch began
  /// before the second version was published, so it is the second batch that matters.
  static func optOutInABatch() -> FleetPlan {
    var sketch = FleetSketch(handlers: ["Backup", "Monitor"])
    sketch.add(of: 10)
    sketch.at(FleetSketch.publishTime + 125 * Span.second, .setAutomatic(handler: 1, isOn: false, scope: .group(0)))
    return sketch.plan
  }

  /// I18: all installs of the first extension fail, or all succeed; the second has luck of its own.
  static func twin(failing: Bool) -> FleetPlan {
    var sketch = FleetSketch(handlers: ["Backup", "Monitor"], publishes: false)
    sketch.add(of: 12)
    sketch.add(.availabilitySet, of: 6) { $1.domain = $0 % 3 }
    sketch.add(.standalone, of: 4)
    sketch.publish(HandlerVersion(1, 1), of: 0, at: Span.minute) { $0.installFailure = failing ? 1_000_000 : 0 }
    sketch.publish(HandlerVersion(1, 1), of: 1, at: Span.minute) {
      $0.installFailure = 200_000
      $0.unhealthy = 200_000
    }
    return sketch.plan
  }
}
