import FleetFiles
import FleetModel
import FleetSession
import Glibc
import SessionRecordings

// A session that is commanded without end, for tests that kill it: a line on standard output after each command that
// was acknowledged.

guard CommandLine.arguments.count == 3 else { exit(64) }
let fleet = Array(
  """
  name: probe
  regions: [westeurope]
  subscriptions: [one]
  extensions: [{type: DependencyAgentLinux, versions: [9.10.15.0]}]
  scaleSets: [{name: web, capacity: 4, extensions: [{type: DependencyAgentLinux, version: 9.10.15.0}]}]
  """.utf8)
let plan = try FleetFile.load(bytes: fleet, file: "probe.yaml", seed: 1)
let header = JournalHeader(
  id: SessionNumber.draw(), program: "probe", seed: 1, startedAt: 0,
  fleet: RecordedFleet(name: "probe.yaml", bytes: fleet), policy: plan.fleet.policy)
var session = Session(plan: plan, seed: 1, keepsEvents: false)
var recorder = try LiveRecorder(
  name: CommandLine.arguments[2], in: RecordingFolder(path: CommandLine.arguments[1]), header, fleet: fleet, wall: 0)
var count = 0
while true {
  session.advance(to: session.now + 1_000)
  let command = Command.protect(isOn: count.isMultiple(of: 2), scope: .machine(0))
  try session.submit(command, by: .key)
  guard recorder.record(command, by: .key, in: session, wall: Int64(count)) else { exit(1) }
  count += 1
  let line = Array("\(count)\n".utf8)
  _ = line.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
}
