import FleetModel
import FleetSession
import Testing

@testable import ControlPlane

@Suite struct ScaleSetTests {
  private static let sets = "\(Place.group)/virtualMachineScaleSets"

  private static func model(_ extensions: String) -> String {
    #"{"location": "westus", "properties": {"virtualMachineProfile": {"extensionProfile": {"extensions": [\#(extensions)]}}}}"#
  }

  private static func named(_ name: String, _ automatic: Bool, type: String = "DependencyAgentLinux") -> String {
    let publisher = type.hasPrefix("App") ? "Microsoft.ManagedServices" : "Microsoft.Azure.Monitoring.DependencyAgent"
    let version = type.hasPrefix("App") ? "1.0" : "9.5"
    return
      #"{"name": "\#(name)", "properties": {"publisher": "\#(publisher)", "type": "\#(type)", "typeHandlerVersion": "\#(version)", "autoUpgradeMinorVersion": true, "enableAutomaticUpgrade": \#(automatic)}}"#
  }

  @Test("R41: a PUT of the model reaches the model and every instance")
  func putModel() throws {
    let bench = try TestBench()
    let put = try bench.ask("PUT", "\(Self.sets)/web\(Place.version)", Self.model(Self.named("dep", true)))
    #expect(put.status == 200)
    #expect(put.response.header("Azure-AsyncOperation") != nil)
    let set = try bench.ask("GET", "\(Self.sets)/web\(Place.version)").body
    let extensions = set["properties"]?["virtualMachineProfile"]?["extensionProfile"]?["extensions"]?.items ?? []
    #expect(extensions.map { $0["name"] } == ["dep"])
    #expect(extensions.first?["properties"]?["enableAutomaticUpgrade"] == true)
    for instance in 0..<6 {
      let machine = try bench.ask("GET", "/rolldeck/v1/machines/web_\(instance)").body
      #expect(machine["extensions"]?.items?.first?["isAutomatic"] == true)
    }
  }

  @Test("The image of the system is the latest everywhere, so that osRollingUpgrade ends at once and changes nothing")
  func systemUpgrade() throws {
    let bench = try TestBench()
    let before = try bench.ask("GET", "/rolldeck/v1/state").body["digest"]
    let start = try bench.ask("POST", "\(Self.sets)/web/osRollingUpgrade\(Place.version)")
    #expect(start.status == 202)
    #expect(start.response.header("Azure-AsyncOperation") != nil)
    #expect(try bench.ask("GET", "/rolldeck/v1/state").body["digest"] == before)
    #expect(try bench.ask("POST", "\(Self.sets)/none/osRollingUpgrade\(Place.version)").status == 404)
    #expect(try bench.ask("GET", "\(Self.sets)/web/osRollingUpgrade\(Place.version)").status == 405)
  }

