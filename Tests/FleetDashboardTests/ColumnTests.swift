import FleetModel
import TextCanvas
import Testing

@testable import FleetDashboard

/// What is cut where there is little room: never a figure, never the end of a name that tells it from its neighbours.
@Suite struct ColumnTests {
  @Test("the catalogue's figures never touch, and versions with their counts are there from 40 columns on")
  func catalogue() {
    for width in 40...220 {
      for (count, out) in [(1, 1), (7, 6), (9, 9)] {
        let columns = CatalogueColumns(width: width, name: 22, version: 7, count: count, out: out)
        let end = columns.counts + columns.count + (columns.out > 0 ? 2 + columns.out : 0)
        #expect(end <= width, "\(width)")
        #expect(columns.version >= 7 && columns.count >= count && columns.name >= 8)
        #expect(columns.out == 0 || columns.out >= out)
        #expect(columns.heading.count <= width, "\(columns.heading)")
        #expect((columns.out > 0) == columns.heading.hasSuffix("OUT"))
      }
    }
    #expect(CatalogueColumns(width: 80, name: 22, version: 7, count: 7, out: 6).out > 0)
  }

  @Test("a million VMs' counts and those left out are two numbers")
  func millions() throws {
    let columns = CatalogueColumns(width: 80, name: 22, version: 7, count: 7, out: 6)
    #expect(columns.rollout > 0 && columns.counts + 7 + 2 + 6 <= 80)
  }

  @Test("a VM's extensions show what runs and how it stands at any width")
  func machine() {
    for width in 40...200 {
      let columns = MachineColumns(width: width)
      let all = columns.parts.map(\.column)
      #expect(all.contains(.installed) && all.contains(.state))
      #expect(columns.heading.count <= width - 2, "\(width): \(columns.heading)")
    }
    #expect(MachineColumns(width: 80).parts.count == MachineColumns.Column.allCases.count)
  }

  @Test("the small catalogue and the small VM keep their versions")
  func small() throws {
    var run = try DemoRun()
    run.advance(to: 12 * Span.minute)
    run.size = (40, 10)
    run.press(.character("4"))
    #expect(run.canvas().text.contains("9.10.16"))
    Snapshot.expect(run.canvas().text, is: "catalogue-40x10")
    run.press(.character("3"))
    #expect(run.canvas().text.contains("STATE"))
    Snapshot.expect(run.canvas().text, is: "vm-40x10")
  }

  @Test("what is too long for the line goes on below in the catalogue and in the help")
  func broken() throws {
    var run = try DemoRun()
    run.press(.character("4"))
    #expect(run.canvas().text.contains("health window 5 m"))
    run.press(.character("?"))
    for _ in 0..<8 {
      #expect(!run.canvas().text.contains("~ |"))
      run.press(.pageDown)
    }
    run.press(.character("/"))
    run.type("last match")
    let help = HelpScreen.broken([("  }              " + String(repeating: "word ", count: 30), false)], width: 60)
    #expect(help.count > 1 && help.allSatisfy { $0.text.count <= 60 && $0.text.dropFirst(2).first != nil })
    #expect(help[1].text.hasPrefix(String(repeating: " ", count: 17) + "word"))
  }

  @Test("the column of VMs without a zone says so in whole words, however narrow it is")
  func noZone() throws {
    var run = try DemoRun(fleet: "shop")
    run.advance(to: Span.minute)
    for width in 56...200 {
      let columns = RegionColumns(scene: run.dashboard.scene(run.session), width: width)
      guard columns.stripWidth > 0 else { continue }
      let words = columns.heading([]).split(separator: " ").map(String.init)
      #expect(words.contains("NONE") || columns.heading([]).contains("NO ZONE"), "\(width): \(columns.heading([]))")
    }
  }

  @Test("where there is no room for the strips a region says the same as where there is")
  func withoutStrips() throws {
    var run = try DemoRun(fleet: "edge")
    run.advance(to: 10 * Span.second)
    func says(_ width: Int) -> String {
      run.size = (width, 24)
      let line = run.canvas().lines.first { $0.contains("eastus ") } ?? ""
      return line.contains("in flight") ? "in flight" : line
    }
    #expect(says(110) == "in flight")
    #expect(says(80) == "in flight")
  }
}
