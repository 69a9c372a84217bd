import Foundation
import Testing

/// What a shell sees of the program: exit codes, and which words go where.
@Suite(.serialized) struct MannersTests {
  @Test(
    "A line that is wrong is said on standard error, with exit code 64",
    arguments: [
      ("export x --events - --csv -", "only one form"), ("simulate - --script -", "not both"),
      ("simulate demo --events-only nonsense --events -", "no events of the kind nonsense"),
      ("fuzz --seeds 0", "1 or more"), ("fuzz --seed 18446744073709551615", "beyond the last seed"),
      ("simulate demo --until soon", "expected a time"), ("serve demo --listen 0.0.0.0:80", "other interfaces"),
    ])
  func usage(_ line: String, _ words: String) throws {
    let run = try ProgramRun.once("rolldeck \(line)")
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(run.complaints.contains(words), "\(run.complaints)")
  }

  @Test(
    "Options that contradict each other, or that would be ignored, are refused with what to do",
    arguments: [
      ("serve demo --continue x", "FLEET: the recording has its own fleet"),
      ("serve --seed 2 --continue x", "--seed: "),
      ("serve --record a --no-record", "leave out one of them"),
      ("watch --plain --record a --no-record", "leave out one of them"),
      ("watch demo --replay x", "FLEET: goes with a live run"), ("watch --replay x --listen 0", "--listen: "),
      ("watch --replay x --plain", "rolldeck replay"), ("watch --replay x", "needs a terminal"),
      ("watch --at 1h", "goes with --replay"), ("watch --replay-fleet f", "goes with --replay"),
      ("watch --tls", "goes with --listen"),
      ("watch --plain --theme ink --mouse", "--theme, --mouse: is for the screen"),
      ("watch --plain --stopped", "--stopped: is for the screen"),
      ("replay x --json --pace x64", "--pace: is for the screen"),
      ("replay x --plain --mouse --theme ink", "--theme, --mouse: is for the screen"),
      ("replay x --theme pink", "--theme pink: expected dark"), ("watch --theme pink", "--theme pink: expected dark"),
      ("replay x --pace fast", "expected a power of two"),
      ("simulate --record a --no-record", "leave out one of them"),
      ("simulate --events-only rolloutStarted", "--events FILE"),
      ("simulate --audit --events - --events-only rolloutStarted", "must see every event"),
      ("simulate --json --events -", "--json: standard output"),
      ("export x --csv - --seconds 5", "--seconds: goes with --cast"),
      ("export x --csv - --as-recorded --size 80x24", "--as-recorded, --size: goes with --cast"),
      ("export x --cast - --as-recorded --seconds 5", "contradicts --as-recorded"),
    ])
  func contradictions(_ line: String, _ words: String) throws {
    let run = try ProgramRun.once("timeout 20 rolldeck \(line)")
    #expect(run.status == 64, "\(run.complaints)")
    #expect(run.output.isEmpty)
    #expect(run.complaints.contains(words), "\(run.complaints)")
  }

  @Test("--version tells the program's name and version")
  func version() throws {
    let run = try ProgramRun.once("rolldeck --version")
    #expect(run.status == 0 && run.output.wholeMatch(of: /rolldeck [0-9.]+\n/) != nil, "\(run.output)")
  }

  @Test("Where there is no terminal, what only a screen has is said to be without effect")
  func uselessOptions() throws {
    let run = try ProgramRun.once("rolldeck watch demo --no-record --until 1h --theme ink --pace x64")
    #expect(run.status == 0)
    #expect(run.complaints.contains("no terminal to draw on: without effect: --theme"), "\(run.complaints)")
    #expect(run.complaints.contains("as fast as it goes: without effect: --pace"), "\(run.complaints)")
  }

  @Test(
    "What cannot be written to standard output is no success",
    arguments: [
      "simulate demo --until 1h", "simulate demo --until 1h --json", "check demo", "recordings", "simulate --help",
      "simulate demo --until 1h --events -", "watch demo --plain --no-record --until 1h",
    ])
  func fullOutput(_ line: String) throws {
    let run = try ProgramRun.once("rolldeck \(line) >/dev/full")
    #expect(run.status == 74)
    #expect(run.complaints.contains("No space left"), "\(run.complaints)")
  }

