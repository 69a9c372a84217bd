import FleetModel
import Testing

@testable import ControlPlane

@Suite struct EnrolmentTests {
  private static let feature =
    "/subscriptions/fresh/providers/Microsoft.Features/providers/Microsoft.Compute/features/AutomaticExtensionUpgradePreview"
  private static let provider = "/subscriptions/fresh/providers/Microsoft.Compute/register?api-version=2020-06-01"

  @Test("R40: feature, time, provider; each missing step is named until all are done")
  func enrolment() throws {
    let bench = try TestBench()
    let address = Place.machineExtension("youngster", "dep", in: Place.fresh)
    func attempt() throws -> (Int, String) {
      let answer = try bench.ask("PUT", address, extensionBody(true))
      return (answer.status, answer.body.message)
    }
    #expect(try attempt().1.contains("register the feature"))
    let register = try bench.ask("POST", Self.feature + "/register?api-version=2015-12-01")
    #expect(register.status == 200)
    #expect(register.body["properties"]?["state"] == "Registering")
    #expect(try bench.ask("POST", Self.feature + "/register?api-version=2015-12-01").status == 200)
    #expect(try attempt().1.contains("Registering"))
    bench.pass(15 * Span.minute)
    #expect(try bench.ask("GET", Self.feature + Place.version).body["properties"]?["state"] == "Registered")
    #expect(try attempt().1.contains("register the provider"))
    let provider = try bench.ask("POST", Self.provider)
    #expect(provider.body["registrationState"] == "Registered")
    #expect(try attempt().0 == 200)
  }

  @Test("R40: a provider registered too early propagates nothing")
  func tooEarly() throws {
    let bench = try TestBench()
    try bench.ask("POST", Self.provider)
    try bench.ask("POST", Self.feature + "/register?api-version=2015-12-01")
    bench.pass(15 * Span.minute)
    let state = try bench.ask("GET", "/rolldeck/v1/state").body["subscriptions"]?.items?.last
    #expect(state?["isEnrolled"] == false)
  }

  @Test("R40: unregistering opts everything out")
  func unregister() throws {
    let bench = try TestBench()
    try bench.ask("PUT", Place.machineExtension("agent", "dep"), extensionBody(true))
    let address = Self.feature.replacing("fresh", with: "production") + "/unregister" + Place.version
    #expect(try bench.ask("POST", address).body["properties"]?["state"] == "NotRegistered")
    #expect(
      try bench.ask("GET", Place.machineExtension("agent", "dep")).body["properties"]?["enableAutomaticUpgrade"]
        == false)
  }

  @Test("A subscription answers to its name and to the GUID that follows from it, the same in every run")
  func subscriptions() throws {
    let bench = try TestBench()
    let list = try bench.ask("GET", "/subscriptions" + Place.version).body["value"]?.items ?? []
    let id = try #require(list.first?["subscriptionId"]?.text)
    #expect(id == "7bfb2004-78f9-80bb-ae28-63409f3daef8")
    #expect(
      try bench.ask("GET", "/subscriptions/\(id.uppercased())" + Place.version).body["displayName"] == "production")
    #expect(SteadyName.guid(from: "0A0B0C0D-0000-4000-8000-000000000001") == "0a0b0c0d-0000-4000-8000-000000000001")
  }

  @Test("Before anything else az asks for a token and for addresses")
  func metadata() throws {
    let bench = try TestBench()
    let token = try bench.ask(
      "GET", "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fx%2F",
      headers: ["metadata": "true"])
    #expect(token.body["access_token"]?.text?.split(separator: ".").count == 3)
    #expect(token.body["expires_in"] == "86400")
    let endpoints = try bench.ask("GET", "/metadata/endpoints?api-version=2022-09-01").body
    #expect(endpoints["resourceManager"] == "http://127.0.0.1:8100")
  }
}
