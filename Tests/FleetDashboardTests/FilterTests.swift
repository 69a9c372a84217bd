import FleetModel
import TextCanvas
import Testing

@testable import FleetDashboard

@Suite struct FilterTests {
  private func shows(_ filter: String, _ fields: [String: [String]]) -> Bool {
    Filter(filter).matches { $0.isEmpty ? fields.values.flatMap { $0 } : fields[$0] }
  }

  private let event = ["region": ["uksouth"], "level": ["bad"], "text": ["install failed: exit 51"]]

  @Test("words, field:value and -not are all asked for at once")
  func terms() {
    #expect(shows("", event))
    #expect(shows("failed", event))
    #expect(shows("region:uk level:bad", event))
    #expect(!shows("region:north", event))
    #expect(shows("-region:north", event))
    #expect(!shows("region:uk -failed", event))
    #expect(!shows("colour:red", event))
  }

  @Test("* stands for anything, ^ and $ for the ends")
  func patterns() {
    #expect("install failed: exit 51".matches(pattern: "install*51"))
    #expect("install failed: exit 51".matches(pattern: "51$"))
    #expect(!"install failed: exit 51".matches(pattern: "exit$"))
    #expect("install failed: exit 51".matches(pattern: "inst*$"))
    #expect("install failed".matches(pattern: "^install"))
    #expect(!"an install".matches(pattern: "^install"))
    #expect("vm-7".matches(pattern: "^vm-7$"))
    #expect(!"vm-77".matches(pattern: "^vm-7$"))
  }

  @Test("~ begins a regular expression, with a field, turned round, and without regard to case")
  func expressions() {
    #expect(shows("~exit.(5|6)1", event))
    #expect(shows("region:~^UK.*h$", event))
    #expect(!shows("region:~^k", event))
    #expect(shows("-~exit.6", event))
    #expect(!shows("-~exit.5[0-9] level:bad", event))
    #expect(shows(#"text:~\Wexit"#, event))
    #expect(Filter("~a:b").terms.map(\.field) == [""])
    #expect(Filter("x ~web") == Filter("x ~web"))
    #expect(Filter("~web") != Filter("~wob"))
  }

  @Test(
    "What is no regular expression is said, and left out until it is one",
    arguments: [
      ("~(web", "a ( is not closed"), ("~web[1", "a [ is not closed"), ("set:~*a", "nothing stands before"),
      ("~", "nothing follows"), ("~a{2}", "counts in braces"), ("~[z-a]", "a range ends before"),
      ("~" + String(repeating: "a", count: 201), "longer than 200"), (#"~a\"#, "nothing stands after"),
    ])
  func faults(text: String, reason: String) throws {
    let filter = Filter("failed " + text)
    #expect(filter.terms.map(\.value) == ["failed"])
    #expect(try #require(FilterFields.problem(filter, on: .events)).contains(reason))
  }

  @Test("An expression that would make a backtracking matcher stand still answers at once")
  func linear() {
    let text = String(repeating: "a", count: 200)
    #expect(!Filter("~^(a+)+(a+)+(a|aa)+b$").matches { _ in [text] })
  }

  @Test("state: on the world asks for what the row of a region says, at any moment")
  func states() throws {
    for fleet in ["demo", "game-day"] {
      var run = try DemoRun(fleet: fleet)
      run.size = (120, 40)
      for time in stride(from: Span.minute, to: 4 * Span.day, by: Int(97 * Span.minute)) {
        run.advance(to: time)
        _ = run.canvas()
        let scene = run.dashboard.scene(run.session)
        for region in scene.fleet.regions.indices {
          let row = scene.says.text(scene.strips[region]?.explanation)
          #expect(WorldRows(scene: scene).says(region) == row, "\(fleet), region \(region) at \(Figures.clock(time))")
        }
      }
    }
  }
}
