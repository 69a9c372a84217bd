import FleetFiles
import FleetModel
import FleetSession
import Testing

@testable import ControlPlane

/// What owners say about extensions is kept, shown, changed by PATCH, and follows from the recorded commands alone.
@Suite struct DetailsTests {
  private static let body = """
    {"location": "westus", "tags": {"owner": "ops"}, "properties": {
    "publisher": "Microsoft.Azure.Monitoring.DependencyAgent", "type": "DependencyAgentLinux",
    "typeHandlerVersion": "9.5", "enableAutomaticUpgrade": false, "settings": {"quote": "a\\"b\\\\c, d=e #f", "n": 1},
    "protectedSettings": {"key": "secret"}, "forceUpdateTag": "one", "provisionAfterExtensions": ["x, y", "z"]}}
    """

  private func shown(_ bench: TestBench) throws -> JSONValue {
    try bench.ask("GET", Place.machineExtension("agent", "my-AGENT")).body
  }

  private func expectAll(_ body: JSONValue) {
    let properties = body["properties"]
    #expect(body["name"] == "My-Agent")
    #expect(body["tags"] == ["owner": "ops"])
    #expect(properties?["settings"] == ["quote": "a\"b\\c, d=e #f", "n": 1])
    #expect(properties?["forceUpdateTag"] == "one")
    #expect(properties?["provisionAfterExtensions"] == ["x, y", "z"])
    #expect(properties?["typeHandlerVersion"] == "9.5")
    #expect(properties?["autoUpgradeMinorVersion"] == false)
    #expect(!String(decoding: body.bytes, as: UTF8.self).contains("secret"))
  }

  @Test("A PUT's members are shown again, a PATCH keeps those that it does not name, and a PUT replaces all")
  func kept() throws {
    let bench = try TestBench()
    #expect(try bench.ask("PUT", Place.machineExtension("agent", "My-Agent"), Self.body).status == 200)
    expectAll(try shown(bench))
    let patch = #"{"properties": {"enableAutomaticUpgrade": true}}"#
    #expect(try bench.ask("PATCH", Place.machineExtension("agent", "my-agent"), patch).status == 200)
    expectAll(try shown(bench))
    #expect(try shown(bench)["properties"]?["enableAutomaticUpgrade"] == true)
    try bench.ask("PATCH", Place.machineExtension("agent", "my-agent"), #"{"tags": {"owner": "dev"}}"#)
    #expect(try shown(bench)["tags"] == ["owner": "dev"])
    try bench.ask("PUT", Place.machineExtension("agent", "my-agent"), extensionBody(true))
    #expect(try shown(bench)["tags"] == [:])
    #expect(try shown(bench)["properties"]?["settings"] == [:])
    #expect(try shown(bench)["name"] == "My-Agent")
  }

  @Test("The same commands, written as text and read again, lead to the same answers")
  func recorded() throws {
    let bench = try TestBench()
    try bench.ask("PUT", Place.machineExtension("agent", "My-Agent"), Self.body)
    let texts = bench.notes.map { CommandText.text(of: $0.command, in: bench.session.fleet) }
    #expect(!texts.joined().contains("secret"))
    let again = try TestBench()
    for text in texts {
      var parser = CommandParser(fleet: again.session.fleet)
      let command = try parser.parse(text)
      #expect(CommandText.text(of: command, in: again.session.fleet) == text)
      try again.session.submit(command, by: .replay)
    }
    expectAll(try shown(again))
    #expect(again.session.digest == bench.session.digest)
  }

  @Test("Each command is told before its client is, with the state right behind it")
  func order() throws {
    let bench = try TestBench()
    let request = try #require(
      ControlRequest(
        method: "PUT", target: Place.machineExtension("agent", "My-Agent"), headers: [:], body: Array(Self.body.utf8),
        base: ""))
    let replies = LineCollector()
    bench.service.handle(request) { response in _ = replies.add(response.status, []) }
    var counts: [Int] = []
    _ = bench.service.drain(into: &bench.session) { _, session in
      #expect(replies.ids.isEmpty)
      counts.append(session.eventCount)
    }
    #expect(counts.count == 2 && counts[0] < counts[1])
    #expect(replies.ids == [200])
  }

  @Test("Too much is refused, not cut off")
  func limit() throws {
    let bench = try TestBench()
    let long = String(repeating: "x", count: ExtensionBody.detailBytes)
    let answer = try bench.ask(
      "PUT", Place.machineExtension("agent", "a"), Self.body.replacing("\"n\": 1", with: "\"n\": \"\(long)\""))
    #expect(answer.status == 400 && bench.notes.isEmpty)
  }

