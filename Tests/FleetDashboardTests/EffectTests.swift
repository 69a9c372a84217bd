import FleetModel
import FleetSession
import RolloutOrchestrator
import TextCanvas
import Testing

@testable import FleetDashboard

/// What is promised before Enter, held against what Enter does.
@Suite struct EffectTests {
  private static let fleet = """
    name: effects
    regions: [westeurope]
    subscriptions: [production, {name: latecomer, enrolled: false}]
    policy: {retryMin: 1d, retryMax: 2d}
    extensions: [{type: DependencyAgentLinux, versions: [9.10.15.0]}]
    scaleSets:
      - name: web
        capacity: 10
        subscription: production
        extensions: [{type: DependencyAgentLinux, version: 9.10.15.0, enableAutomaticUpgrade: true}]
      - name: late
        capacity: 2
        subscription: latecomer
        extensions: [{type: DependencyAgentLinux, version: 9.10.15.0}]
      - {name: empty, capacity: 0, subscription: production}
    scenario:
      - at 1s power off vm=web_9
      - at 5s publish DependencyAgentLinux 9.10.16.0
    """

  private func preview(_ command: String, _ run: inout DemoRun) -> String {
    run.press(.character(":"))
    run.type(command)
    guard case .prompt(let prompt) = run.dashboard.view.overlay else { return "" }
    return prompt.preview
  }

  @Test(
    "what would be refused says so before Enter, with the reason",
    arguments: [
      "publish DependencyAgentLinux 9.10.16.0", "withdraw DependencyAgentLinux 9.9", "skip 7", "cancel 7", "hold 7",
      "resume", "scale web 10", "power on vm=web_1", "feature register production", "cancel group=empty",
      "auto on DependencyAgentLinux group=late", "mend group=empty",
      "break unhealthy group=empty",
    ])
  func refused(command: String) throws {
    var run = try DemoRun(yaml: Self.fleet)
    run.advance(to: Span.minute)
    let words = preview(command, &run)
    #expect(words.hasPrefix("Enter does nothing: "), "\(words)")
    let before = run.session.digest
    run.press(.enter)
    #expect(run.session.digest == before && run.refusals.count == 1, "\(command): \(run.refusals)")
    #expect(words == "Enter does nothing: \(run.refusals.first ?? "").")
  }

  @Test(
    "what is done says to how many, by the fleet's own figures",
    arguments: [
      ("power on all", "Switches 1 of 12 VMs of the whole fleet on."),
      ("protect on vm=web_1", "Protects web_1: no upgrade starts on it (R33)."),
      ("maintain vm=web_1 for=5m", "The platform maintains web_1 for 5 m: it is unhealthy meanwhile."),
      ("cancel group=web", "the set is tried again in 1 d to 2 d (R7, R30)."),
      ("withdraw DependencyAgentLinux 9.10.16.0", "what is in flight finishes, rollout 1 is cancelled (R29)."),
      ("withdraw DependencyAgentLinux 9.10.15.0", "no rollout goes there now (R29)."),
      ("publish DependencyAgentLinux 10.0", "so no rollout starts (R27)."),
    ])
  func done(command: String, words: String) throws {
    var run = try DemoRun(yaml: Self.fleet)
    run.advance(to: Span.minute)
    let said = preview(command, &run)
    #expect(said.contains(words), "\(said)")
    run.press(.enter)
    #expect(run.refusals.isEmpty, "\(run.refusals)")
  }
}
