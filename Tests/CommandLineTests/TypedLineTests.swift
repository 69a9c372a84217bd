import Testing

/// What somebody types to an account that comes line by line: a terminal is its input.
@Suite(.serialized) struct TypedLineTests {
  /// Types what the lines of a shell write to a run on a terminal of its own; what the terminal shows.
  private func typed(_ lines: String, to run: String, terminal: String = "-echo") throws -> ProgramRun {
    try ProgramRun.once(
      "{ sleep 1; \(lines); sleep 0.5; echo q; sleep 0.5; } | script -qec 'stty \(terminal); rolldeck \(run)' /dev/null"
    )
  }

  @Test("The highest pace is as fast as the engine goes, and commands are obeyed meanwhile")
  func highestPace() throws {
    let run = try typed("echo hold 9; sleep 1; echo", to: "watch demo --plain --no-record --pace max --until 20d")
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.contains("! there is no rollout 9"), "\(run.output.suffix(2_000))")
    // In two seconds; one instant at a time came no further than some minutes.
    #expect(run.output.contains(#/[0-9]+d [0-9:]+ [!i#>]/#), "\(run.output.suffix(2_000))")
  }

  @Test("A line that is too long is refused whole, in whatever pieces it comes")
  func longLine() throws {
    let piece = "head -c 4000 /dev/zero | tr '\\0' a; sleep 0.2"
    let run = try typed(
      "\(piece); \(piece); \(piece); echo ' hold'; sleep 0.2; echo pace nonsense", to: "watch demo --plain --no-record",
      terminal: "-echo -icanon")
    #expect(run.output.contains("! expected at most 10000 bytes on a line; shorten it"), "\(run.output)")
    #expect(run.output.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("! ") }.count == 2, "\(run.output)")
    #expect(run.output.contains("! expected a pace"), "\(run.output)")
  }
}
