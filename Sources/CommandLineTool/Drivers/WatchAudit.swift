import AvailabilityAuditor
import EventStream
import FleetSession

/// Judges a live run by the stream of its events, so that a breach shows at once.
struct LiveAudit: SessionObserver {
  private var writer: StreamWriter
  private var auditor = AvailabilityAuditor()
  private var toldCount = 0

  init(_ plan: FleetPlan, seed: UInt64) {
    writer = StreamWriter(fleet: plan.fleet, only: nil)
    writer.writeHeader(plan.fleet, seed: seed) { auditor.read(lines: $0) }
    judge()
  }

  mutating func take(_ events: [SessionEvent], _ session: Session) -> String? {
    writer.write(events, session.fleet)
    judge()
    guard auditor.violationCount > toldCount else { return nil }
    toldCount = auditor.violationCount
    let last = auditor.violations.last.map { "\($0)" } ?? ""
    return "BREACH of the invariants (\(toldCount) so far): \(last)"
  }

  mutating func end(_ session: Session, _ why: EndReason) {
    writer.writeEnd(why: why, session)
    judge()
    auditor.finish()
  }

  func tell() throws { try AuditReport.tell(auditor) }

  private mutating func judge() { writer.pour { auditor.read(lines: $0) } }
}
