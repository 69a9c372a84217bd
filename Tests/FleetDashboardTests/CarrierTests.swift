import FleetFiles
import FleetModel
import FleetSession
import TextCanvas
import Testing

@testable import FleetDashboard

/// The VMs that have an extension: Enter in the catalogue.
@Suite struct CarrierTests {
  private func opened(_ fleet: String = "demo", at time: Instant = 12 * Span.minute) throws -> DemoRun {
    var run = try DemoRun(fleet: fleet)
    run.advance(to: time)
    run.press(.character("4"), .enter)
    return run
  }

  private func carriers(_ run: DemoRun) -> Carriers { Carriers(scene: run.dashboard.scene(run.session)) }

  /// What the list must be, found without what is counted.
  private func expected(_ run: DemoRun, only: VersionIndex?) -> [VMIndex] {
    let fleet = run.session.fleet
    let handler = run.dashboard.view.catalogue.handler
    let versions = fleet.handlers[handler].versions
    let order = versions.indices.sorted { versions[$0] < versions[$1] }.filter { only == nil || $0 == only }
    return order.flatMap { version in
      fleet.groups.indices.flatMap { group in
        fleet.members(of: group).filter { fleet.exists($0) && fleet.version(of: handler, on: $0) == version }
      }
    }
  }

  @Test(
    "Enter in the catalogue shows every VM with the extension once, the oldest version first", arguments: [1, 7, 30])
  func everyVM(minutes: Int64) throws {
    for fleet in ["demo", "shop"] {
      var run = try opened(fleet, at: minutes * Span.minute)
      _ = run.canvas()
      let all = carriers(run)
      #expect(all.machines(0..<all.count) == expected(run, only: nil))
      for start in stride(from: 0, to: all.count, by: 7) {
        let page = all.machines(start..<min(all.count, start + 7))
        #expect(page == Array(expected(run, only: nil)[start..<min(all.count, start + 7)]))
        for (place, vm) in page.enumerated() { #expect(all.row(of: vm) == start + place) }
      }
      for _ in all.versions {
        run.press(.right)
        let one = carriers(run)
        #expect(one.version != nil && one.machines(0..<one.count) == expected(run, only: one.version))
        #expect(run.canvas().text.contains("\(Figures.count(one.count, "VM"))"))
      }
    }
  }

  @Test("the cursor stays on its VM while others are upgraded, and its place is taken when it leaves the list itself")
  func cursor() throws {
    var run = try opened(at: 2 * Span.minute)
    run.press(.down, .down, .down)
    let vm = try #require(run.dashboard.view.catalogue.carrier)
    for minute in 3...120 {
      run.advance(to: Int64(minute) * Span.minute)
      _ = run.canvas()
      #expect(run.dashboard.view.catalogue.carrier == vm)
      #expect(carriers(run).row(of: vm) == run.dashboard.view.catalogue.carrierRow)
    }
    // On one version alone the VM that is upgraded leaves.
    run = try opened(at: 2 * Span.minute)
    run.press(.right, .right, .down)
    let only = try #require(run.dashboard.view.catalogue.version)
    let leaving = try #require(run.dashboard.view.catalogue.carrier)
    var row = run.dashboard.view.catalogue.carrierRow
    for minute in 3...240 where run.dashboard.view.catalogue.carrier == leaving {
      row = run.dashboard.view.catalogue.carrierRow
      run.advance(to: Int64(minute) * Span.minute)
      _ = run.canvas()
    }
    let list = carriers(run)
    #expect(list.version == only && list.row(of: leaving) == nil)
    #expect(run.dashboard.view.catalogue.carrier == list.machines(row..<row + 1).first)
  }

  @Test("keys act on the VM under the cursor, Enter opens it at the extension, Esc leads back")
  func acting() throws {
    var run = try opened()
    run.press(.down)
    let vm = try #require(run.dashboard.view.catalogue.carrier)
    let name = run.session.fleet.name(of: vm)
    run.press(.character("i"))
    #expect(run.canvas().text.contains("Why: \(name)"))
    run.press(.escape, .character("y"))
    #expect(run.written.last == name)
    run.press(.enter)
    #expect(run.dashboard.view.screen == .machine && run.dashboard.view.machine == vm)
    run.press(.character("4"), .escape)
    #expect(run.dashboard.view.board == .catalogue && run.dashboard.view.screen == .catalogue)
    run.press(.tab)
    #expect(run.dashboard.view.board == .carriers)
    run.press(.tab, .escape)
    #expect(run.dashboard.view.screen == .world)
  }

  @Test("a click chooses a VM and opens it, and one on an extension goes back to the extensions")
  func clicking() throws {
    var run = try opened()
    let lines = run.canvas().lines
    let vm = try #require(carriers(run).machines(2..<3).first)
    let row = try #require(lines.firstIndex { $0.contains("VERSION STATE") }) + 3
    run.press(.click(row: row, column: 4))
    #expect(run.dashboard.view.catalogue.carrier == vm && run.dashboard.view.screen == .catalogue)
    run.press(.click(row: row, column: 4))
    #expect(run.dashboard.view.machine == vm && run.dashboard.view.screen == .machine)
    run.press(.character("4"))
    let extensionRow = try #require(run.canvas().lines.firstIndex { $0.contains("EXTENSION") }) + 1
    run.press(.click(row: extensionRow, column: 4))
    #expect(run.dashboard.view.board == .catalogue)
  }

  @Test("the table of the list has every VM, though the screen shows a page")
  func table() throws {
    var run = try opened()
    run.enter("write vms.csv")
    let csv = try #require(run.written.first { $0.hasPrefix("vms.csv\n") }).split(separator: "\n").dropFirst()
    #expect(csv.first == "extension,vm,version,automatic,rollout,state,health,region,set")
    #expect(csv.count == carriers(run).count + 1)
  }

  @Test("keys that come before a frame find the list as it is")
  func withoutFrames() throws {
    var run = try DemoRun()
    run.press(.character("4"), .enter, .end)
    let all = carriers(run)
    #expect(all.count == run.session.fleet.machineIndices.count)
    #expect(run.dashboard.view.catalogue.carrier == all.machines(all.count - 1..<all.count).first)
    // Another moment is shown, and nothing is counted yet.
    run.press(.right)
    let only = carriers(run).count
    run.dashboard.settle(run.session)
    #expect(carriers(run).count == 0)
    run.press(.character("i"), .escape)
    run.enter("write vms.csv")
    let csv = try #require(run.written.last).split(separator: "\n").dropFirst()
    #expect(csv.count == only + 1)
  }

  @Test(
    "the VMs that have an extension, at every tier", arguments: [(80, 24), (120, 40), (200, 60), (40, 10), (20, 5)])
  func looks(width: Int, height: Int) throws {
    var run = try opened()
    run.size = (width, height)
    let canvas = run.canvas()
    #expect(canvas.lines.allSatisfy { SafeText.width($0) <= width })
    Snapshot.expect(canvas.text, is: "carriers-\(width)x\(height)")
  }

  @Test("a VM that does not exist yet at the moment that is shown is under no cursor")
  func beforeItsTime() throws {
    var run = try opened()
    let earlier = run.session
    var parser = CommandParser(fleet: run.session.fleet)
    try run.session.submit(try parser.parse("scale web-003 40"), by: .key)
    run.advance(to: run.session.now + Span.minute)
    run.press(.right, .right, .right, .left, .left, .left, .end)
    while let vm = run.dashboard.view.catalogue.carrier, vm < earlier.fleet.machineIndices.upperBound {
      run.press(.up)
      try #require(run.dashboard.view.catalogue.carrierRow > 0)
    }
    run.session = earlier
    run.dashboard.settle(earlier)
    #expect(run.canvas().text.contains("120 VMs"))
    run.press(.character("f"))
    #expect(run.dashboard.view.catalogue.carrier.map { earlier.fleet.exists($0) } == true)
  }

  @Test("in the first row the cursor stays with who is furthest behind")
  func firstRow() throws {
    var run = try opened(at: 2 * Span.minute)
    for minute in 3...240 {
      run.advance(to: Int64(minute) * Span.minute)
      _ = run.canvas()
      #expect(run.dashboard.view.catalogue.carrierRow == 0)
    }
    #expect(run.dashboard.view.catalogue.carrier == carriers(run).machines(0..<1).first)
  }

  @Test("a page of the list is what it shows", arguments: [(80, 24), (200, 60), (40, 10)])
  func pages(width: Int, height: Int) throws {
    var run = try opened("shop")
    run.size = (width, height)
    let before = run.canvas().lines
    run.press(.pageDown)
    let row = run.dashboard.view.catalogue.carrierRow
    let shown = before.count { line in
      carriers(run).machines(0..<60).contains { line.contains(run.session.fleet.name(of: $0).suffix(3) + " ") }
        && line.contains("9.")
    }
    #expect(row > 0 && row <= shown, "\(row) of \(shown)")
  }

  @Test("a version that nobody runs any more is shown as such, not as all of them")
  func abandonedVersion() throws {
    var run = try opened(at: 2 * Span.minute)
    let oldest = try #require(carriers(run).versions.first)
    while run.dashboard.view.catalogue.version != oldest { run.press(.right) }
    run.advance(to: 5 * Span.day)
    #expect(run.session.fleet.machineIndices.allSatisfy { run.session.fleet.version(of: 0, on: $0) != oldest })
    let text = run.canvas().text
    #expect(text.contains("9.10.14: 0 VMs"), "\(text)")
    run.press(.enter)
    #expect(run.dashboard.view.note?.text == "There is no VM here to open.")
    run.press(.left)
    #expect(run.canvas().text.contains("9.10.15: ") || run.canvas().text.contains("120 VMs, oldest"))
  }

  @Test("Tab and back leaves the version and the VM chosen")
  func backAgain() throws {
    var run = try opened()
    run.press(.right, .down, .down)
    let before = run.dashboard.view.catalogue
    run.press(.tab, .tab)
    #expect(run.dashboard.view.catalogue == before)
    run.press(.escape, .enter)
    #expect(run.dashboard.view.catalogue == before)
  }

  @Test("a filter is about the extensions: it does not close the list, and lets nobody into a hidden one")
  func filtered() throws {
    var run = try opened()
    run.enter("Application", at: "/")
    #expect(run.dashboard.view.board == .carriers && run.dashboard.view.catalogue.handler == 0)
    run.press(.character("n"))
    #expect(run.dashboard.view.note?.text.contains("about the extensions") == true)
    run = try DemoRun()
    run.advance(to: 12 * Span.minute)
    run.press(.character("4"), .character("/"))
    run.type("zzzz")
    run.press(.enter, .tab)
    #expect(run.dashboard.view.board == .catalogue)
    #expect(run.dashboard.view.note?.text == "Nothing here matches zzzz.")
  }

  @Test("P publishes for the extension that is chosen, in the list and above it", arguments: [false, true])
  func publishing(inList: Bool) throws {
    var run = try DemoRun()
    run.advance(to: 12 * Span.minute)
    run.press(.character("4"), .down)
    if inList { run.press(.enter) }
    run.press(.character("P"))
    let chosen = try #require(run.canvas().lines.first { $0.contains("> ") && $0.contains("1.0.") })
    #expect(chosen.contains("ApplicationHealthLinux"), "\(chosen)")
  }

  @Test("versions that the catalogue has no line for are counted in one")
  func olderVersions() throws {
    var run = try DemoRun(fleet: "enterprise")
    run.advance(to: Span.hour)
    run.press(.character("4"))
    let lines = run.canvas().lines
    #expect(lines.contains { $0.contains(" older ") }, "\(lines.joined(separator: "\n"))")
  }
}
