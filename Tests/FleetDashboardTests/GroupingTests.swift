import FleetModel
import FleetSession
import RolloutOrchestrator
import TextCanvas
import Testing

@testable import FleetDashboard

@Suite struct GroupingTests {
  @Test("rows stand for so many sets that they fit: 10, 20, 50, 100 ..., and single sets up to two screenfuls")
  func bundles() {
    let known = [
      (0, 12, 1), (24, 12, 1), (25, 12, 10), (120, 12, 10), (121, 12, 20), (241, 12, 50), (601, 12, 100),
      (1_200, 12, 100), (9_999, 5, 2_000),
    ]
    for (count, capacity, size) in known { #expect(RegionMap.bundle(count, capacity: capacity) == size, "\(count)") }
    #expect(RegionMap.rows(0..<25, capacity: 12) == [0..<10, 10..<20, 20..<25])
    #expect(RegionMap.rows(100..<110, capacity: 12).count == 10)
  }

  @Test("no row is lost: the rows of every level cover all sets, without overlap", arguments: [1, 7, 12, 30])
  func complete(capacity: Int) {
    for count in [0, 1, 2, 13, 99, 100, 101, 2_345] {
      func check(_ span: Range<Int>, depth: Int) {
        let rows = RegionMap.rows(span, capacity: capacity)
        #expect(rows.flatMap { Array($0) } == Array(span))
        #expect(depth < 6)
        for row in rows where row.count > 1 { check(row, depth: depth + 1) }
      }
      check(0..<count, depth: 0)
    }
  }

  private func hugeRegion() throws -> DemoRun {
    var run = try DemoRun(fleet: "shop")
    run.advance(to: 2 * Span.hour)
    _ = run.canvas()
    let fleet = run.session.fleet
    let largest = fleet.regions.indices.max { fleet.regions[$0].groups.count < fleet.regions[$1].groups.count }
    let region = try #require(largest)
    run.enter("region \(fleet.regions[region].name)")
    _ = run.canvas()
    return run
  }

  @Test("in a huge region Enter goes finer down to a VM, and Esc comes back level by level")
  func levels() throws {
    var run = try hugeRegion()
    let count = run.session.fleet.regions[run.dashboard.view.map.region].groups.count
    try #require(count > 2 * run.dashboard.view.map.capacity, "the fleet has no huge region")
    var texts: [String] = []
    for _ in 0..<6 where run.dashboard.view.map.board == .map {
      texts.append(run.canvas().text)
      run.press(.enter)
    }
    #expect(run.dashboard.view.board == .machines && texts.count >= 2)
    #expect(texts[0].contains("sets 1-") && texts[0].contains("sets' VMs in one update domain"))
    for text in texts.reversed() {
      run.press(.escape)
      #expect(run.canvas().text == text)
    }
    run.press(.escape)
    #expect(run.dashboard.view.screen == .world)
  }

  @Test("the sums of rows are the counts of their VMs, also after more time passed")
  func sums() throws {
    var run = try hugeRegion()
    for _ in 0..<4 {
      run.advance(to: run.session.now + Span.hour)
      _ = run.canvas()
      let scene = run.dashboard.scene(run.session)
      let map = RegionMap(scene: scene, region: run.dashboard.view.map.region)
      for row in map.rows.indices {
        let shown = map.cells(inRow: row).compactMap(\.self).reduce(into: (total: 0, upgraded: 0)) {
          $0.total += $1.total
          $0.upgraded += $1.upgraded
        }
        let known = map.groups[map.rows[row]].reduce(into: (total: 0, upgraded: 0)) { sum, group in
          let counts = run.session.orchestrator.counts(of: scene.view.rollout, group: group, in: scene.fleet)
          sum.total += counts.total
          sum.upgraded += counts.upgraded
        }
        #expect(shown == known, "row \(row)")
      }
    }
  }

  @Test("a VM of a huge region is found by name, and the map is opened around it")
  func reveal() throws {
    var run = try hugeRegion()
    let group = run.session.fleet.regions[run.dashboard.view.map.region].groups.last!
    let vm = try #require(run.session.fleet.members(of: group).first { run.session.fleet.exists($0) })
    run.enter("vm \(run.session.fleet.name(of: vm))")
    #expect(run.dashboard.view.machine == vm)
    #expect(run.canvas().lines[0].contains(run.session.fleet.name(of: vm)))
    run.press(.escape)
    let text = run.canvas().text
    #expect(run.dashboard.view.map.group == group)
    let name = run.session.fleet.name(ofGroup: group)
    #expect(text.contains("> \(name.prefix(7))") && text.contains("\(name.suffix(7)) "), "\(text)")
  }

  @Test("what does not fit is counted on the last line")
  func hidden() throws {
    #expect(ScrolledList.text("region", above: 0, below: 1) == "... 1 more region below")
    #expect(ScrolledList.text("region", above: 3, below: 9) == "... 12 more regions: 3 above, 9 below")
    var run = try DemoRun(fleet: "edge")
    run.size = (80, 16)
    let canvas = run.canvas()
    let line = try #require(canvas.lines.first { $0.contains("more regions") })
    let shown = canvas.lines.count { line in
      run.session.fleet.regions.contains { line.dropFirst(2).hasPrefix($0.name + " ") }
    }
    let hidden = try #require(Int(line.split(separator: " ")[1]))
    #expect(shown + hidden == run.session.fleet.regions.count)
  }
}
