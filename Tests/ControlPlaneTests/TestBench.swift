import FleetFiles
import FleetModel
import FleetSession
import Synchronization
import Testing

@testable import ControlPlane

/// A service over a small fleet, asked without sockets.
final class TestBench {
  var session: Session
  let service: ControlService
  private(set) var notes: [ControlPlaneNote] = []

  static let fleet = """
    name: bench
    regions: [westus, eastus]
    subscriptions:
      - {name: production}
      - {name: fresh, enrolled: false}
    phases:
      - {name: One, regions: [westus], bake: 10m}
      - {name: Two, regions: [eastus], bake: 10m}
    extensions:
      - type: DependencyAgentLinux
        versions: [9.10.15.0]
      - type: ApplicationHealthLinux
        versions: [1.0.2.0]
      - {type: CustomScript, publisher: Microsoft.Azure.Extensions, versions: [2.1.10.0]}
    scaleSets:
      - name: web
        capacity: 6
        regions: westus
        subscriptions: production
        extensions: [{type: DependencyAgentLinux, version: 9.10.15.0}]
      - {name: bare, capacity: 5, regions: westus, subscriptions: production}
      - name: cluster
        capacity: 5
        regions: eastus
        subscriptions: production
        serviceFabric: true
        extensions: [{type: DependencyAgentLinux, version: 9.10.15.0}]
      - name: young
        capacity: 4
        regions: westus
        subscriptions: fresh
        extensions: [{type: DependencyAgentLinux, version: 9.10.15.0}]
    virtualMachines:
      - {name: plain, regions: westus, subscriptions: production}
      - name: agent
        regions: westus
        subscriptions: production
        extensions: [{type: DependencyAgentLinux, version: 9.10.15.0}]
      - name: youngster
        regions: westus
        subscriptions: fresh
        extensions: [{type: DependencyAgentLinux, version: 9.10.15.0}]
    """

  init(_ text: String = TestBench.fleet) throws {
    let plan = try FleetFile.load(bytes: Array(text.utf8), file: "bench", seed: 1)
    session = Session(plan: plan, seed: 1)
    session.advance(to: 0)
    service = ControlService(session)
  }

  /// The answer to a request; the engine takes note in between, with its clock held.
  @discardableResult
  func ask(
    _ method: String, _ target: String, _ body: String = "", headers: [String: String] = [:]
  ) throws -> (status: Int, body: JSONValue, response: ControlResponse) {
    var headers = headers
    if !body.isEmpty, headers["content-type"] == nil { headers["content-type"] = "application/json" }
    let request = try #require(
      ControlRequest(
        method: method, target: target, headers: headers, body: Array(body.utf8), base: "http://127.0.0.1:8100"))
    let answer = Answer()
    service.handle(request) { answer.set($0) }
    notes += service.drain(into: &session)
    let response = try #require(answer.value)
    let value = response.body.isEmpty ? JSONValue.null : (try? JSONParser.parse(response.body)) ?? .null
    return (response.status, value, response)
  }

  /// Lets simulated time pass.
  func pass(_ time: Milliseconds) {
    session.advance(to: session.now + time)
    service.read(session.takeEvents(), session.fleet)
  }

  private final class Answer: Sendable {
    private let held = Mutex<ControlResponse?>(nil)
    func set(_ response: ControlResponse) { held.withLock { $0 = response } }
    var value: ControlResponse? { held.withLock { $0 } }
  }
}

/// Addresses that tests use.
enum Place {
  static let version = "?api-version=2026-04-01"
  static let production = "/subscriptions/production"
  static let group = production + "/resourceGroups/rg-westus/providers/Microsoft.Compute"
  static let fresh = "/subscriptions/fresh/resourceGroups/rg-westus/providers/Microsoft.Compute"

  static func machineExtension(_ vm: String, _ name: String, in group: String = group) -> String {
    "\(group)/virtualMachines/\(vm)/extensions/\(name)\(version)"
  }
}

/// The how-to's body of an extension.
func extensionBody(
  _ automatic: Bool, version: String = "9.5", type: String = "DependencyAgentLinux",
  publisher: String = "Microsoft.Azure.Monitoring.DependencyAgent"
) -> String {
  """
  {"name": "extensionName", "type": "Microsoft.Compute/virtualMachines/extensions", "location": "westus", "properties": \
  {"autoUpgradeMinorVersion": true, "enableAutomaticUpgrade": \(automatic), "publisher": "\(publisher)", \
  "type": "\(type)", "typeHandlerVersion": "\(version)"}}
  """
}

extension JSONValue {
  var code: String? { self["error"]?["code"]?.text }
  var message: String { self["error"]?["message"]?.text ?? "" }
}
