import FleetSession
import Foundation
import Testing

@testable import FleetFiles

@Suite("The documents say what the reader does")
struct DocumentTests {
  private static let docs = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("docs")

  /// The blocks of a document that are fenced with a language.
  private func blocks(_ language: String, in document: String) throws -> [String] {
    let text = try String(contentsOf: Self.docs.appendingPathComponent(document), encoding: .utf8)
    return text.components(separatedBy: "```\(language)\n").dropFirst().compactMap {
      $0.components(separatedBy: "\n```").first
    }
  }

  @Test("Every example of docs/commands.md is read, and every verb and every word has one")
  func commands() throws {
    let yaml = try #require(try blocks("yaml", in: "commands.md").first)
    let fleet = try FleetFile.load(bytes: Array(yaml.utf8), file: "commands.md", seed: 1).fleet
    var parser = CommandParser(fleet: fleet)
    var verbs: Set<String> = []
    var all = ""
    for line in try blocks("commands", in: "commands.md").joined(separator: "\n").split(separator: "\n") {
      do {
        let command = try parser.parse(String(line))
        let text = CommandText.text(of: command, in: fleet)
        #expect(try parser.parse(text) == command)
        verbs.insert(String(line.prefix { $0 != " " }))
        all += " \(line) "
      } catch {
        Issue.record("\(line): \(error)")
      }
    }
    #expect(verbs == Set(CommandParser.verbs))
    let qualities = QualityWords.times.map(\.word) + QualityWords.shares.map(\.word)
    let scopes = ["sub", "region", "zone", "group", "ud", "vm"]
    for word in qualities + scopes + ["share", "for", "os", "size", "regions", "rollout", "auto"] {
      #expect(all.contains(" \(word)="), "no example has \(word)=")
    }
    for fault in FaultWords.plain.map(\.word) + [FaultWords.slowHealth] {
      #expect(all.contains("break \(fault)"), "no example has the fault \(fault)")
    }
  }

  @Test("Every example of docs/commands.md does what it says, or is refused with a reason")
  func examplesRun() throws {
    let yaml = try #require(try blocks("yaml", in: "commands.md").first)
    let plan = try FleetFile.load(bytes: Array(yaml.utf8), file: "commands.md", seed: 1)
    var session = Session(plan: plan, seed: 1)
    session.advance(to: 60_000)
    var parser = CommandParser(fleet: plan.fleet)
    var done: Set<String> = []
    for line in try blocks("commands", in: "commands.md").joined(separator: "\n").split(separator: "\n") {
      let before = session.eventCount
      do throws(CommandRejection) {
        try session.submit(try! parser.parse(String(line)), by: .script)
        #expect(session.eventCount > before, "\(line) left no trace")
        done.insert(String(line.prefix { $0 != " " }))
      } catch {
        #expect(session.eventCount == before, "\(line) was refused and changed something")
        #expect(!"\(error)".isEmpty)
      }
    }
    // What needs a rollout, a failure or a VM that an earlier example removed; the stories of the built-in fleets run those.
    let later: Set = ["hold", "resume", "skip", "cancel", "retry", "withdraw", "model"]
    #expect(Set(CommandParser.verbs).subtracting(later).subtracting(done).isEmpty, "done: \(done.sorted())")
  }

  @Test("I19: provisionAfterExtensions changes nothing")
  func sequencing() throws {
    func digest(_ order: String) throws -> Digest {
      let text = """
        name: order
        regions: [uksouth]
        subscriptions: [one]
        extensions:
          - {type: DependencyAgentLinux, versions: [9.10.15.0, 9.10.16.0]}
          - {type: ApplicationHealthLinux, versions: [1.0.2.0, 1.0.3.0]}
        scaleSets:
          - name: web
            capacity: 6
            extensions:
              - {type: ApplicationHealthLinux, version: 1.0.2.0, enableAutomaticUpgrade: true}
              - {type: DependencyAgentLinux, version: 9.10.15.0, enableAutomaticUpgrade: true\(order)}
        """
      var session = Session(plan: try FleetFile.load(bytes: Array(text.utf8), file: "order", seed: 1), seed: 1)
      session.advance(to: 10 * 86_400_000)
      #expect(session.eventCount > 50)
      return session.digest
    }
    #expect(try digest("") == digest(", provisionAfterExtensions: [ApplicationHealthLinux]"))
  }

  @Test("Every script of docs/commands.md is read")
  func scripts() throws {
    let yaml = try #require(try blocks("yaml", in: "commands.md").first)
    let fleet = try FleetFile.load(bytes: Array(yaml.utf8), file: "commands.md", seed: 1).fleet
    let scripts = try blocks("script", in: "commands.md")
    #expect(!scripts.isEmpty)
    for script in scripts { #expect(try !Script.parse(script, file: "commands.md", fleet: fleet).isEmpty) }
  }

  @Test("Every whole fleet of docs/fleet-format.md is read, and every key is described")
  func format() throws {
    let fleets = try blocks("yaml", in: "fleet-format.md")
    #expect(fleets.count >= 2)
    for fleet in fleets {
      #expect(throws: Never.self, "\(fleet)") {
        try FleetFile.load(bytes: Array(fleet.utf8), file: "fleet-format.md", seed: 1)
      }
    }
    let text = try String(contentsOf: Self.docs.appendingPathComponent("fleet-format.md"), encoding: .utf8)
    let tables = [
      FleetFileKeys.fleet, FleetFileKeys.policy, FleetFileKeys.region, FleetFileKeys.phase, FleetFileKeys.subscription,
      FleetFileKeys.handler, FleetFileKeys.version, FleetFileKeys.quality, FleetFileKeys.scaleSet,
      FleetFileKeys.availabilitySet, FleetFileKeys.virtualMachine, FleetFileKeys.machine,
      FleetFileKeys.deployedExtension, FleetFileKeys.rollingUpgradePolicy, FleetFileKeys.probe,
      FleetFileKeys.backgroundFailures, FleetFileKeys.maintenance, FleetFileKeys.laterAvailability,
    ]
    for table in tables {
      for key in table.keys + table.synonyms.keys { #expect(text.contains("`\(key)`"), "\(table.subject): \(key)") }
    }
  }
}
