import ArgumentParser
import AvailabilityAuditor

/// `rolldeck audit`: does an event stream keep the invariants?
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Judge an event stream by the invariants, without the engine that wrote it.")

  @Argument(help: "A stream that `simulate --events` wrote; - is standard input.") var stream: String

  func run() throws {
    let bytes: [UInt8]
    do throws(FileBytes.Failure) {
      bytes = try FileBytes.read(stream, limit: .max - 1)
    } catch {
      throw error.told()
    }
    var auditor = AvailabilityAuditor()
    auditor.read(lines: bytes[...])
    auditor.finish()
    if auditor.violationCount > 0, auditor.violations.allSatisfy(\.isUnreadable) {
      for violation in auditor.violations { ByteSink.complain("\(violation)") }
      ByteSink.complain("\(stream): not a whole event stream")
      throw ExitStatus.badInput
    }
    try AuditReport.tell(auditor)
  }
}

/// What the auditor found, for people.
enum AuditReport {
  /// Prints the breaches, and fails if there are any.
  static func tell(_ auditor: AvailabilityAuditor) throws {
    for violation in auditor.violations { ByteSink.complain("\(violation)") }
    guard auditor.violationCount == 0 else {
      let count = auditor.violationCount
      ByteSink.complain(count == 1 ? "1 breach of the invariants" : "\(count) breaches of the invariants")
      throw ExitStatus.breach
    }
    let exercised = auditor.exercised.filter { $0.count > 0 }
    ByteSink.complain("audit: no breach; \(exercised.count) of \(auditor.exercised.count) situations occurred")
  }
}
