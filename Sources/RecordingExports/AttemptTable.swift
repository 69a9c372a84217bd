import FleetModel
import FleetSession
import RolloutOrchestrator

/// One attempt from its start to its end.
struct AttemptRow {
  let start: AttemptStart
  let startedAt: Instant
  var installEndedAt: Instant?
  var failure: InstallFailure?
  var rollbackStartedAt: Instant?
  var rollbackCause: RollbackCause?
  var endedAt: Instant?
  var outcome = "inFlight"
  var version: VersionIndex?
  var retryAt: Instant?
}

/// Puts attempts together from events.
struct AttemptTable {
  private var rows: [VMIndex: AttemptRow] = [:]

  /// Attempts that have not ended, by VM.
  var open: [AttemptRow] { rows.sorted { $0.key < $1.key }.map(\.value) }

  /// Takes events; `finished` is called with each attempt that ended.
  mutating func take(_ events: [SessionEvent], _ fleet: Fleet, finished: (AttemptRow) -> Void) {
    for event in events {
      switch event.what {
      case .command, .digest: break
      case .fleet(.installEnded(let vm, _, _, let failure)):
        rows[vm]?.installEndedAt = event.time
        rows[vm]?.failure = failure
      case .fleet(.machineRemoved(let vm)):
        guard var row = rows.removeValue(forKey: vm) else { break }
        row.endedAt = event.time
        row.outcome = "removed"
        finished(row)
      case .fleet: break
      case .rollout(.attemptStarted(let start)): rows[start.vm] = AttemptRow(start: start, startedAt: event.time)
      case .rollout(.rollbackStarted(let vm, _, _, _, let cause)):
        rows[vm]?.rollbackStartedAt = event.time
        rows[vm]?.rollbackCause = cause
      case .rollout(.attemptEnded(let end)):
        guard var row = rows.removeValue(forKey: end.vm) else { break }
        row.endedAt = event.time
        row.outcome = end.outcome.word
        row.version = end.version
        row.retryAt = end.retryAt
        finished(row)
      case .rollout: break
      }
    }
  }
}
