import Foundation
import FleetModel
import FleetSession
import RolloutOrchestrator
import TextCanvas
import Testing

@testable import FleetDashboard

/// The sentences that people read first, in situations as they come. `ROLLDECK_SHOW=1` prints them.
@Suite struct SentenceTests {
  static let fleets = ["demo", "shop", "edge", "game-day"]
  private static let shows = ProcessInfo.processInfo.environment["ROLLDECK_SHOW"] != nil

  /// Moments of a story: dense at first, then hours and days later.
  private static let moments: [Instant] = [
    0, 10 * Span.second, 2 * Span.minute, 12 * Span.minute, 50 * Span.minute, 105 * Span.minute, 3 * Span.hour,
    5 * Span.hour, 7 * Span.hour, 17 * Span.hour, 21 * Span.hour, 23 * Span.hour, 30 * Span.hour, 3 * Span.day,
    5 * Span.day,
    12 * Span.day,
  ]

  @Test("on every screen three sentences, each whole, none with a wrong plural or a hole", arguments: fleets)
  func headlines(fleet: String) throws {
    var run = try DemoRun(fleet: fleet)
    for moment in Self.moments {
      run.advance(to: moment)
      for (key, name) in [
        ("1", "world"), ("2", "region"), ("3", "VM"), ("4", "catalogue"), ("5", "events"), ("6", "timeline"),
      ] {
        run.press(.character(Character(key)))
        for width in [80, 160] {
          let sentences = Headline(scene: run.dashboard.scene(run.session)).sentences(width: width)
          if Self.shows, width == 160 { print(fleet, Figures.clock(moment), name, sentences, separator: " | ") }
          #expect(sentences.count == 3)
          for sentence in sentences.dropFirst() { check(sentence, "\(fleet) \(Figures.clock(moment)) \(name)") }
        }
      }
    }
  }

  @Test("why answers for whatever is chosen, in whole sentences, with a rule wherever it waits", arguments: fleets)
  func answers(fleet: String) throws {
    var run = try DemoRun(fleet: fleet)
    for moment in Self.moments {
      run.advance(to: moment)
      let scene = run.dashboard.scene(run.session)
      for rollout in run.session.orchestrator.rollouts {
        let words = scene.explanationWords
        let vms = run.session.fleet.machineIndices
        for vm in stride(from: 0, to: vms.count, by: max(1, vms.count / 60)) {
          let explanation = run.session.orchestrator.explain(
            machine: vm, in: rollout.id, run.session.fleet, at: run.session.now)
          let lines =
            [words.activity(explanation, subject: run.session.fleet.name(of: vm))] + words.waits(explanation)
            + [words.next(explanation)]
          for line in lines { check(line, "\(fleet) \(Figures.clock(moment)) VM") }
          for line in words.waits(explanation) { #expect(line.hasSuffix(")") && line.contains("(R"), "\(line)") }
          if Self.shows, vm == 0 { print(fleet, Figures.clock(moment), lines, separator: " | ") }
        }
        for group in run.session.fleet.groups.indices.prefix(8) {
          let explanation = run.session.orchestrator.explain(
            group: group, in: rollout.id, run.session.fleet, at: run.session.now)
          let lines =
            [words.activity(explanation, subject: run.session.fleet.name(ofGroup: group))] + words.waits(explanation)
            + words.parts(explanation) + words.gates(explanation) + [words.next(explanation)]
          for line in lines { check(line, "\(fleet) \(Figures.clock(moment)) group") }
          if Self.shows, group == 0 { print(fleet, Figures.clock(moment), lines, separator: " | ") }
        }
      }
    }
  }

  private func check(_ sentence: String, _ place: String) {
    #expect(!sentence.isEmpty, "\(place)")
    #expect(!sentence.contains("  ") || sentence.contains("["), "\(place): \(sentence)")
    for fault in [" 1 VMs", " 1 groups", " 1 sets", "nil", "Optional", ".. ", " ,", " ;", "in 0 s", " ."] {
      #expect(!sentence.contains(fault), "\(place): \(sentence)")
    }
    for digit in 2...9 { #expect(!sentence.contains("\(digit) VM "), "\(place): \(sentence)") }
  }

  @Test("R40: without a rollout it says whether a subscription is not enrolled, and what to type")
  func notEnrolled() throws {
    func fleet(_ enrolled: String) throws -> DemoRun {
      try DemoRun(
        yaml: """
          {name: few, regions: [uksouth], subscriptions: [{name: prod, enrolled: \(enrolled)}],
           extensions: [{type: DependencyAgentLinux, versions: [9.10.15.0]}],
           scaleSets: [{name: web, capacity: 20, extensions: [{type: DependencyAgentLinux, version: 9.10.15.0}]}]}
          """)
    }
    var run = try fleet("false")
    #expect(run.canvas().lines[0].hasPrefix("few: no rollout; its subscription is not enrolled (R40)."))
    #expect(run.canvas().lines[2] == "Next: nothing by itself; :feature register prod, later :provider register prod.")
    run.press(.character("i"))
    #expect(
      run.canvas().text.contains("the feature Microsoft.Compute/AutomaticExtensionUpgradePreview")
        && run.canvas().text.contains("(R40)"))
    run.press(.escape, .character("2"), .tab, .character("i"))
    #expect(
      run.canvas().text.contains("Why: web_0") && run.canvas().text.contains("(R11)"), "its own reason comes first")
    for text in ["feature register prod", "provider register prod"] {
      run.press(.escape)
      run.enter(text)
      run.advance(to: run.session.now + 20 * Span.minute)
      #expect(!run.canvas().lines[2].contains(":feature"))
    }
    run.press(.escape, .character("1"))
    #expect(run.canvas().text.contains("few: no rollout, automatic upgrade is off."))
    var other = try fleet("true")
    #expect(other.canvas().lines[0].hasPrefix("few: no rollout, automatic upgrade is off."))
  }
}
