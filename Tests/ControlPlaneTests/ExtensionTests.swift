import FleetModel
import FleetSession
import Testing

@testable import ControlPlane

@Suite struct ExtensionTests {
  @Test("R41: a PUT of the how-to's body turns automatic upgrade on and leaves the version")
  func optIn() throws {
    let bench = try TestBench()
    let put = try bench.ask("PUT", Place.machineExtension("agent", "DependencyAgentLinux"), extensionBody(true))
    #expect(put.status == 200)
    #expect(put.body["properties"]?["provisioningState"] == "Updating")
    let got = try bench.ask("GET", Place.machineExtension("AGENT", "dependencyagentlinux"))
    #expect(got.body["properties"]?["enableAutomaticUpgrade"] == true)
    #expect(got.body["properties"]?["provisioningState"] == "Succeeded")
    let machine = try bench.ask("GET", "/rolldeck/v1/machines/agent").body
    #expect(machine["extensions"]?.items?.first?["version"] == "9.10.15.0")
    #expect(machine["extensions"]?.items?.first?["isAutomatic"] == true)
    // What was asked for, and what it is called.
    #expect(bench.notes.count == 2)
  }

  @Test("A PUT of a new extension is 201, deploys the newest minor, and its operation is done while the clock is held")
  func operation() throws {
    let bench = try TestBench()
    let put = try bench.ask("PUT", Place.machineExtension("plain", "mine"), extensionBody(false))
    #expect(put.status == 201)
    #expect(put.body["properties"]?["provisioningState"] == "Creating")
    #expect(put.response.header("Retry-After") == "1")
    let link = try #require(put.response.header("Azure-AsyncOperation"))
    #expect(link.hasPrefix("http://127.0.0.1:8100/subscriptions/"))
    let poll = try bench.ask("GET", String(link.dropFirst("http://127.0.0.1:8100".count)))
    #expect(poll.status == 200)
    #expect(poll.body["status"] == "Succeeded")
    let view = try bench.ask("GET", Place.machineExtension("plain", "mine") + "&$expand=instanceView")
    #expect(view.body["properties"]?["typeHandlerVersion"] == "9.5")
    #expect(view.body["properties"]?["instanceView"]?["typeHandlerVersion"] == "9.10.15.0")
    #expect(bench.session.now == 0)
  }

  @Test("An extension that was opted in is upgraded by the next rollout; one that was opted out is not")
  func rollout() throws {
    let bench = try TestBench()
    try bench.ask("PUT", Place.machineExtension("agent", "DependencyAgentLinux"), extensionBody(true))
    try bench.ask(
      "PUT", "\(Place.group)/virtualMachineScaleSets/web/extensions/dep\(Place.version)", extensionBody(true))
    try bench.ask(
      "PUT",
      "\(Place.group)/virtualMachineScaleSets/web/virtualMachines/2/extensions/DependencyAgentLinux\(Place.version)",
      extensionBody(false))
    #expect(
      try bench.ask("POST", "/rolldeck/v1/commands", #"{"text": "publish DependencyAgentLinux 9.10.16.0"}"#).status
        == 200)
    bench.pass(Span.day)
    func version(_ vm: String) throws -> JSONValue? {
      try bench.ask("GET", "/rolldeck/v1/machines/\(vm)").body["extensions"]?.items?.first?["version"]
    }
    #expect(try version("agent") == "9.10.16.0")
    #expect(try version("web_0") == "9.10.16.0")
    #expect(try version("web_2") == "9.10.15.0")
    #expect(try version("youngster") == "9.10.15.0")
  }

  @Test("PATCH changes what it names and nothing else")
  func patch() throws {
    let bench = try TestBench()
    let address = Place.machineExtension("agent", "DependencyAgentLinux")
    try bench.ask("PUT", address, extensionBody(true))
    let patch = try bench.ask("PATCH", address, #"{"properties": {"enableAutomaticUpgrade": false}}"#)
    #expect(patch.status == 200)
    let properties = try bench.ask("GET", address).body["properties"]
    #expect(properties?["enableAutomaticUpgrade"] == false)
    #expect(properties?["typeHandlerVersion"] == "9.5")
    #expect(try bench.ask("PATCH", Place.machineExtension("agent", "none"), "{}").status == 404)
  }

  @Test("DELETE is 202 once and 204 from then on")
  func delete() throws {
    let bench = try TestBench()
    let address = Place.machineExtension("agent", "DependencyAgentLinux")
    #expect(try bench.ask("DELETE", address).status == 202)
    #expect(try bench.ask("GET", address).status == 404)
    #expect(try bench.ask("DELETE", address).status == 204)
  }

  @Test("A handler is on a VM once; what the fleet file deployed takes the name of its first PUT")
  func names() throws {
    let bench = try TestBench()
    #expect(try bench.ask("PUT", Place.machineExtension("agent", "first"), extensionBody(true)).status == 200)
    #expect(
      try bench.ask("PUT", Place.machineExtension("agent", "second"), extensionBody(true)).body.code == "Conflict")
    #expect(try bench.ask("GET", Place.machineExtension("agent", "first")).body["name"] == "first")
    #expect(try bench.ask("GET", Place.machineExtension("agent", "DependencyAgentLinux")).status == 404)
  }

  @Test("R11a: another version is refused while an upgrade of the extension is in flight")
  func inFlight() throws {
    let bench = try TestBench()
    try bench.ask("PUT", Place.machineExtension("agent", "dep"), extensionBody(true))
    try bench.ask("POST", "/rolldeck/v1/commands", #"{"text": "publish DependencyAgentLinux 9.10.16.0 install=10m"}"#)
    bench.pass(Span.minute)
    let version = try bench.ask("DELETE", Place.machineExtension("agent", "dep"))
    #expect(version.status == 409)
    #expect(version.body.code == "Conflict")
  }

  @Test("Lists: full in a single VM, ids only in a list of VMs")
  func lists() throws {
    let bench = try TestBench()
    let single = try bench.ask("GET", "\(Place.group)/virtualMachines/agent\(Place.version)&$expand=instanceView").body
    #expect(single["resources"]?.items?.first?["properties"] != nil)
    #expect(
      single["properties"]?["instanceView"]?["extensions"]?.items?.first?["type"]
        == "Microsoft.Azure.Monitoring.DependencyAgent.DependencyAgentLinux")
    let list = try bench.ask("GET", "\(Place.group)/virtualMachines\(Place.version)").body["value"]?.items ?? []
    #expect(list.map { $0["name"] } == ["plain", "agent"])
    #expect(list.last?["resources"]?.items?.first?["properties"] == nil)
  }
}
