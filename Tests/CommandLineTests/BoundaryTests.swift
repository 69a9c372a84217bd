import Foundation
import Testing

/// Fleets at the edge of what the rules and the limits say, run and judged as whole programs.
@Suite(.serialized) struct BoundaryTests {
  private static let start = "name: edge\nregions: [westeurope]\nsubscriptions: [p]\n"
  private static let agent = "extensions: [{type: DependencyAgentLinux, version: 9.1, enableAutomaticUpgrade: true}]"

  /// Runs a fleet below the auditor; what it printed.
  private func audited(_ fleet: String, script: String = "", until: String) throws -> ProgramRun {
    try ProgramRun.once(
      """
      cat > edge.yaml <<'END'
      \(Self.start)\(fleet)
      END
      cat > edge.script <<'END'
      \(script)
      END
      rolldeck simulate edge.yaml --script edge.script --until \(until) --audit
      """)
  }

  @Test(
    "R3: an install that ends exactly at its limit has succeeded, one a millisecond later has not",
    arguments: [("20m", 1), ("20m1ms", 0)])
  func installLimit(time: String, upgraded: Int) throws {
    let run = try audited(
      """
      extensions: [{type: DependencyAgentLinux, versions: [9.2], quality: {install: \(time)}}]
      scaleSets: [{name: web, capacity: 1, \(Self.agent)}]
      """, until: "1h")
    #expect(run.status == 0, "\(run.output)\(run.complaints)")
    #expect(run.output.contains("VMs: \(upgraded) upgraded"), "\(run.output)")
  }

  @Test("I22: attempts are counted beyond what a VM's two bytes hold")
  func manyAttempts() throws {
    let run = try audited(
      """
      policy: {retryMin: 1s, retryMax: 1s}
      extensions: [{type: DependencyAgentLinux, versions: [9.2], quality: {fail: 100%, install: 30s, rollback: 30s}}]
      virtualMachines: [{name: v, \(Self.agent)}]
      """, until: "1d")
    #expect(run.status == 0, "\(run.output)\(run.complaints)")
    #expect(run.output.contains("1417 attempts"), "\(run.output)")
  }

  @Test("R30: retry of one rollout leaves the failures of another major's rollout to wait")
  func otherMajor() throws {
    let run = try audited(
      """
      policy: {maxUnhealthyUpgradedInstancePercent: 100, maxUnhealthyInstancePercent: 100}
      extensions: [{type: DependencyAgentLinux, versions: [9.2, 10.2], quality: {fail: 100%}}]
      virtualMachines:
        - {name: nine, \(Self.agent)}
        - {name: ten, extensions: [{type: DependencyAgentLinux, version: 10.1, enableAutomaticUpgrade: true}]}
      """, script: "at 3h retry rollout=1", until: "6h")
    #expect(run.status == 0, "\(run.output)\(run.complaints)")
  }

  @Test("A set grows into placement groups that VMs have left, and not beyond the last")
  func placementGroups() throws {
    let scales = (1...30).map { "at \($0)s scale web \($0 % 2 == 0 ? 762 : 0)" }.joined(separator: "\n")
    let run = try audited(
      "scaleSets: [{name: web, placementGroupSize: 3, capacity: 600}]", script: "at 1s scale web 1000\n" + scales,
      until: "1h")
    #expect(run.status == 0, "\(run.output)\(run.complaints)")
    #expect(run.complaints.contains("254 placement groups of 3 VMs are the most"), "\(run.complaints)")
  }

  @Test("A VM may be under more maintenances at once than sixteen bits count")
  func maintenances() throws {
    let run = try audited(
      "virtualMachines: [{name: v}]\nmaintenance: [{start: 1m, every: 1m, duration: 60d, scope: all, share: 100%}]",
      until: "50d")
    #expect(run.status == 0, "\(run.output)\(run.complaints)")
  }

  @Test("A version that is not published at first is offered from the date that its file gives")
  func later() throws {
    let run = try audited(
      """
      extensions: [{type: DependencyAgentLinux, versions: [{version: 9.2, published: false, later: [{at: 2d, regions: all}]}]}]
      scaleSets: [{name: web, capacity: 2, \(Self.agent)}]
      """, until: "3d")
    #expect(run.output.contains("VMs: 2 upgraded"), "\(run.output)\(run.complaints)")
  }

  @Test("A recording is whole though whoever read the event stream had enough")
  func recordedPipe() throws {
    let run = try ProgramRun.once(
      "rolldeck simulate shop --record pipe --events - | head -1 > one; rolldeck recordings verify pipe")
    #expect(run.status == 0, "\(run.output)\(run.complaints)")
  }

  @Test("R33: only VMs of Manual-mode sets fall behind their model, and others are upgraded with the rest")
  func behindTheModel() throws {
    let run = try audited(
      """
      extensions: [{type: DependencyAgentLinux, versions: [9.1, {version: 9.2, published: false}]}]
      scaleSets:
        - {name: own, capacity: 4, upgradeMode: Manual, \(Self.agent)}
        - {name: web, capacity: 3, \(Self.agent)}
      """,
      script: """
        at 1s model behind group=web
        at 1s model behind all
        at 1m publish DependencyAgentLinux 9.2
        """, until: "3d")
    #expect(run.status == 0, "\(run.output)\(run.complaints)")
    #expect(run.output.contains("VMs: 3 upgraded") && run.output.contains("4 model"), "\(run.output)")
    #expect(run.complaints.contains("upgradeMode is Manual stay behind"), "\(run.complaints)")
  }

  @Test("R33: a fleet file puts VMs behind their model only in Manual-mode sets")
  func behindInFiles() throws {
    let run = try audited(
      "scaleSets: [{name: web, capacity: 2, machines: [{name: a, latestModel: false}], latestModel: 50%}]", until: "1h")
    #expect(run.status == 2)
    #expect(run.complaints.components(separatedBy: "give the set upgradeMode: Manual").count == 3, "\(run.complaints)")
  }

  @Test("R33: the summary's reasons for leaving VMs out name no VM that it counts as upgraded")
  func summary() throws {
    let run = try audited(
      """
      extensions: [{type: DependencyAgentLinux, versions: [9.2]}]
      scaleSets: [{name: web, capacity: 4, \(Self.agent)}]
      """, script: "at 1s auto off DependencyAgentLinux vm=web_3\nat 2d auto off DependencyAgentLinux all", until: "3d")
    #expect(run.output.contains("3 upgraded, 0 rolled back, 0 failed, 0 pending, 1 excluded"), "\(run.output)")
    #expect(run.output.contains("excluded: 1 optedOut"), "\(run.output)")
  }

  @Test("R4: a probe that settles within the window lets VMs through, one that does not is refused")
  func settleTime() throws {
    func fleet(window: String) -> String {
      """
      policy: {healthWindow: \(window)}
      extensions: [{type: DependencyAgentLinux, versions: [9.2]}]
      scaleSets: [{name: web, capacity: 2, probe: {interval: 30s, probes: 4}, healthSource: loadBalancer, \(Self.agent)}]
      """
    }
    let longer = try audited(fleet(window: "2m30s"), until: "1d")
    #expect(longer.status == 0 && longer.output.contains("VMs: 2 upgraded"), "\(longer.output)\(longer.complaints)")
    let equal = try audited(fleet(window: "2m"), until: "1d")
    #expect(equal.status == 2 && equal.complaints.contains("healthWindow is 2m"), "\(equal.complaints)")
  }
}
