import FleetSession
import Testing

@testable import ControlPlane

@Suite struct RefusalTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let why: String
    let method: String
    let target: String
    var body = ""
    let status: Int
    let code: String
    var testDescription: String { why }
  }

  private static let agent = Place.machineExtension("agent", "dep")
  private static let sets = "\(Place.group)/virtualMachineScaleSets"

  static let cases = [
    Case(
      why: "no api-version", method: "GET", target: "/subscriptions", status: 400, code: "MissingApiVersionParameter"),
    Case(
      why: "an api-version that is no date", method: "GET", target: "/subscriptions?api-version=latest", status: 400,
      code: "InvalidApiVersionParameter"),
    Case(
      why: "R32: unsupported type", method: "PUT", target: agent,
      body: extensionBody(true, version: "2.1", type: "CustomScript", publisher: "Microsoft.Azure.Extensions"),
      status: 400, code: "OperationNotAllowed"),
    Case(
      why: "unknown type", method: "PUT", target: agent, body: extensionBody(true, type: "Nope"), status: 404,
      code: "ArtifactNotFound"),
    Case(
      why: "unknown version", method: "PUT", target: agent, body: extensionBody(true, version: "9.99"), status: 404,
      code: "ArtifactNotFound"),
    Case(
      why: "three-part version", method: "PUT", target: agent, body: extensionBody(true, version: "9.10.15"),
      status: 400, code: "InvalidParameter"),
    Case(
      why: "R34: Service Fabric", method: "PUT",
      target: Place.production
        + "/resourceGroups/rg-eastus/providers/Microsoft.Compute/virtualMachineScaleSets/cluster/extensions/dep"
        + Place.version, body: extensionBody(true), status: 400, code: "OperationNotAllowed"),
    Case(
      why: "R40: not enrolled", method: "PUT", target: Place.machineExtension("youngster", "dep", in: Place.fresh),
      body: extensionBody(true), status: 409, code: "OperationNotAllowed"),
    Case(
      why: "bad JSON", method: "PUT", target: agent, body: "{\"properties\": ", status: 400,
      code: "InvalidRequestContent"),
    Case(why: "no object", method: "PUT", target: agent, body: "[1]", status: 400, code: "InvalidRequestContent"),
    Case(
      why: "a flag that is text", method: "PUT", target: agent,
      body:
        #"{"properties": {"publisher": "a", "type": "b", "typeHandlerVersion": "1.0", "enableAutomaticUpgrade": "true"}}"#,
      status: 400, code: "InvalidRequestContent"),
    Case(
      why: "no publisher", method: "PUT", target: agent,
      body: #"{"properties": {"type": "b", "typeHandlerVersion": "1.0"}}"#, status: 400, code: "InvalidParameter"),
    Case(why: "no body", method: "PUT", target: agent, status: 400, code: "InvalidParameter"),
    Case(
      why: "unknown subscription", method: "GET", target: "/subscriptions/none/resourceGroups" + Place.version,
      status: 404, code: "SubscriptionNotFound"),
    Case(
      why: "unknown group", method: "GET", target: Place.production + "/resourcegroups/none" + Place.version,
      status: 404, code: "ResourceGroupNotFound"),
    Case(
      why: "unknown VM", method: "GET", target: "\(Place.group)/virtualMachines/none\(Place.version)", status: 404,
      code: "ResourceNotFound"),
    Case(
      why: "extension of an unknown VM", method: "PUT", target: Place.machineExtension("none", "dep"),
      body: extensionBody(true), status: 404, code: "ParentResourceNotFound"),
    Case(
      why: "VM of another subscription", method: "GET",
      target: "\(Place.group)/virtualMachines/youngster\(Place.version)", status: 404, code: "ResourceNotFound"),
    Case(
      why: "an instance is no VM of its own", method: "GET",
      target: "\(Place.group)/virtualMachines/web_0\(Place.version)", status: 404, code: "ResourceNotFound"),
    Case(
      why: "a new scale set", method: "PUT", target: "\(sets)/none\(Place.version)", body: "{}", status: 403,
      code: "RequestDisallowedByPolicy"),
    Case(
      why: "a capacity that is none", method: "PATCH", target: "\(sets)/web\(Place.version)",
      body: #"{"sku": {"capacity": -1}}"#, status: 400, code: "InvalidParameter"),
    Case(
      why: "a kind of events that is none", method: "GET", target: "/rolldeck/v1/events?kinds=command,none",
      status: 400,
      code: "InvalidParameter"),
    Case(
      why: "no instances", method: "POST", target: "\(sets)/web/manualupgrade\(Place.version)", body: "{}", status: 400,
      code: "InvalidParameter"),
    Case(
      why: "unknown instance", method: "POST", target: "\(sets)/web/manualupgrade\(Place.version)",
      body: #"{"instanceIds": ["99"]}"#, status: 400, code: "InvalidParameter"),
    Case(
      why: "no rolling upgrade", method: "GET", target: "\(sets)/web/rollingUpgrades/latest\(Place.version)",
      status: 404, code: "NotFound"),
    Case(
      why: "nothing to cancel", method: "POST", target: "\(sets)/web/rollingUpgrades/cancel\(Place.version)",
      status: 409, code: "OperationNotAllowed"),
    Case(
      why: "unknown feature", method: "POST",
      target: Place.production + "/providers/Microsoft.Features/providers/Microsoft.Compute/features/None/register"
        + Place.version, status: 404, code: "FeatureNotFound"),
    Case(
      why: "unknown operation", method: "GET",
      target: Place.production + "/providers/Microsoft.Compute/locations/westus/operations/1" + Place.version,
      status: 404, code: "OperationNotFound"),
    Case(why: "unknown method", method: "BREW", target: agent, status: 405, code: "MethodNotAllowed"),
    Case(why: "unknown address", method: "GET", target: "/favicon.ico", status: 404, code: "NotFound"),
    Case(
      why: "a token without its header", method: "GET", target: "/metadata/identity/oauth2/token?resource=x",
      status: 400, code: "invalid_request"),
    Case(
      why: "no command", method: "POST", target: "/rolldeck/v1/commands", body: #"{"text": "hodl"}"#, status: 400,
      code: "InvalidCommand"),
    Case(
      why: "a command that cannot be", method: "POST", target: "/rolldeck/v1/commands", body: #"{"text": "hold 7"}"#,
      status: 409, code: "OperationNotAllowed"),
  ]

  @Test("A user's fault is told as Azure tells it, and changes nothing", arguments: cases)
  func refused(_ example: Case) throws {
    let bench = try TestBench()
    let digest = bench.session.digest
    let answer = try bench.ask(example.method, example.target, example.body)
    #expect(answer.status == example.status)
    #expect(answer.body.code == example.code)
    #expect(!answer.body.message.isEmpty)
    #expect(bench.session.digest == digest)
    #expect(bench.notes.allSatisfy { $0.rejection != nil })
  }

  @Test(
    "Broken escapes, zero bytes and other targets are no addresses",
    arguments: ["/%", "/%zz", "/%00", "/%ff", "*", "http://x/", "", "/a?b=%f"])
  func targets(_ target: String) { #expect(ControlRequest(method: "GET", target: target, base: "") == nil) }

  @Test("The name of who asks is short and printable")
  func sender() throws {
    let request = try #require(
      ControlRequest(
        method: "GET", target: "/",
        headers: ["commandname": "vm extension set\u{1B}[2J" + String(repeating: "x", count: 500)], base: ""))
    #expect(request.sender.hasPrefix("az vm extension set[2J"))
    #expect(request.sender.count == 60)
  }
}