  @Test("A list of extensions replaces the old one; a body without one leaves it")
  func replacement() throws {
    let bench = try TestBench()
    func names() throws -> [JSONValue?] {
      try bench.ask("GET", "\(Self.sets)/web/extensions\(Place.version)").body["value"]?.items?.map { $0["name"] } ?? []
    }
    try bench.ask(
      "PUT", "\(Self.sets)/web\(Place.version)", Self.model(Self.named("health", true, type: "ApplicationHealthLinux")))
    #expect(try names() == ["health"])
    try bench.ask("PATCH", "\(Self.sets)/web\(Place.version)", #"{"sku": {"capacity": 8}}"#)
    #expect(try names() == ["health"])
    try bench.ask("PUT", "\(Self.sets)/web\(Place.version)", Self.model(""))
    #expect(try names() == [])
    #expect(try bench.ask("GET", "/rolldeck/v1/machines/web_0").body["extensions"] == [])
  }

  @Test("What a set's model got, later instances have too")
  func laterInstances() throws {
    let bench = try TestBench()
    let put = try bench.ask("PUT", "\(Self.sets)/bare/extensions/dep\(Place.version)", extensionBody(true))
    #expect(put.status == 201)
    try bench.ask("PATCH", "\(Self.sets)/bare\(Place.version)", #"{"sku": {"capacity": 7}}"#)
    let machine = try bench.ask("GET", "/rolldeck/v1/machines/bare_6").body
    #expect(machine["extensions"]?.items?.first?["version"] == "9.10.15.0")
    #expect(machine["extensions"]?.items?.first?["isAutomatic"] == true)
  }

  @Test("One extension that is refused leaves the whole set as it was")
  func allOrNothing() throws {
    let bench = try TestBench()
    let digest = bench.session.digest
    let body = Self.model(Self.named("dep", true) + "," + Self.named("bad", true, type: "Nope"))
    #expect(try bench.ask("PUT", "\(Self.sets)/web\(Place.version)", body).status == 404)
    #expect(bench.session.digest == digest)
  }

  @Test("R40: an unchanged extension of a set that is not enrolled may be sent back")
  func sentBack() throws {
    let bench = try TestBench()
    let address = Place.fresh + "/virtualMachineScaleSets/young" + Place.version
    let known = try bench.ask("GET", address).response.body
    #expect(try bench.ask("PUT", address, String(decoding: known, as: UTF8.self)).status == 200)
    #expect(try bench.ask("PUT", address, Self.model(Self.named("dep", true))).status == 409)
  }

  @Test("R34: a Service Fabric set shows the extension that marks it, and takes it back")
  func serviceFabric() throws {
    let bench = try TestBench()
    let address =
      Place.production + "/resourceGroups/rg-eastus/providers/Microsoft.Compute/virtualMachineScaleSets/cluster"
      + Place.version
    let known = try bench.ask("GET", address)
    let last = known.body["properties"]?["virtualMachineProfile"]?["extensionProfile"]?["extensions"]?.items?.last
    #expect(last?["properties"]?["publisher"] == "Microsoft.Azure.ServiceFabric")
    #expect(try bench.ask("PUT", address, String(decoding: known.response.body, as: UTF8.self)).status == 200)
  }

  @Test("R12-R17: the rolling upgrade of a set, from its start to its end and its cancellation")
  func rollingUpgrade() throws {
    let bench = try TestBench()
    try bench.ask("PUT", "\(Self.sets)/web/extensions/dep\(Place.version)", extensionBody(true))
    try bench.ask("POST", "/rolldeck/v1/commands", #"{"text": "publish DependencyAgentLinux 9.10.16.0 install=1m"}"#)
    bench.pass(30 * Span.second)
    let latest = "\(Self.sets)/web/rollingUpgrades/latest\(Place.version)"
    let running = try bench.ask("GET", latest).body["properties"]
    #expect(running?["runningStatus"]?["code"] == "RollingForward")
    #expect(running?["progress"]?["inProgressInstanceCount"] == 1)
    #expect(running?["progress"]?["pendingInstanceCount"] == 5)
    #expect(try bench.ask("POST", "\(Self.sets)/web/rollingUpgrades/cancel\(Place.version)").status == 202)
    bench.pass(Span.day)
    let ended = try bench.ask("GET", latest).body["properties"]
    #expect(ended?["runningStatus"]?["code"] == "Cancelled")
    #expect(ended?["progress"]?["successfulInstanceCount"] == 1)
  }

  @Test("R33: in a Manual-mode set a changed model leaves the instances behind until manualupgrade")
  func manual() throws {
    let bench = try TestBench(
      TestBench.fleet.replacing("- name: web\n", with: "- name: web\n    upgradeMode: Manual\n"))
    let address = "\(Self.sets)/web/extensions/dep\(Place.version)"
    func isLatest() throws -> JSONValue? { try bench.ask("GET", "/rolldeck/v1/machines/web_3").body["isOnLatestModel"] }
    try bench.ask("PUT", address, extensionBody(true))
    #expect(try isLatest() == false)
    #expect(
      try bench.ask("POST", "\(Self.sets)/web/manualupgrade\(Place.version)", #"{"instanceIds": ["3"]}"#).status == 202)
    #expect(try isLatest() == true)
    try bench.ask("PUT", address, extensionBody(true))
    #expect(try isLatest() == true, "nothing changed")
  }

  @Test("Lists that are long come in pages")
  func pages() throws {
    let bench = try TestBench(
      TestBench.fleet + "\n  - {name: many, count: 1200, regions: eastus, subscriptions: fresh}\n")
    var next: String? = "/subscriptions/fresh/providers/Microsoft.Compute/virtualMachines" + Place.version
    var names: Set<String> = []
    var pages = 0
    while let target = next {
      let body = try bench.ask("GET", target).body
      for vm in body["value"]?.items ?? [] { names.insert(vm["name"]?.text ?? "") }
      next = body["nextLink"]?.text.map { String($0.dropFirst("http://127.0.0.1:8100".count)) }
      pages += 1
    }
    #expect(names.count == 1_201)
    #expect(pages == 13)
  }

  @Test("The catalogue's lists are bare arrays")
  func catalogue() throws {
    let bench = try TestBench()
    let base =
      Place.production + "/providers/Microsoft.Compute/locations/West US/publishers".replacing(" ", with: "%20")
    #expect(try bench.ask("GET", base + Place.version).body.items?.count == 3)
    let types = base + "/Microsoft.ManagedServices/artifacttypes/vmextension/types"
    #expect(try bench.ask("GET", types + Place.version).body.items?.first?["name"] == "ApplicationHealthLinux")
    let versions = types + "/ApplicationHealthLinux/versions"
    #expect(try bench.ask("GET", versions + Place.version).body.items?.map { $0["name"] } == ["1.0.2.0"])
    #expect(
      try bench.ask("GET", versions + "/1.0.2.0" + Place.version).body["properties"]?["operatingSystem"] == "Linux")
  }
}
