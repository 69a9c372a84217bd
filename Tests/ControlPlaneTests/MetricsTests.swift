import FleetModel
import Testing

@testable import ControlPlane

/// What `promtool check metrics` would say of the page.
@Suite struct MetricsTests {
  private static func page() throws -> [Substring] {
    let bench = try TestBench()
    try bench.ask("POST", "/rolldeck/v1/commands", #"{"text": "publish DependencyAgentLinux 9.10.17.0"}"#)
    bench.pass(Span.minute)
    let response = try bench.ask("GET", "/metrics").response
    #expect(response.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
    #expect(response.body.last == UInt8(ascii: "\n"))
    return String(decoding: response.body, as: UTF8.self).split(separator: "\n")
  }

  @Test("A label holds nothing that a terminal acts upon, and stays a label")
  func hostileLabel() {
    var page = MetricsPage()
    page.sample("m", [("l", "a\u{1B}[31m\u{9B}\u{202E}\r\n\"\\")], 1)
    #expect(String(decoding: page.bytes, as: UTF8.self) == #"m{l="a\\u{1B}[31m\\u{9B}\\u{202E}\\u{D}\n\"\\"} 1"# + "\n")
  }

  @Test("However many rollouts there were, a page tells of the newest fifty and of no older one")
  func manyRollouts() throws {
    let bench = try TestBench()
    try bench.ask("PUT", Place.machineExtension("agent", "dep"), extensionBody(true))
    for build in 16...75 {
      try bench.ask("POST", "/rolldeck/v1/commands", #"{"text": "publish DependencyAgentLinux 9.10.\#(build).0"}"#)
      bench.pass(Span.second)
    }
    let page = String(decoding: try bench.ask("GET", "/metrics").response.body, as: UTF8.self)
    let told = page.split(separator: "\n").filter { $0.hasPrefix("rolldeck_rollout_live{") }
    #expect(told.count == MetricsFigures.mostRollouts)
    #expect(told.last?.contains("version=\"9.10.75.0\"") ?? false)
  }

  @Test("Every family has its help and its type before its samples, once, and its samples together")
  func families() throws {
    var types: [String: String] = [:]
    var helped: Set<String> = []
    var current = ""
    for line in try Self.page() {
      let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
      if words[0] == "#" {
        if words[1] == "HELP" {
          #expect(helped.insert(words[2]).inserted, "\(words[2]) is described twice")
          #expect(words.count == 4 && !words[3].isEmpty)
        } else {
          #expect(words[1] == "TYPE" && helped.contains(words[2]) && types[words[2]] == nil)
          types[words[2]] = words[3]
          current = words[2]
        }
        continue
      }
      let name = String(line.prefix { $0 != "{" && $0 != " " })
      #expect(name == current, "\(line) stands apart from its family")
      let value = String(line.reversed().prefix { $0 != " " }.reversed())
      #expect(Double(value) != nil, "\(line)")
    }
    #expect(types.count >= 10)
  }

  @Test("Names follow Prometheus' rules: counters end in _total and nothing else does, units are base units")
  func names() throws {
    for line in try Self.page() where line.hasPrefix("# TYPE ") {
      let words = line.split(separator: " ").map(String.init)
      let name = words[2]
      #expect(name.hasPrefix("rolldeck_"))
      #expect(name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") }, "\(name)")
      #expect(["counter", "gauge"].contains(words[3]))
      #expect(name.hasSuffix("_total") == (words[3] == "counter"), "\(name) is a \(words[3])")
      for unit in ["_ms", "_milliseconds", "_minutes", "_hours", "_days", "_percent", "_kb", "_mb"] {
        #expect(!name.contains(unit), "\(name) is not in base units")
      }
      #expect(!["_count", "_sum", "_bucket"].contains { name.hasSuffix($0) })
      #expect(!name.contains(words[3]), "\(name) repeats its type")
    }
  }
}
