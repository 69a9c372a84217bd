import FleetModel
import FleetSession
import Glibc
import SessionRecordings

/// Everything that the recording of a session begins with.
struct RecordingStart {
  let name: String
  /// What the person called the fleet.
  let fleetName: String
  let fleet: [UInt8]
  let script: String?
  let seed: UInt64
  let plan: FleetPlan
  var gathersDecisions = false

  /// The name of a recording that nobody named: the fleet's file and the time.
  static func standardName(_ fleet: String) -> String {
    let leaf = fleet.split(separator: "/").last.map(String.init) ?? fleet
    let stem = leaf.split(separator: ".").first.map(String.init) ?? leaf
    let safe = stem.unicodeScalars.map { RecordingFolder.isName(String($0)) ? String($0) : "-" }.joined()
    return "\(safe.prefix(60))-\(UTCDate.compact(WallClock.unix))"
  }

  /// Begins it in the person's folder; says on standard error why it cannot be.
  func begin() throws -> LiveRecorder {
    do {
      return try start()
    } catch {
      throw RecordingSource.exit(for: error)
    }
  }

  /// Begins it in the person's folder.
  func start() throws(RecordingFailure) -> LiveRecorder {
    let header = JournalHeader(
      id: SessionNumber.draw(), program: ProgramVersion.current, seed: seed, startedAt: WallClock.unix,
      fleet: RecordedFleet(name: fleetName, bytes: fleet, script: script), script: script, policy: plan.fleet.policy)
    return try LiveRecorder(
      name: name, in: .standard, header, fleet: fleet, wall: WallClock.elapsed, gathersDecisions: gathersDecisions)
  }
}

/// The program's own version.
enum ProgramVersion {
  static let current = "0.1"
}
