import FleetModel
import FleetSession
import Testing

@testable import ControlPlane

@Suite struct RolldeckTests {
  @Test("The prompt's commands and the how-to's lines work by POST")
  func commands() throws {
    let bench = try TestBench()
    let howTo =
      #"{"text": "az vm extension set \\\n  --resource-group rg --vm-name agent \\\n --name DependencyAgentLinux --publisher Microsoft.Azure.Monitoring.DependencyAgent --version 9.5 --enable-auto-upgrade true"}"#
    let answer = try bench.ask("POST", "/rolldeck/v1/commands", howTo)
    #expect(answer.body["commands"] == ["auto on DependencyAgentLinux vm=agent"])
    let wrong = try bench.ask("POST", "/rolldeck/v1/commands", #"{"text": "scale web twelve"}"#)
    #expect(wrong.body.message.contains("column 11"))
    #expect(
      try bench.ask("POST", "/rolldeck/v1/commands", #"{"text": "hold"}"#, headers: ["content-type": "text/plain"])
        .status == 415)
  }

  @Test("R31: a rollout tells what it waits for")
  func reasons() throws {
    let bench = try TestBench()
    try bench.ask(
      "PUT", "\(Place.group)/virtualMachineScaleSets/web/extensions/dep\(Place.version)", extensionBody(true))
    try bench.ask("POST", "/rolldeck/v1/commands", #"{"text": "publish DependencyAgentLinux 9.10.16.0 install=10m"}"#)
    bench.pass(Span.minute)
    let rollout = try bench.ask("GET", "/rolldeck/v1/rollouts/1").body
    #expect(rollout["status"] == "live")
    #expect(rollout["counts"]?["inFlight"] == 1)
    let waits = rollout["waits"]?.items ?? []
    let group = waits.first { $0["scope"] == "group:web" }
    #expect(group?["reason"] == "groupBusy")
    #expect(group?["figures"]?["total"] != nil)
    #expect(waits.contains { $0["scope"] == "phase:2" })
    try bench.ask("POST", "/rolldeck/v1/commands", #"{"text": "cancel 1"}"#)
    bench.pass(Span.hour)
    #expect(try bench.ask("GET", "/rolldeck/v1/rollouts/1").body["waits"] == [])
  }

  @Test("Metrics: every sample belongs to a family that was announced, and every line is well formed")
  func metrics() throws {
    let bench = try TestBench()
    try bench.ask("POST", "/rolldeck/v1/commands", #"{"text": "publish DependencyAgentLinux 9.10.16.0"}"#)
    let response = try bench.ask("GET", "/metrics").response
    let text = String(decoding: response.body, as: UTF8.self)
    var families: Set<Substring> = []
    var samples: Set<Substring> = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix("# TYPE ") { families.insert(line.split(separator: " ")[2]) }
      guard !line.hasPrefix("#") else { continue }
      #expect(families.contains(line.prefix { $0 != "{" && $0 != " " }), "\(line)")
      #expect(Double(line.split(separator: " ").last ?? "") != nil, "\(line)")
      #expect(samples.insert(line.prefix { $0 != " " }).inserted, "\(line) is given twice")
    }
    #expect(text.contains(#"rolldeck_machines{region="westus",health="healthy"} 18"#))
  }

  @Test("Events go to those who listen, filtered, in order")
  func events() throws {
    let bench = try TestBench()
    let lines = LineCollector()
    let all = try #require(bench.service.feed.add(EventFilter()) { id, line in lines.add(id, line) })
    _ = bench.service.feed.add(EventFilter(kinds: ["command"])) { id, line in lines.addFiltered(id, line) }
    try bench.ask("PUT", Place.machineExtension("agent", "dep"), extensionBody(true))
    bench.pass(Span.minute)
    #expect(lines.kinds.contains("autoChanged"))
    #expect(lines.filtered == ["command", "command"])
    #expect(lines.ids == lines.ids.sorted())
    bench.service.feed.remove(all)
    let before = lines.kinds.count
    try bench.ask("PUT", Place.machineExtension("agent", "dep"), extensionBody(false))
    bench.pass(Span.minute)
    #expect(lines.kinds.count == before)
    #expect(lines.filtered == ["command", "command", "command"])
  }

  @Test("What waits when the server stops is refused, not forgotten")
  func stop() throws {
    let bench = try TestBench()
    let request = try #require(ControlRequest(method: "GET", target: "/rolldeck/v1/state", base: ""))
    let statuses = LineCollector()
    bench.service.handle(request) { response in _ = statuses.add(response.status, []) }
    bench.service.close()
    #expect(statuses.ids == [503])
  }
}
