import BuiltInFleets
import FleetFiles
import FleetModel
import FleetSession
import Testing

@Suite("What is not a command")
struct CommandErrorTests {
  let fleet: Fleet

  init() throws { fleet = try FleetFile.load(bytes: BuiltInFleets.demo, file: "demo.yaml", seed: 1).fleet }

  private func error(_ text: String) throws -> CommandSyntaxError {
    var parser = CommandParser(fleet: fleet)
    return try #require(throws: CommandSyntaxError.self) { try parser.parse(text) }
  }

  @Test(
    "The word at fault is named by its column, with the nearest known word",
    arguments: [
      ("", 1, "hold"), ("hodl", 1, "\"hold\""), ("publish", 8, "DependencyAgentLinux"),
      ("publish DependencyAgentLinx 1.0", 9, "\"DependencyAgentLinux\""),
      ("publish DependencyAgentLinux", 29, "9.10.16.0"),
      ("publish DependencyAgentLinux 1", 30, "9.10.16.0"), ("publish DependencyAgentLinux 1.0 fial=5%", 34, "\"fail\""),
      ("publish DependencyAgentLinux 1.0 fail=105%", 34, "2.5%"),
      ("publish DependencyAgentLinux 1.0 fail=NaN", 34, "2.5%"),
      ("publish DependencyAgentLinux 1.0 fail=1% fail=2%", 42, "keep one"),
      ("publish DependencyAgentLinux 1.0 regions=uksuoth", 34, "\"uksouth\""),
      ("publish DependencyAgentLinux 1.0 fail=1% good", 42, ""), ("publish DependencyAgentLinux 1.0 and", 34, "good"),
      ("poison DependencyAgentLinux", 28, "9.10"), ("poison DependencyAgentLinux any", 32, "fail=5%"),
      ("poison DependencyAgentLinux any os=linux", 33, "\"Linux\""), ("auto maybe DependencyAgentLinux", 6, ""),
      ("auto on DependencyAgentLinux grup=web", 30, "\"group\""),
      ("auto on DependencyAgentLinux group=web-01", 30, "\"web-001\""),
      ("break unhealty all", 7, "\"unhealthy\""), ("break slow-health all", 7, "slow-health=6m"),
      ("break slow-health=0s all", 7, "30m"), ("break unhealthy all for=5", 21, "30m"),
      ("break unhealthy all for=1m for=2m", 28, "keep one"), ("break unhealthy all size=3", 21, "remove it"),
      ("power on web-001", 10, "group=NAME"), ("power on all share=1e999%", 14, "2.5%"),
      ("maintain all share=5%", 22, "for=30m"), ("outage all for=5m", 8, "zone="),
      ("outage zone=uksouth for=5m", 8, "zone=REGION/2"),
      ("outage zone=uksouth/4 for=5m", 8, "up to 3"), ("scale web-001 -1", 15, "12"), ("scale web-001 24001", 15, "12"),
      ("remove web-001_99", 8, "web_3"), ("protect on ud=web-001/x", 12, "ud=GROUP/3"),
      ("feature register prodution", 18, "\"production\""),
      ("skip", 5, "1"), ("cancel x", 8, "for example 1"), ("retry region=uksouth", 7, "group=web"),
      ("hold 1 2", 8, "remove it"),
    ])
  func faults(_ text: String, _ column: Int, _ mend: String) throws {
    let error = try error(text)
    #expect(error.column == column, "\(error)")
    #expect(error.mend.contains(mend), "\(error)")
  }

