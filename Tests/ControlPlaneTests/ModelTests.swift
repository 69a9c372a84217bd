import FleetModel
import FleetSession
import Testing

@testable import ControlPlane

/// What comes from the fleet file can be sent back as it was shown; a change of it is refused by name, never dropped.
@Suite struct ModelTests {
  private static let machine = "\(Place.group)/virtualMachines/agent\(Place.version)"
  private static let set = "\(Place.group)/virtualMachineScaleSets/web\(Place.version)"

  private static func shown(_ target: String, _ bench: TestBench) throws -> String {
    String(decoding: try bench.ask("GET", target).response.body, as: UTF8.self)
  }

  @Test("A VM's model as it was shown is accepted by PUT and PATCH, and changes nothing", arguments: ["PUT", "PATCH"])
  func sameMachine(_ method: String) throws {
    let bench = try TestBench()
    let digest = bench.session.digest
    for target in [Self.machine, Self.machine + "&$expand=instanceView"] {
      #expect(try bench.ask(method, Self.machine, Self.shown(target, bench)).status == 200)
    }
    #expect(
      try bench.ask(method, Self.machine, #"{"location": "West US", "tags": {}, "identity": null}"#).status == 200)
    #expect(try bench.ask(method, Self.machine, #"{"location": "<location>"}"#).status == 200)
    #expect(bench.session.digest == digest)
  }

  @Test(
    "What cannot be changed is refused with its name and what to do",
    arguments: [
      (machine, #"{"tags": {"a": "1"}}"#, "tags.a"),
      (machine, #"{"identity": {"type": "SystemAssigned"}}"#, "identity.type"),
      (machine, #"{"properties": {"hardwareProfile": {"vmSize": "Standard_M416"}}}"#, "hardwareProfile.vmSize"),
      (machine, #"{"location": "eastus"}"#, "location"), (machine, #"{"zones": ["1"]}"#, "zones"),
      (machine, #"{"properties": {"hardwareProfile": 1}}"#, "hardwareProfile"),
      (set, #"{"tags": {"a": "1"}}"#, "tags.a"),
      (set, #"{"sku": {"name": "Standard_M416", "capacity": 7}}"#, "sku.name"),
      (set, #"{"properties": {"upgradePolicy": {"mode": "Manual"}}}"#, "upgradePolicy.mode"),
      (
        set, #"{"properties": {"upgradePolicy": {"rollingUpgradePolicy": {"maxBatchInstancePercent": 7}}}}"#,
        "upgradePolicy.rollingUpgradePolicy.maxBatchInstancePercent"
      ), (set, #"{"properties": {"singlePlacementGroup": "yes"}}"#, "singlePlacementGroup"),
    ])
  func refused(_ target: String, _ body: String, _ property: String) throws {
    let bench = try TestBench()
    let digest = bench.session.digest
    for method in ["PUT", "PATCH"] {
      let answer = try bench.ask(method, target, body)
      #expect(answer.status == 400 && answer.body.code == "PropertyChangeNotAllowed")
      #expect(answer.body["error"]?["target"]?.text == property)
      #expect(answer.body.message.contains("'\(property)'") && answer.body.message.contains("fleet file"))
    }
    #expect(bench.session.digest == digest)
  }

  @Test("A condition that is not met is answered with 412 and changes nothing", arguments: [machine, set])
  func conditions(_ target: String) throws {
    let bench = try TestBench()
    let digest = bench.session.digest
    let body = target == Self.set ? #"{"sku": {"capacity": 7}}"# : "{}"
    for method in ["PUT", "PATCH"] {
      for headers in [["if-none-match": "*"], ["if-match": #""1""#]] {
        let answer = try bench.ask(method, target, body, headers: headers)
        #expect(answer.status == 412 && answer.body.code == "PreconditionFailed")
      }
    }
    #expect(bench.session.digest == digest)
    #expect(try bench.ask("PUT", target, body, headers: ["if-match": "*"]).status == 200)
  }

  @Test("A set's whole model with one more extension and more instances is what the SDK sends back")
  func extendedSet() throws {
    let bench = try TestBench()
    let text = try Self.shown(Self.set, bench)
    let more =
      #"{"name": "health", "properties": {"publisher": "Microsoft.ManagedServices", "type": "ApplicationHealthLinux", "typeHandlerVersion": "1.0", "autoUpgradeMinorVersion": true, "enableAutomaticUpgrade": true}}"#
    let longer = text.replacing(#""extensions":["#, with: #""extensions":[\#(more),"#)
      .replacing(#""capacity":6"#, with: #""capacity":7"#)
    #expect(longer != text)
    #expect(try bench.ask("PUT", Self.set, longer).status == 200)
    let names = try bench.ask("GET", "/rolldeck/v1/machines/web_6").body["extensions"]?.items?.map { $0["handler"] }
    #expect(names?.count == 2)
  }

  @Test(
    "Creating and removing is refused with 403, and the message says where a fleet comes from",
    arguments: [
      ("PUT", "\(Place.group)/virtualMachines/new"), ("DELETE", "\(Place.group)/virtualMachines/agent"),
      ("PUT", "\(Place.group)/virtualMachineScaleSets/new"), ("DELETE", "\(Place.group)/virtualMachineScaleSets/web"),
      ("PUT", "\(Place.production)/resourcegroups/new"), ("DELETE", "\(Place.production)/resourceGroups/rg-westus"),
      ("PATCH", "\(Place.production)/resourceGroups/rg-westus"),
      ("PUT", "\(Place.production)/resourcegroups/rg-westus/providers/Microsoft.Resources/deployments/vm_deploy_1"),
      (
        "POST",
        "\(Place.production)/resourcegroups/rg-westus/providers/Microsoft.Resources/deployments/vm_deploy_1/validate"
      ),
    ])
  func creation(_ method: String, _ target: String) throws {
    let bench = try TestBench()
    let answer = try bench.ask(method, target + Place.version, method == "DELETE" ? "" : "{}")
    #expect(answer.status == 403 && answer.body.code == "RequestDisallowedByPolicy")
    #expect(answer.body.message.contains("in the fleet file and start the run again"))
  }

  @Test("az vm create, which looks for an image first, is told where VMs come from")
  func images() throws {
    let bench = try TestBench()
    let offers =
      "\(Place.production)/providers/Microsoft.Compute/locations/westus/publishers/Canonical/artifacttypes/vmimage/offers/x/skus/y/versions"
    let answer = try bench.ask("GET", offers + Place.version)
    #expect(answer.status == 404 && answer.body.code == "ArtifactNotFound")
    #expect(answer.body.message.contains("in the fleet file and start the run again"))
  }

  @Test("R33: a PUT of an instance protects it from scale-set actions and lifts that, and changes nothing else")
  func protection() throws {
    let bench = try TestBench()
    let instance = "\(Place.group)/virtualMachineScaleSets/web/virtualMachines/3\(Place.version)"
    func isProtected() throws -> JSONValue? { try bench.ask("GET", "/rolldeck/v1/machines/web_3").body["isProtected"] }
    let shown = try Self.shown(instance, bench)
    let protected = shown.replacing(#""protectFromScaleSetActions":false"#, with: #""protectFromScaleSetActions":true"#)
    #expect(protected != shown)
    #expect(try bench.ask("PUT", instance, protected).status == 200)
    #expect(try isProtected() == true)
    #expect(try bench.ask("PUT", instance, shown).status == 200)
    #expect(try isProtected() == false)
    let digest = bench.session.digest
    #expect(try bench.ask("PUT", instance, shown).status == 200)
    #expect(
      try bench.ask("PUT", instance, #"{"properties": {"protectionPolicy": {"protectFromScaleIn": true}}}"#).status
        == 400)
    #expect(
      try bench.ask("PUT", instance, #"{"properties": {"protectionPolicy": {"protectFromScaleSetActions": "yes"}}}"#)
        .status
        == 400)
    #expect(bench.session.digest == digest)
  }

  @Test("What is not there cannot be removed or patched")
  func absent() throws {
    let bench = try TestBench()
    for kind in ["virtualMachines", "virtualMachineScaleSets"] {
      for method in ["DELETE", "PATCH"] {
        #expect(try bench.ask(method, "\(Place.group)/\(kind)/none\(Place.version)", "{}").status == 404)
      }
    }
  }

  // MARK: Versions of the catalogue

  @Test(
    "Lists of versions obey $top, $orderby, $filter and $expand, and refuse what they do not understand",
    arguments: [
      ("", ["9.10.2.0", "9.10.15.0", "10.0.0.1"]), ("&$top=1", ["9.10.2.0"]),
      ("&$orderby=name%20asc&$top=0002", ["9.10.2.0", "9.10.15.0"]),
      ("&$orderby=name%20desc&$top=1", ["10.0.0.1"]),
      ("&%24orderby=Name%20DESC", ["10.0.0.1", "9.10.15.0", "9.10.2.0"]),
      ("&$filter=startswith(name,'9.10.')&$orderby=name+desc", ["9.10.15.0", "9.10.2.0"]),
      ("&$filter=startswith(name,%20'11')", []), ("&$expand=properties&$top=1", ["9.10.2.0"]),
      ("&$top=0", nil), ("&$top=-1", nil), ("&$top=x", nil), ("&$top=", nil), ("&$orderby=size", nil),
      ("&$filter=name%20eq%20'9'", nil),
      ("&$filter=startswith(name,'')')", []), ("&$filter=startswith(name,'", nil), ("&$expand=secrets", nil),
    ] as [(String, [String]?)])
  func versions(_ query: String, _ expected: [String]?) throws {
    let bench = try TestBench(
      TestBench.fleet.replacing("versions: [9.10.15.0]", with: "versions: [9.10.15.0, 10.0.0.1, 9.10.2.0]"))
    let list =
      Place.production
      + "/providers/Microsoft.Compute/locations/westus/publishers/Microsoft.Azure.Monitoring.DependencyAgent/artifacttypes/vmextension/types/DependencyAgentLinux/versions"
    let answer = try bench.ask("GET", list + Place.version + query)
    guard let expected else {
      #expect(answer.status == 400 && answer.body.code == "InvalidParameter")
      #expect(answer.body["error"]?["target"]?.text?.hasPrefix("$") ?? false)
      return
    }
    #expect(answer.body.items?.map { $0["name"]?.text } == expected)
    #expect((answer.body.items?.first?["properties"] != nil) == query.contains("expand"))
  }
}
