import AvailabilityAuditor
import Testing

@Suite("Streams that cannot be read")
struct FormatTests {
  @Test(
    "A malformed line is a violation, never a crash",
    arguments: [
      "", " ", "{", "}", "[]", "null", "7", "{\"k\"", "{\"k\":}", "{\"k\":\"head\"", "{\"k\":\"head\"}x", "{k:1}",
      "{\"k\":\"he\\", "{\"k\":\"he\\u12\"}", "{\"k\":\"\\ud800x\"}", "{\"k\":01}", "{\"k\":-}", "{\"k\":1.}",
      "{\"k\":\"a\u{1}\"}", "{\"n\":1}", "{\"k\":\"health\",\"n\":0}", "{\"k\":\"health\",\"n\":0,\"t\":1e3}",
      "{\"k\":\"health\",\"n\":0,\"t\":99999999999999999999}", "{\"k\":\"health\",\"n\":\"0\",\"t\":0}",
      "{\"k\":\"head\",\"format\":1}", "{\"a\":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]],\"k\":\"head\"}",
    ])
  func malformed(line: String) {
    var scenario = Scenario.set(of: 1)
    scenario.raw(line)
    #expect(scenario.brokenSoFar.first == "format")
  }

  @Test("Any line that is cut short, and any byte that is lost, is survived")
  func truncation() {
    let lines = CleanRunTests.wholeRollout().lines
    for (index, line) in lines.enumerated() {
      let bytes = Array(line.utf8)
      for length in 0..<bytes.count {
        var auditor = AvailabilityAuditor()
        for before in lines.prefix(index).suffix(3) { auditor.read(line: Array(before.utf8)) }
        auditor.read(line: bytes[..<length])
        #expect(auditor.violationCount > 0)
        if length > 200 { break }
      }
    }
  }

  @Test("Every event with any one of its keys lost, or its value of another type, is survived")
  func lostKeys() {
    let lines = CleanRunTests.wholeRollout().lines
    var found = 0
    for index in lines.indices {
      for value in ["null", "-1", "[[\"a\"]]"] {
        for part in 1...8 {
          let parts = lines[index].split(separator: ":", omittingEmptySubsequences: false)
          guard part < parts.count, let comma = parts[part].lastIndex(of: ",") else { continue }
          var broken = parts.map(String.init)
          broken[part] = value + parts[part][comma...]
          var auditor = AvailabilityAuditor()
          for (other, line) in lines.enumerated() {
            auditor.read(line: Array((other == index ? broken.joined(separator: ":") : line).utf8))
          }
          auditor.finish()
          found += auditor.violationCount
        }
      }
    }
    #expect(found > 0)
  }

  @Test("Bytes changed at random, and numbers of any size, are survived")
  func noise() {
    let lines = CleanRunTests.wholeRollout().lines.map { Array($0.utf8) }
    let digits = Array("9999999999999999".utf8)
    var state: UInt64 = 1
    func draw(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for round in 0..<100 {
      var auditor = AvailabilityAuditor()
      for line in lines {
        var line = line
        if draw(10) == 0 {
          let place = draw(line.count)
          if round.isMultiple(of: 2) {
            line[place] = UInt8(draw(256))
          } else if let digit = line[place...].firstIndex(where: { 0x30...0x39 ~= $0 }) {
            line.replaceSubrange(digit...digit, with: digits.prefix(1 + draw(16)))
          }
        }
        auditor.read(line: line)
      }
      auditor.finish()
      #expect(auditor.violationCount > 0)
    }
  }

  @Test("Unknown keys and unknown kinds are ignored")
  func unknown() {
    var scenario = Scenario.set(of: 1)
    scenario.event("somethingNew", at: 0, ["a": [1, [true, nil], ["b": "c"]]])
    scenario.event("digest", at: 0, ["h": "00", "more": ["n": 7, "t": -1]])
    #expect(scenario.brokenSoFar == [])
  }

  @Test("Escaped names are the names they spell")
  func escapes() {
    var scenario = Scenario.set(of: 1)
    scenario.raw(
      #"{"k":"\u0068ealth","n":0,"t":0,"vm":"g\u002d0","health":"healthy","sampled":true,"cause":"\"\\\/\ud83d\ude00\n"}"#
    )
    #expect(scenario.brokenSoFar == [])
  }

  @Test("I23: numbers have no gaps and times do not decrease")
  func order() {
    func events(_ second: String) -> [String] {
      var scenario = Scenario.set(of: 1)
      scenario.event("digest", at: 10)
      scenario.raw(second)
      return scenario.brokenSoFar
    }
    #expect(events(#"{"k":"digest","n":1,"t":10}"#) == [])
    #expect(events(#"{"k":"digest","n":2,"t":10}"#) == ["I23"])
    #expect(events(#"{"k":"digest","n":0,"t":10}"#) == ["I23"])
    #expect(events(#"{"k":"digest","n":1,"t":9}"#) == ["I23"])
  }

  @Test("The header comes first and in order, the end line last")
  func header() {
    var scenario = Scenario.set(of: 1)
    scenario.region("east")
    #expect(scenario.brokenSoFar == ["format"])
    var late = Scenario.set(of: 1)
    late.event("digest", at: 0)
    late.version("9.11.0.0")
    #expect(late.brokenSoFar == ["format"])
    var headless = Scenario()
    headless.region("west")
    #expect(headless.brokenSoFar == ["format"])
    #expect(Scenario.set(of: 1).broken == ["format"])
    var more = CleanRunTests.wholeRollout()
    more.event("digest", at: 700_000)
    #expect(more.broken == ["format"])
  }

  @Test("A name that the stream never introduced is a violation")
  func names() {
    var scenario = Scenario.set(of: 1)
    scenario.health("nobody", at: 0)
    scenario.run(rollout: "none", at: 0)
    #expect(scenario.brokenSoFar == ["format", "format"])
  }

  @Test("Violations beyond the limit are counted, not kept")
  func limit() {
    var scenario = Scenario.set(of: 1)
    for _ in 0..<150 { scenario.raw("?") }
    let auditor = scenario.audit(isWhole: false)
    #expect(auditor.violations.count == AvailabilityAuditor.reportLimit)
    #expect(auditor.violationCount == 150)
  }
}