  @Test(
    "Quotations that end nowhere and escapes that nobody knows are refused",
    arguments: [
      (#"remove "web"#, 8), (#"remove "a\q""#, 10), (#"remove "a\u{110000}""#, 10), (#"remove "a\u{zz}""#, 10),
      (#"remove "\"#, 9),
    ])
  func quotations(_ text: String, _ column: Int) throws { #expect(try error(text).column == column) }

  @Test("Hostile text is shown in a form that no terminal acts upon")
  func hostile() throws {
    let text = try error("remove \u{1B}[2J\u{202E}\u{07}\u{9B}").description
    #expect(
      text.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 && $0.value != 0x202E && $0.value != 0x9B })
    #expect(text.contains("\\u{1b}"))
  }

  @Test("A command of megabytes is refused before it is read")
  func long() throws { #expect(try error(String(repeating: "a", count: 1 << 20)).text.contains("10000")) }

  @Test("Names of the language are ordinary names in quotes")
  func quotedWords() throws {
    let yaml = "{name: x, regions: [uksouth], subscriptions: [all], scaleSets: [{name: and}, {name: 'a=b'}]}"
    let fleet = try FleetFile.load(bytes: Array(yaml.utf8), file: "x", seed: 1).fleet
    var parser = CommandParser(fleet: fleet)
    #expect(try parser.parse(#"mend group="and""#) == .mend(scope: .group(0)))
    #expect(try parser.parse(#"scale "a=b" 2"#) == .scale(group: 1, count: 2))
    #expect(try parser.parse("feature register \"all\"") == .registerFeature(0))
  }
}

@Suite("Scripts")
struct ScriptTests {
  let fleet: Fleet

  init() throws { fleet = try FleetFile.load(bytes: BuiltInFleets.demo, file: "demo.yaml", seed: 1).fleet }

  @Test("Times are absolute, or relative to the line before; comments and blank lines are left out")
  func times() throws {
    let text = """
      # a story
      at 1h hold   # for a while

      +10m resume
      \tat 5s retry\r
      at 0 mend all
      """
    let commands = try Script.parse(text, file: "s", fleet: fleet)
    #expect(commands.map(\.at) == [0, 5_000, 3_600_000, 4_200_000])
    #expect(
      commands.map(\.command) == [
        .mend(scope: .all), .retry(rollout: nil, scope: .all), .hold(rollout: nil), .resume(rollout: nil),
      ])
  }

  @Test("All lines at fault are reported, each with its column")
  func errors() throws {
    let text = "at\nat hold\nat 1x hold\nat 5s\nat 5s hodl\n+1m hold\nat 9999999999d hold\nat 3651d hold\n+"
    let errors = try #require(throws: FleetFileErrors.self) { try Script.parse(text, file: "s.txt", fleet: fleet) }
    #expect(errors.problems.map(\.line) == [1, 2, 3, 4, 5, 7, 8, 9])
    #expect(errors.problems.map(\.column) == [3, 4, 4, 6, 7, 4, 4, 1])
    #expect(errors.description.hasPrefix("s.txt:1:3: expected a time after at"))
  }

  @Test("A line without a time happens when the line before it does, the first one at the start")
  func timeless() throws {
    let commands = try Script.parse("hold\nat 5s resume\nhold\n+1m resume\nhold", file: "s", fleet: fleet)
    #expect(commands.map(\.at) == [0, 5_000, 5_000, 65_000, 65_000])
  }

  @Test("A byte order mark begins a script and nothing else", arguments: ["at 5s hold", "hold", "", "# a story\nhold"])
  func byteOrderMark(text: String) throws {
    let commands = try Script.parse(text, file: "s", fleet: fleet)
    #expect(try Script.parse("\u{FEFF}" + text, file: "s", fleet: fleet) == commands)
    let errors = #expect(throws: FleetFileErrors.self) {
      try Script.parse("\u{FEFF}at 5s hodl", file: "s", fleet: fleet)
    }
    #expect(errors?.problems.first?.column == 7)
    #expect(throws: FleetFileErrors.self) { try Script.parse("hold\n\u{FEFF}resume", file: "s", fleet: fleet) }
  }

  @Test("A number sign within a name or in quotes begins no comment")
  func comments() throws {
    let errors = try #require(throws: FleetFileErrors.self) {
      try Script.parse("at 1s remove a#b\nat 1s remove \"a # b\"", file: "s", fleet: fleet)
    }
    #expect(errors.problems.map(\.text) == ["there is no VM \"a#b\"", "there is no VM \"a # b\""])
  }
}
