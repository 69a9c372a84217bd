import Testing

/// What a shell sees of runs that are recorded.
@Suite(.serialized) struct RecordedRunTests {
  @Test("Where standard output is closed, what is printed lands in no recording")
  func closedOutput() throws {
    let run = try ProgramRun.once(
      "rolldeck simulate demo --until 1h --record r >&- 2>&- && rolldeck recordings verify r")
    #expect(run.status == 0, "\(run.complaints)")
    #expect(run.output.hasPrefix("r: "), "\(run.output)")
  }

  @Test("A run that is to be recorded under a name that is taken does not go on unrecorded")
  func takenName() throws {
    let run = try ProgramRun.once(
      """
      rolldeck simulate demo --until 1h --record r >/dev/null || exit 9
      timeout 20 rolldeck serve demo --listen 0 --record r
      """)
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.complaints.contains("called r exists"), "\(run.complaints)")
  }

  @Test("watch --plain records where it is told to")
  func plainRecording() throws {
    let run = try ProgramRun.once(
      "rolldeck watch demo --plain --until 1h --record p >&2 && rolldeck recordings verify p && rolldeck simulate demo --until 1h"
    )
    #expect(run.status == 0)
    let lines = run.output.split(separator: "\n")
    let digest = try #require(lines.first?.split(separator: " ").last)
    #expect(lines.dropFirst().first?.hasSuffix("digest \(digest)") == true, "\(run.output)")
  }

  @Test(
    "A recording says why its run ended: its time was over, nothing was left, somebody quit, or its reader had enough",
    arguments: [
      ("watch demo --plain --until 1h --record r", "until"), ("watch once.yaml --plain --record r", "idle"),
      ("watch once.yaml --plain --until 30s --record r", "until"),
      ("simulate once.yaml --record r", "idle"), ("watch demo --plain --record r | head -1", "error"),
      ("serve once.yaml --listen 0 --record r & sleep 2; kill $!; wait $!", "quit"),
    ])
  func reason(_ line: String, _ why: String) throws {
    let run = try ProgramRun.once(
      """
      cat > once.yaml <<'END'
      {name: once, regions: [uksouth], subscriptions: [{name: s}],
       virtualMachines: [{name: v, extensions: [{type: DependencyAgentLinux, version: 9.1, enableAutomaticUpgrade: true}]}],
       extensions: [{type: DependencyAgentLinux, versions: [9.2]}]}
      END
      rolldeck \(line) >&2; rolldeck recordings show r | tail -1
      """)
    #expect(run.output.contains("end (\(why)): "), "\(run.output)\(run.complaints)")
  }

  @Test("A server says when its recording stops")
  func recordingStops() throws {
    let run = try ProgramRun.once(
      "trap '' XFSZ; ulimit -f 5; timeout 5 rolldeck serve demo --listen 0 --pace max --record r")
    #expect(run.complaints.contains("rolldeck: REC stopped: "), "\(run.output)\(run.complaints)")
  }

  @Test(
    "A run of which decisions could not be recorded says so in its last words, and is no success",
    arguments: ["simulate demo --until 20d --record r", "watch demo --plain --until 20d --record r"])
  func lostDecisions(_ line: String) throws {
    // Larger than the header and smaller than what follows; what cannot grow is a full disk to it.
    let run = try ProgramRun.once(
      """
      rolldeck simulate demo --until 0s --record small >/dev/null
      ulimit -f $(( $(stat -c %s rolldeck/recordings/small.rec.jsonl) / 1024 + 2 ))
      trap '' XFSZ; rolldeck \(line) | tail -1; exit ${PIPESTATUS[0]}
      """)
    #expect(run.status == 74, "\(run.output)")
    #expect(
      run.complaints.contains("could not be recorded") || run.complaints.contains("not whole"), "\(run.complaints)")
  }

  @Test("A second recording of the same name is refused")
  func twice() throws {
    let run = try ProgramRun.once(
      "rolldeck simulate demo --until 1h --record a >&2; rolldeck simulate demo --until 1h --record a")
    #expect(run.status == 2)
    #expect(run.output.isEmpty && run.complaints.contains("exists already"))
  }
}
