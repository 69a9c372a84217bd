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
}
