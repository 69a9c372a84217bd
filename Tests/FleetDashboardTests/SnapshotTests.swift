import FleetModel
import TextCanvas
import Testing

@testable import FleetDashboard

/// Every screen at every tier, from the demo's first rollout and its bad version.
@Suite struct SnapshotTests {
  private static let sizes = [(80, 24), (120, 40), (160, 45), (40, 10), (20, 5)]

  private func expect(_ run: inout DemoRun, _ name: String) {
    let canvas = run.canvas()
    #expect(canvas.lines.allSatisfy { SafeText.width($0) <= run.size.width })
    Snapshot.expect(canvas.text, is: name)
  }

  private func duringFirstPhase() throws -> DemoRun {
    var run = try DemoRun()
    run.advance(to: 12 * Span.minute)
    return run
  }

  @Test("the world, at every tier", arguments: sizes)
  func world(width: Int, height: Int) throws {
    var run = try duringFirstPhase()
    run.size = (width, height)
    expect(&run, "world-\(width)x\(height)")
  }

  @Test("the world while a phase bakes, and after the bad version was stopped")
  func worldLater() throws {
    var run = try DemoRun()
    run.advance(to: 36 * Span.hour + 30 * Span.minute)
    expect(&run, "world-stopped-80x24")
    run.advance(to: 49 * Span.hour)
    expect(&run, "world-baking-80x24")
  }

  @Test("a region, at every tier", arguments: sizes)
  func region(width: Int, height: Int) throws {
    var run = try duringFirstPhase()
    run.size = (width, height)
    _ = run.canvas()
    run.press(.enter, .right, .right)
    expect(&run, "region-\(width)x\(height)")
  }

  @Test("a VM, waiting and rolled back")
  func machine() throws {
    var run = try duringFirstPhase()
    run.press(.enter, .enter, .down, .enter)
    expect(&run, "vm-80x24")
    var later = try DemoRun()
    later.advance(to: 36 * Span.hour + 30 * Span.minute)
    later.press(.enter, .enter, .enter)
    expect(&later, "vm-rolled-back-80x24")
  }

  @Test("catalogue, events, timeline")
  func lists() throws {
    var run = try DemoRun()
    run.advance(to: 36 * Span.hour + 30 * Span.minute)
    run.press(.character("4"))
    expect(&run, "catalogue-80x24")
    run.press(.character("5"))
    expect(&run, "events-80x24")
    run.enter("level:bad region:uksouth -text:batch", at: "/")
    expect(&run, "events-filtered-80x24")
    run.press(.escape, .character("6"))
    expect(&run, "timeline-80x24")
  }

  @Test("palette, help, why, menus, tour")
  func overlays() throws {
    var run = try duringFirstPhase()
    run.press(.character(":"))
    run.type("break unhealthy region=uk")
    run.press(.tab)
    run.type(" share=20% for=15m")
    expect(&run, "palette-80x24")
    run.press(.escape, .character("?"))
    expect(&run, "help-80x24")
    run.press(.escape, .character("i"))
    expect(&run, "why-80x24")
    run.press(.escape, .character("f"))
    expect(&run, "faults-80x24")
    run.press(.escape, .character("P"))
    expect(&run, "publish-80x24")
    run.press(.escape, .character("x"))
    expect(&run, "control-80x24")
    run.press(.escape)
    run.enter("tour")
    expect(&run, "tour-80x24")
  }

  @Test("other fleets: 12 VMs, names of any script, a story's bad day, symbols of Unicode")
  func otherFleets() throws {
    var twelve = try DemoRun(yaml: Self.twelve)
    twelve.advance(to: 3 * Span.minute)
    expect(&twelve, "twelve-80x24")
    var names = try DemoRun(yaml: Self.names)
    names.advance(to: 3 * Span.minute)
    expect(&names, "names-80x24")
    names.press(.enter)
    expect(&names, "names-region-80x24")
    var shop = try DemoRun(fleet: "shop")
    shop.advance(to: 3 * Span.minute)
    shop.size = (200, 60)
    expect(&shop, "shop-200x60")
    var unicode = try duringFirstPhase()
    unicode.hasSymbols = true
    expect(&unicode, "unicode-80x24")
  }

  private static let twelve = """
    name: twelve
    regions: [northeurope, westeurope]
    subscriptions: [production]
    phases: [{name: Canary, regions: [northeurope], bake: 10m}, {name: Early, regions: [westeurope], bake: 10m}]
    extensions: [{type: DependencyAgentLinux, versions: [9.10.15.0]}]
    scaleSets:
      - name: web
        count: 2
        capacity: 6
        zones: all
        extensions: [{type: DependencyAgentLinux, version: 9.10.15.0, enableAutomaticUpgrade: true}]
    scenario: [at 5s publish DependencyAgentLinux 9.10.16.0]
    """

  private static let names = #"""
    name: names
    regions: [uksouth, {name: "生产环境东部区域", zones: 3}, {name: "שלוםעולם", zones: 2}, {name: "re\u001b[31mgion\u202EX", zones: 0}]
    subscriptions: ["订阅"]
    phases:
      - {name: "第一阶段测试环境部署阶段", regions: ["生产环境东部区域"], bake: 30m}
      - {name: "e\u0301t\u0301a\u0301pe", regions: ["שלוםעולם"], bake: 30m}
      - {name: "😀😀", regions: ["re\u001b[31mgion\u202EX", uksouth]}
    extensions: [{type: DependencyAgentLinux, versions: [9.10.15.0]}]
    scaleSets:
      - name: "网络服务器集群组合网络服务器"
        count: 4
        capacity: 10
        zones: all
        extensions: [{type: DependencyAgentLinux, version: 9.10.15.0, enableAutomaticUpgrade: true}]
      - name: "עברית\u001b]0;pwn\u0007"
        count: 4
        capacity: 5
        extensions: [{type: DependencyAgentLinux, version: 9.10.15.0, enableAutomaticUpgrade: true}]
    scenario: [at 5s publish DependencyAgentLinux 9.10.16.0 fail=10%]
    """#

  @Test("the three sentences answer a newcomer's questions on the first screen")
  func firstScreen() throws {
    var run = try duringFirstPhase()
    let text = run.canvas().text
    let answers = [
      "DependencyAgentLinux 9.10.15 -> 9.10.16", " of 118 VMs done \\(", "% unhealthy", "Next: ", "\\? help",
      "none failed",
    ]
    for answer in answers { #expect(text.contains(try Regex(answer)), "\(answer) is missing in\n\(text)") }
  }
}
