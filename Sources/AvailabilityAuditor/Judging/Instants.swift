// What is judged when an instant is over: when time goes on, or before a command, since commands come between instants.
extension AvailabilityAuditor {
  mutating func settleInstant() {
    for group in instant.dirtyGroups {
      groups[group].isDirty = false
      judgeHealthInFlight(of: group)
    }
    if !instant.startedHandlers.isEmpty { judgeRivals() }
    instant.clear()
  }

  /// I5: a set that is over its limit while a batch is open gets no further batch in this run.
  private mutating func judgeHealthInFlight(of group: Int) {
    let set = groups[group]
    guard set.isSet, set.batch >= 0 else { return }
    judged[5] += 1
    guard set.isOverUnhealthyLimit else { return }
    let run = batches[set.batch].run
    if 100 * (set.unhealthy - 1) <= set.unhealthyPercent * set.count { note(.oneOverTheUnhealthyLimit) }
    if runs[run].stoppedByEvent == nil { runs[run].stoppedByEvent = event }
  }
}
