import FleetModel
import RolloutOrchestrator

// R31: why something does not happen yet.

extension StreamWriter {
  mutating func write(
    _ wait: Wait, _ id: RolloutID, _ scope: WaitScope, _ time: Instant, _ fleet: Fleet
  ) {
    begin()
    buffer.raw("\"figures\":{")
    var isFirst = true
    for place in WaitFigure.keys.indices {
      for figure in wait.figures where figure.keyPlace == place {
        if !isFirst { buffer.raw(",") }
        isFirst = false
        buffer.raw("\"")
        buffer.raw(WaitFigure.keys[place])
        buffer.raw("\":")
        self.figure(figure)
      }
    }
    buffer.raw("},")
    mark("waiting")
    numberLine()
    buffer.raw(",\"reason\":")
    buffer.string(wait.reason.rawValue)
    buffer.raw(",\"rollout\":")
    rollout(id)
    buffer.raw(",\"scope\":")
    self.scope(scope, fleet)
    at(time)
    buffer.raw(",\"until\":")
    buffer.int(orNull: wait.until.map { Int($0) })
    close()
  }

  private mutating func figure(_ figure: WaitFigure) {
    switch figure {
    case .count(let value), .limit(let value), .total(let value), .run(let value), .attempt(let value):
      buffer.int(value)
    case .rollout(let id): rollout(id)
    case .region(let region): buffer.raw(names.regions[region])
    case .zone(let zone): self.zone(zone)
    case .phase(let phase): buffer.int(phase + 1)
    }
  }

  /// The scope's text in quotes, put together from names that are quoted already.
  private mutating func scope(_ scope: WaitScope, _ fleet: Fleet) {
    switch scope {
    case .machine(let vm):
      buffer.raw("\"vm:")
      bareMachine(vm, fleet)
    case .group(let group):
      buffer.raw("\"group:")
      buffer.raw(names.groups.bare(group))
    case .zone(let region, let zone):
      buffer.raw("\"zone:")
      buffer.raw(names.regions.bare(region))
      buffer.raw("/")
      if zone == 0 { buffer.raw("none") } else { buffer.int(zone) }
    case .region(let region):
      buffer.raw("\"region:")
      buffer.raw(names.regions.bare(region))
    case .phase(let phase):
      buffer.raw("\"phase:")
      buffer.int(phase + 1)
    }
    buffer.raw("\"")
  }
}

extension WaitFigure {
  /// The keys of figures in the order in which they stand.
  fileprivate static let keys: InlineArray<9, StaticString> = [
    "attempt", "count", "limit", "phase", "region", "rollout", "run", "total", "zone",
  ]

  /// The place of a figure's key among them.
  fileprivate var keyPlace: Int {
    switch self {
    case .attempt: 0
    case .count: 1
    case .limit: 2
    case .phase: 3
    case .region: 4
    case .rollout: 5
    case .run: 6
    case .total: 7
    case .zone: 8
    }
  }
}
