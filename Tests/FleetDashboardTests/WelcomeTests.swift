import BuiltInFleets
import FleetFiles
import FleetModel
import FleetSession
import TextCanvas
import Testing

@testable import FleetDashboard

/// What is shown until there is a fleet.
@Suite struct WelcomeTests {
  private func lines(_ stage: Welcome.Stage, _ width: Int = 80, _ height: Int = 24) -> [String] {
    Welcome.canvas(source: "the fleet hyperscale", stage: stage, width: width, height: height, hasSymbols: false).lines
  }

  @Test("the bar fills with the VMs that are built, of all")
  func bar() {
    #expect(lines(.reading)[0] == "rolldeck: reading the fleet hyperscale ...")
    #expect(!lines(.reading).joined().contains("["))
    let half = lines(.building(built: 500_000, all: 1_000_000))
    #expect(half[0] == "rolldeck: building the fleet hyperscale: 500 000 of 1 000 000 VMs (50%)")
    let bar = half[5]
    #expect(bar.count { $0 == "#" } == bar.count { $0 == "." } && bar.count { $0 == "#" } == 37)
    #expect(lines(.building(built: 1, all: 1))[0].hasSuffix("1 of 1 VM (100%)"))
    #expect(lines(.starting)[5].count { $0 == "#" } == 74)
  }

  @Test("no size is too small for it")
  func sizes() {
    for width in 1...30 {
      for height in 1...9 {
        #expect(lines(.building(built: 3, all: 7), width, height).count == height)
      }
    }
  }

  @Test("building tells numbers that rise to what the fleet has, seldom")
  func progress() throws {
    var told: [Int] = []
    var alls: Set<Int> = []
    let plan = try FleetFile.load(bytes: BuiltInFleets.file(named: "enterprise")!, file: "enterprise", seed: 1) {
      told.append($0)
      alls.insert($1)
    }
    let count = plan.fleet.machineIndices.count
    #expect(alls == [count] && told == told.sorted() && told.count == Set(told).count)
    #expect(told.count <= count / 8192 && told.last! > count - 2 * 8192 && told.last! <= count)
  }

  @Test("while a recording is read ahead, the line above the keys says how far, until it is done or there is news")
  func reading() throws {
    var run = try DemoRun(mode: .replay(end: 4 * Span.day))
    run.dashboard.status.readAhead = Reach(known: 2 * Span.day, end: 4 * Span.day, events: 30, all: 40)
    let line = run.canvas().lines[22]
    #expect(line.hasPrefix("read ahead to 2d 00:00:00 of 4d 00:00:00 [####"))
    #expect(line.hasSuffix("75%") && line.count { $0 == "#" } == 24 && line.count { $0 == "." } == 8)
    run.dashboard.status.readAhead?.all = 0
    #expect(run.canvas().lines[22].hasSuffix("50%"), "by time where the number of events is not known")
    run.press(.character("T"))
    #expect(run.canvas().lines[22].hasPrefix("Theme"))
    run.dashboard.status.readAhead = nil
    run.press(.character("l"))
    #expect(!run.canvas().lines[22].contains("read ahead"))
    let reading = Reach(known: 5 * Span.day, end: 4 * Span.day, events: 41, all: 40)
    #expect(lines(.replaying(reading))[0].hasSuffix("4d 00:00:00 of 4d 00:00:00 (100%)"))
  }

  @Test("while it takes long to come to another moment, the line above the keys says how far it is and how to stay")
  func journey() throws {
    var run = try DemoRun(mode: .past(present: 8 * Span.day))
    run.dashboard.status.journey = Reach(known: 2 * Span.day, end: 4 * Span.day, events: 0, all: 0)
    let line = run.canvas().lines[22]
    #expect(line.hasPrefix("goes to that moment, Esc stays here: 2d 00:00:00 of 4d 00:00:00 ["))
    #expect(line.hasSuffix("50%"))
    run.dashboard.status.journey = Reach(known: Span.day, end: nil, events: 3_000, all: 4_000)
    #expect(run.canvas().lines[22].contains("Esc stays here: event 3 000 of 4 000 ["))
    #expect(run.canvas().lines[22].hasSuffix("75%"))
    run.dashboard.status.journey = nil
    #expect(run.canvas().lines[22].hasPrefix("You look at the past"))
  }
}
