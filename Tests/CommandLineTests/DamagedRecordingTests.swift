import Testing

/// A recording that is damaged in the middle, on every way to one.
@Suite(.serialized) struct DamagedRecordingTests {
  /// Records a run under the name `r` and runs a line over it once `change` was made to its file.
  private func run(_ line: String, after change: String) throws -> ProgramRun {
    try ProgramRun.once(
      """
      rolldeck simulate demo --until 2d --record r >/dev/null || exit 9
      cp rolldeck/recordings/r.rec.jsonl rolldeck/recordings/whole.rec.jsonl
      (cd rolldeck/recordings && \(change) r.rec.jsonl) || exit 9
      \(line)
      """)
  }

  @Test(
    "Whoever reads a damaged recording gets what is before the damage, its line, and exit code 2",
    arguments: [
      "replay r", "replay r --json", "replay r --plain --at 30m", "recordings show r", "recordings verify r",
      "diff r r", "diff whole r", "diff r whole", "export r --csv -", "export r --events -", "export r --report x.md",
    ])
  func damaged(_ line: String) throws {
    let run = try run("rolldeck \(line)", after: "sed -i '6s/\"t\":/\"T\":/'")
    #expect(run.status == 2, "\(run.complaints)")
    #expect(run.complaints.contains("r.rec.jsonl: line 6, byte "), "\(run.complaints)")
    #expect(line.hasSuffix(".md") || line.hasSuffix("30m") || !run.output.isEmpty)
  }

  @Test(
    "A torn tail is what an interrupted run leaves, and no damage",
    arguments: ["replay r", "recordings show r", "recordings verify r", "diff r r", "export r --csv -"])
  func torn(_ line: String) throws {
    let run = try run("rolldeck \(line)", after: "truncate -s -20")
    #expect(run.status == 0, "\(run.complaints)")
    #expect(run.complaints.contains("the last line is incomplete"), "\(run.complaints)")
  }
}
