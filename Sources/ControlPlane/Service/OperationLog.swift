import FleetModel

/// Long-running operations that clients poll. A command takes effect before its answer leaves, so every operation is done
/// when it is first asked about, whether the simulation's clock runs or not.
struct OperationLog: Sendable {
  /// Operations that are remembered; a client polls within seconds.
  private static let capacity = 10_000

  private var times: [String: Instant] = [:]
  private var order: [String] = []
  private var oldest = 0
  private var count: UInt64 = 0

  /// Remembers an operation that was done at a simulated time.
  mutating func add(at time: Instant) -> String {
    count += 1
    let id = SteadyName.guid(from: "operation \(count)")
    times[id] = time
    if order.count < Self.capacity {
      order.append(id)
    } else {
      times[order[oldest]] = nil
      order[oldest] = id
      oldest = (oldest + 1) % Self.capacity
    }
    return id
  }

  /// When an operation was done; nil if it is not known.
  func time(of id: String) -> Instant? { times[id.lowercased()] }
}

/// How many requests were answered how, for metrics.
struct RequestCounters: Sendable {
  private(set) var byStatus: [Int: Int] = [:]

  mutating func count(_ status: Int) { byStatus[status, default: 0] += 1 }

  /// In ascending order of the status.
  var sorted: [(status: Int, count: Int)] { byStatus.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
}
