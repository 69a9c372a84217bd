import FleetModel
import RolloutOrchestrator

/// A gate as a bar and as figures, for a line of a board and for the answer to "why".
struct GateGauge {
  let gate: GateReading

  /// A bar of all there are: how far it is filled, and `|` where the limit lies.
  func bar(width: Int) -> String {
    guard gate.total > 0 else { return "[\(String(repeating: ".", count: width))]" }
    let filled = min(width, (gate.count * width + gate.total - 1) / gate.total)
    let limit = min(width - 1, gate.limit * width / gate.total)
    let cells = (0..<width).map { $0 == limit ? "|" : $0 < filled ? "#" : "." }
    return "[\(cells.joined())]"
  }

  /// `unhealthy 3 of 20, limit 4`.
  var figures: String {
    let count = Figures.grouped(gate.count)
    let total = Figures.grouped(gate.total)
    let limit = Figures.grouped(gate.limit)
    switch gate.rule {
    case .batch: return "in the open batch \(count) of \(total), limit \(limit)"
    case .unhealthyBefore: return "unhealthy \(count) of \(total), limit \(limit)"
    case .unhealthyDuring: return "unhealthy beside the batch \(count) of \(total), limit \(limit)"
    case .upgradedBad: return "upgraded \(total), bad \(count), limit \(limit)"
    case .subscriptionCap: return "standalone in flight \(count) of \(total), limit \(limit)"
    case .phaseSuccess: return "upgraded \(count) of \(total), needed \(limit)"
    }
  }
}