  @Test("Extensions of a VM that does not run are left alone: 409, as Azure says it")
  func stopped() throws {
    let bench = try TestBench()
    #expect(
      try bench.ask("POST", "\(Place.group)/virtualMachines/agent/deallocate\(Place.version)").status == 202)
    let digest = bench.session.digest
    for (method, body) in [("PUT", extensionBody(true)), ("PATCH", #"{"tags": {}}"#), ("DELETE", "")] {
      let answer = try bench.ask(method, Place.machineExtension("agent", "DependencyAgentLinux"), body)
      #expect(answer.status == 409 && answer.body.code == "OperationNotAllowed")
      #expect(answer.body.message == "Cannot modify extensions in the VM when the VM is not running.")
    }
    #expect(bench.session.digest == digest)
  }

  @Test("A set without instances takes a change of its model, and its later instances have it")
  func empty() throws {
    let bench = try TestBench()
    let set = "\(Place.group)/virtualMachineScaleSets/web"
    try bench.ask("PATCH", set + Place.version, #"{"sku": {"capacity": 0}}"#)
    let health = extensionBody(
      false, version: "1.0", type: "ApplicationHealthLinux", publisher: "Microsoft.ManagedServices")
    #expect(try bench.ask("PUT", "\(set)/extensions/Health\(Place.version)", health).status == 201)
    #expect(try bench.ask("DELETE", "\(set)/extensions/DependencyAgentLinux\(Place.version)").status == 202)
    try bench.ask("PATCH", set + Place.version, #"{"sku": {"capacity": 1}}"#)
    let instance = try #require(
      try bench.ask("GET", "\(set)/virtualMachines\(Place.version)").body["value"]?.items?.first?["instanceId"]?.text)
    let names = try bench.ask("GET", "\(set)/virtualMachines/\(instance)/extensions\(Place.version)").body["value"]?
      .items?.map { $0["name"] }
    #expect(names == ["Health"])
  }

  @Test("rollingUpgrades/cancel ends the run of its set: others go on, and the set is tried again after R7's interval")
  func cancel() throws {
    let bench = try TestBench()
    let set = "\(Place.group)/virtualMachineScaleSets/web"
    try bench.ask("PUT", "\(set)/extensions/dep\(Place.version)", extensionBody(true))
    try bench.ask("PUT", Place.machineExtension("agent", "dep"), extensionBody(true))
    let cancel = "\(set)/rollingUpgrades/cancel\(Place.version)"
    #expect(try bench.ask("POST", cancel).status == 409)
    try bench.ask("POST", "/rolldeck/v1/commands", #"{"text": "publish DependencyAgentLinux 9.10.16.0"}"#)
    bench.pass(Span.minute)
    let answer = try bench.ask("POST", cancel)
    #expect(answer.status == 202 && answer.response.header("Location") != nil)
    #expect(try bench.ask("POST", cancel).status == 409, "it is cancelled already")
    bench.pass(Span.day)
    func version(_ vm: String) throws -> JSONValue? {
      try bench.ask("GET", "/rolldeck/v1/machines/\(vm)").body["extensions"]?.items?.first?["version"]
    }
    #expect(try version("agent") == "9.10.16.0")
    #expect(try (0..<6).count { try version("web_\($0)") == "9.10.16.0" } == 1)
    func code() throws -> JSONValue? {
      try bench.ask("GET", "\(set)/rollingUpgrades/latest\(Place.version)").body["properties"]?["runningStatus"]?[
        "code"]
    }
    #expect(try code() == "Cancelled")
    bench.pass(5 * Span.day)
    #expect(try (0..<6).allSatisfy { try version("web_\($0)") == "9.10.16.0" })
    #expect(try code() == "Completed")
  }

  @Test("The one filter of Azure's list of VMs, and shorter pages")
  func lists() throws {
    let bench = try TestBench()
    let list = "\(Place.group)/virtualMachines\(Place.version)"
    let first = try bench.ask("GET", list + "&$top=1").body
    #expect(first["value"]?.items?.count == 1 && first["nextLink"]?.text?.contains("$top=1") == true)
    #expect(try bench.ask("GET", list + "&$top=0").status == 400)
    #expect(try bench.ask("GET", list + "&$filter=name%20eq%20'x'").status == 400)
    let view = try bench.ask("GET", list + "&$expand=instanceView").body["value"]?.items?.first
    #expect(view?["properties"]?["instanceView"] != nil)
  }
}
