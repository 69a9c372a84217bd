import Foundation
import TestSupport
import Testing

/// Names that would act on a terminal, on every way to one.
@Suite(.serialized) struct HostileNameTests {
  private static let evil = "x\u{1B}[31m\u{1B}]0;t\u{7}\u{9B}1m\u{202E}\u{200B}\r\n=y"

  private static let fleet: String = {
    let name = "\"" + evil.utf16.map { "\\u" + String(0x10000 + UInt32($0), radix: 16).dropFirst() }.joined() + "\""
    return """
      {"name": \(name), "regions": ["westus"], "subscriptions": [\(name)],
       "extensions": [{"type": \(name), "publisher": "p", "supported": true,
                       "versions": ["1.0.0.0", {"version": "1.1.0.0", "quality": {"fail": "50%"}}]}],
       "scaleSets": [{"name": \(name), "capacity": 6, "region": "westus", "subscription": \(name),
                      "extensions": [{"type": \(name), "version": "1.0.0.0", "enableAutomaticUpgrade": true}]}]}
      """
  }()

  private static func isHarmless(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      scalar == "\n"
        || !(scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
          || "\u{202E}\u{200B}".unicodeScalars.contains(scalar))
    }
  }

  private func run(_ line: String) throws -> ProgramRun {
    let here = URL(filePath: try TemporaryFolder.make(), directoryHint: .isDirectory)
    try Self.fleet.write(to: here.appending(path: "evil.yaml"), atomically: true, encoding: .utf8)
    return try ProgramRun(line, here: here)
  }

  @Test(
    "Names of a fleet reach standard output as visible text",
    arguments: [
      "rolldeck check evil.yaml", "rolldeck simulate evil.yaml --until 5d",
      "rolldeck simulate evil.yaml --until 5d --json",
      "rolldeck watch --plain --no-record --until 5d evil.yaml",
      "rolldeck simulate evil.yaml --until 5d --record r && for how in '' --json --plain; do rolldeck replay r --at 2d $how; done && rolldeck recordings show r && rolldeck diff r r",
    ])
  func fleetNames(_ line: String) throws {
    let run = try run(line)
    #expect(run.status == 0, "\(run.complaints)")
    #expect(!run.output.isEmpty)
    #expect(Self.isHarmless(run.output) && Self.isHarmless(run.complaints))
  }

  @Test("The summary as JSON is JSON whatever a handler is called")
  func json() throws {
    let run = try run("rolldeck simulate evil.yaml --until 5d --json")
    let summary = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    let rollouts = summary?["rollouts"] as? [[String: Any]]
    #expect(rollouts?.first?["handler"] as? String == "p/\(Self.evil)")
  }

  @Test(
    "What stands on the command line comes back in messages as visible text",
    arguments: [
      #"rolldeck check $'a\e[31m\nb.yaml'"#, #"rolldeck simulate demo --until $'\e[31m'"#,
      #"rolldeck simulate demo --events $'/none/\e[31m\nb'"#, #"rolldeck simulate demo $'\e[31m'"#,
      #"rolldeck simulate demo --record $'\e[31m'"#, #"rolldeck recordings show $'/\e[31m'"#,
      #"rolldeck simulate demo --$'\e[31m'"#,
    ])
  func commandLine(_ line: String) throws {
    let run = try run(line)
    #expect(run.status != 0)
    #expect(run.complaints.contains("\\u{1B}") || run.complaints.contains("\\u001b"), "\(run.complaints)")
    #expect(Self.isHarmless(run.complaints))
  }
}
