import FleetModel
import FleetSession
import RolloutOrchestrator
import TextCanvas

/// The gates of a set in one row: the rule, a bar with its limit, the figures. Bars go first where there is no room.
struct GateRow {
  /// Those that stop first.
  let gates: [GateReading]

  init(gates: [GateReading]) { self.gates = gates.filter { !$0.passes } + gates.filter(\.passes) }

  private static let gap = 3
  private static let barWidth = 10

  /// The gates that a row of this width has room for, as it shows them.
  func texts(width: Int) -> [String] {
    let full = gates.map {
      "\($0.rule.rawValue) \(GateGauge(gate: $0).bar(width: Self.barWidth)) \(GateGauge(gate: $0).figures)"
    }
    if Self.length(full) <= width { return full }
    var short = gates.map { "\($0.rule.rawValue) \(GateGauge(gate: $0).figures)" }
    while short.count > 1, Self.length(short) > width { short.removeLast() }
    return short
  }

  private static func length(_ texts: [String]) -> Int { texts.reduce(-gap) { $0 + $1.count + gap } }

  func draw(row: Int, into canvas: inout Canvas, _ area: Rect) {
    var column = 2
    for (text, gate) in zip(texts(width: area.width - 2), gates) {
      column = canvas.put(text, row: row, column: column, style: gate.passes ? .dim : .failureText, in: area) + Self.gap
    }
  }
}

extension Scene {
  /// The gates of a group with their figures; none where no rollout that is looked at has work for it.
  func gates(of group: GroupIndex) -> [GateReading] {
    guard let id = view.rollout else { return [] }
    return session.orchestrator.explain(group: group, in: id, fleet, at: now).gates
  }
}
