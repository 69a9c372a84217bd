import Synchronization

// Figures in Prometheus' text format.

extension ControlService {
  func metrics(_ request: ControlRequest) throws(ControlError) -> ControlAction {
    try request.allow("GET")
    return .read { [self] snapshot in
      ControlResponse(MetricsFigures(snapshot, answers: counters.withLock { $0.sorted }))
    }
  }
}