  @Test(
    "What is no whole event stream is damaged input, and no breach of an invariant",
    arguments: [
      ("", "the stream has no end line"), ("printf 'name: x\\n'", "the line is not a JSON object"),
      ("rolldeck simulate demo --until 1h --events - 2>/dev/null | head -90", "the stream has no end line"),
    ])
  func damagedStream(_ writer: String, _ words: String) throws {
    let run = try ProgramRun.once("{ \(writer.isEmpty ? ":" : writer); } | rolldeck audit -")
    #expect(run.status == 2)
    #expect(run.complaints.contains(words), "\(run.complaints)")
    #expect(run.complaints.contains("-: not a whole event stream"), "\(run.complaints)")
  }

  @Test("A reader that has had enough ends the program without a word")
  func brokenPipe() throws {
    let run = try ProgramRun.once("rolldeck simulate demo --until 5d --events - | head -1; exit ${PIPESTATUS[0]}")
    #expect(run.status == 0)
    #expect(run.complaints.isEmpty)
    #expect(run.output.split(separator: "\n").count == 1)
  }

  @Test("Without XDG_STATE_HOME and HOME the home is the listed one, never a folder that everybody can write to")
  func homeless() throws {
    let run = try ProgramRun.once(
      "unset XDG_STATE_HOME HOME; rolldeck recordings verify none; test $? = 74 || exit 1; getent passwd $(id -u) | cut -d: -f6"
    )
    let home = run.output.trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(run.complaints.hasPrefix("rolldeck: \(home)/.local/state/rolldeck/recordings/none"), "\(run.complaints)")
  }

  @Test("--events-only takes every kind that there is")
  func kinds() throws {
    let run = try ProgramRun.once(
      #"kinds=$(for fleet in demo game-day; do rolldeck simulate $fleet --until 2d --events -; done | grep '"n":' | grep -o '"k":"[A-Za-z]*"' | cut -d'"' -f4 | sort -u | paste -sd,); echo $kinds; rolldeck simulate demo --until 1h --events /dev/null --events-only $kinds"#
    )
    #expect(run.status == 0, "\(run.complaints)")
    #expect(run.output.hasPrefix("attemptEnded,attemptStarted,"), "\(run.output)")
  }

  @Test(
    "A watched run that is audited ends with the auditor's verdict, as a headless one does",
    arguments: ["watch demo --plain --no-record --until 1h", "simulate demo --until 1h"])
  func verdict(_ line: String) throws {
    let run = try ProgramRun.once("rolldeck \(line) --audit")
    #expect(run.status == 0)
    #expect(run.complaints.hasPrefix("audit: no breach; "), "\(run.complaints)")
  }

  @Test(
    "A port that is taken is said with what to do, and no recording is begun",
    arguments: ["serve demo", "serve demo --record r", "watch demo --plain --record r"])
  func takenPort(_ line: String) throws {
    let run = try ProgramRun.once(
      """
      rolldeck serve demo --no-record --listen 0 >one & sleep 2; port=$(grep -o '[0-9]*$' one)
      timeout 20 rolldeck \(line) --listen $port; status=$?; kill $!; ls rolldeck 2>/dev/null; exit $status
      """)
    #expect(run.status == 74 && run.output.isEmpty, "\(run.output)")
    #expect(
      run.complaints.wholeMatch(
        of: /rolldeck: cannot listen to 127\.0\.0\.1:\d+: Address already in use; choose another port, .*\n/) != nil,
      "\(run.complaints)")
  }

  @Test("A state folder that cannot be written is said in the system's words, with what to do")
  func closedState() throws {
    let run = try ProgramRun.once("touch rolldeck; timeout 20 rolldeck serve demo --tls --no-record --listen 0")
    #expect(run.status == 74)
    #expect(
      run.complaints.wholeMatch(
        of: /rolldeck: cannot write .*rolldeck\/tls: Not a directory; make its folder writable, .*\n/) != nil,
      "\(run.complaints)")
  }

  @Test("One of a thing is said in the singular")
  func singular() throws {
    let file = """
      {name: one, regions: [uksouth], subscriptions: [{name: s}], virtualMachines: [{name: v}],
       extensions: [{type: DependencyAgentLinux, versions: [9.10.15.0]}]}
      """
    let run = try ProgramRun.once("printf '%s' '\(file)' >one.yaml && rolldeck check one.yaml")
    #expect(run.output.hasPrefix("one: 1 VM in 1 region, 1 subscription\n"), "\(run.output) \(run.complaints)")
  }
}
