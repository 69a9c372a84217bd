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
    #expect("install failed".matches(pattern: "^install"))
    #expect(!"an install".matches(pattern: "^install"))
    #expect("vm-7".matches(pattern: "^vm-7$"))
    #expect(!"vm-77".matches(pattern: "^vm-7$"))
  }
}
