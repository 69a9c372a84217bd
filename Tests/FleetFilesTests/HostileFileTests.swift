import BuiltInFleets
import FleetFiles
import FleetModel
import FleetSession
import Testing

@Suite("Files that mean harm, or come from elsewhere")
struct HostileFileTests {
  private func errors(_ text: String) throws -> FleetFileErrors { try errors(Array(text.utf8)) }

  private func errors(_ bytes: [UInt8]) throws -> FleetFileErrors {
    try #require(throws: FleetFileErrors.self) { try FleetFile.load(bytes: bytes, file: "f", seed: 1) }
  }

  private static let small = "name: é\nregions: [uksouth]\nsubscriptions: [s]\n"

  @Test("Sixty-four levels are read, one more is refused, and a million do no harm")
  func depth() throws {
    func nested(_ levels: Int) -> String {
      "name: " + String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }
    // The mapping is the first level, the scalar's place the last.
    #expect(try errors(nested(63)).description.contains("expected the name"))
    #expect(try errors(nested(64)).description.contains("more than 64 levels"))
    for opening in ["[", "{a: ", "- ", "? ", "[{a: "] {
      #expect(try !errors(String(repeating: opening, count: 100_000)).problems.isEmpty)
    }
  }

  @Test(
    "Aliases of aliases are refused before anything is expanded, wherever they hide",
    arguments: [
      "a: &a [x]\nb: &b [*a, *a]\n", "{\"a\":&a [x]}", "- &a x\n- *a\n", "&a name: x\n", "a: !t &a x\n", "a:\n  &a x\n",
      "\u{FEFF}&a x", "a: [x,&a y]", "? &a x\n", "a: 'it''s'\nb: \"\nc: &d e\n",
    ])
  func aliases(_ text: String) throws { #expect(try errors(text).problems[0].text.contains("anchors")) }

  @Test("An ampersand within a name is no anchor")
  func ampersand() throws {
    let text = "name: R&D & more\nregions: [uksouth]\nsubscriptions: [a&b]\n"
    #expect(try FleetFile.load(bytes: Array(text.utf8), file: "f", seed: 1).fleet.name == "R&D & more")
  }

  @Test("UTF-8 with and without its mark and UTF-16 of both orders are the same file")
  func encodings() throws {
    let plain = Array(Self.small.utf8)
    let littleEndian = Self.small.utf16.flatMap { unit -> [UInt8] in [UInt8(unit & 255), UInt8(unit >> 8)] }
    let bigEndian = Self.small.utf16.flatMap { unit -> [UInt8] in [UInt8(unit >> 8), UInt8(unit & 255)] }
    let windows = Self.small.split(separator: "\n").joined(separator: "\r\n")
    let files: [[UInt8]] = [
      plain, [0xEF, 0xBB, 0xBF] + plain, [0xFF, 0xFE] + littleEndian, [0xFE, 0xFF] + bigEndian, Array(windows.utf8),
    ]
    for file in files { #expect(try FleetFile.load(bytes: file, file: "f", seed: 1).fleet.name == "é") }
  }

  @Test(
    "Bytes that are no text are refused with their line",
    arguments: [
      ([0x61, 0x0A, 0xC3, 0x28], 2), ([0xFF, 0xFE, 0x41], 1), ([0xFF, 0xFE, 0x00, 0xD8], 1), ([0xC0, 0x80], 1),
      ([0xED, 0xA0, 0x80], 1),
    ] as [([UInt8], Int)])
  func noText(_ bytes: [UInt8], _ line: Int) throws {
    let problem = try errors(bytes).problems[0]
    #expect(problem.text.contains("UTF-8"))
    #expect(problem.line == line)
  }

  @Test("A file above the limit is refused unread")
  func tooLarge() throws {
    let bytes = [UInt8](repeating: 0x20, count: FleetFileLimit.bytes + 1)
    #expect(try errors(bytes).problems[0].text.contains("more than the"))
  }

  @Test("JSON is read, with characters of every plane")
  func json() throws {
    let text = """
      {"name": "\\u00e9 \\ud83d\\ude80 \\/ \\\\ud83d", "regions": ["uksouth"], "subscriptions": [{"name": "s", "enrolled": false}],
      \t"scaleSets": [{"name": "web", "capacity": {"3": "100%"}, "zones": "all", "singlePlacementGroup": true,
        "extensions": [{"type": "DependencyAgentLinux", "version": "9.10", "enableAutomaticUpgrade": "100%"}]}]}
      """
    let fleet = try FleetFile.load(bytes: Array(text.utf8), file: "f.json", seed: 1).fleet
    #expect(fleet.name == "é 🚀 / \\ud83d")
    #expect(fleet.machineCount == 3)
    #expect(!fleet.subscriptions[0].isEnrolled)
  }

  @Test("Everything that is wrong is said at once, in the order of the file, and nothing is loaded")
  func everything() throws {
    let text = """
      name: x
      regions: [uksuoth, northeurope]
      subscriptions: [s]
      policy: {maxBatchInstancePercent: -1}
      scaleSets:
        - {name: a, capacity: many, colour: red}
      scenario:
        - at 5s hodl
        - at 5s mend group=a
      """
    #expect(
      try errors(text).problems.map { "\($0.line):\($0.column) \($0.field)" } == [
        "2:11 regions[0]", "4:35 policy.maxBatchInstancePercent", "6:25 scaleSets[0].capacity", "6:31 scaleSets[0]",
        "8:11 scenario[0]",
      ])
  }

  @Test("Of thousands of problems two hundred are shown and the rest counted")
  func many() throws {
    let errors = try errors(Self.small + "scenario: [" + String(repeating: "x, ", count: 5_000) + "]\n")
    #expect(errors.problems.count == 200)
    #expect(errors.omitted == 4_800)
    #expect(errors.description.hasSuffix("and 4800 more"))
  }

  @Test("Only different versions count towards their limit, however often each is named")
  func repeatedVersions() throws {
    let mix = (0..<1_000).map { "1.\($0): 0.1%" }.joined(separator: ", ")
    let one = "  - {name: NAME, extensions: [{type: DependencyAgentLinux, version: {\(mix)}}]}\n"
    let many = (0..<61).map { one.split(separator: "NAME").joined(separator: "vm\($0)") }.joined()
    let fleet = try FleetFile.load(bytes: Array((Self.small + "virtualMachines:\n" + many).utf8), file: "f", seed: 1)
      .fleet
    #expect(fleet.machineCount == 61)
    #expect(fleet.handlers[0].versions.count == 1_000)
  }

  @Test("Names cannot act upon a terminal through messages")
  func hostileNames() throws {
    let text = "name: x\nregions: [\"\\e[2J\\u202e\\a\"]\nsubscriptions: [s]\n\"\\e]0;x\\a\": 1\n"
    let description = try errors(text).description
    #expect(description.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 32 && $0.value < 127) })
    #expect(description.contains("\\u{1b}[2J\\u{202e}\\u{7}"))
  }

  @Test("Damaged files are read or refused, and never crash", arguments: ["demo", "edge", "game-day"])
  func damaged(_ name: String) throws {
    let whole = try #require(BuiltInFleets.file(named: name))
    let pieces = [
      "{", "}", "[", "]", ":", "-", "\n", " ", "\"", "'", "%", "99999999999999999999", "~", "0", "é", "..", "=", "|",
    ]
    for round in 0..<150 {
      var bytes = whole
      for change in 0..<3 {
        let draw = { (purpose: UInt64, bound: Int) in
          Int(KeyedDraw.draw(seed: 42, UInt64(round), UInt64(change), purpose, below: UInt64(bound)))
        }
        let start = draw(1, bytes.count)
        let end = min(bytes.count, start + draw(2, 8))
        bytes.replaceSubrange(start..<end, with: Array(pieces[draw(3, pieces.count)].utf8))
      }
      do {
        let plan = try FleetFile.load(bytes: bytes, file: name, seed: 1)
        #expect(plan.fleet.machineCount <= FleetFileLimit.machines)
      } catch {
        #expect(!error.problems.isEmpty)
      }
    }
  }
}
