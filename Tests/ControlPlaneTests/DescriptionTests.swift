import FleetModel
import FleetSession
import Testing

@testable import ControlPlane

/// The OpenAPI document against the service: what it promises is what comes, no more and no less.
@Suite struct DescriptionTests {
  private static func document() throws -> JSONValue { try JSONParser.parse(PackageResources.openapi_json) }

  private static func members(_ value: JSONValue?) -> [JSONValue.Member] {
    if case .object(let members)? = value { members } else { [] }
  }

  @Test("Every operation of the document is there and answers as its schema says")
  func operations() throws {
    let document = try Self.document()
    let bench = try TestBench()
    try bench.ask(
      "PUT", "\(Place.group)/virtualMachineScaleSets/web/extensions/dep\(Place.version)", extensionBody(true))
    var checked = 0
    for path in Self.members(document["paths"]) {
      for operation in Self.members(path.value) where path.key != "/rolldeck/v1/events" {
        var target = path.key
        for parameter in operation.value["parameters"]?.items ?? [] {
          let example = parameter["example"].map { $0.text ?? String($0.number ?? 0) } ?? ""
          let name = parameter["name"]?.text ?? ""
          target = target.replacing("{\(name)}", with: example)
          if parameter["in"] == "query", !example.isEmpty, parameter["example"] != nil {
            target += "?\(name)=\(example)"
          }
        }
        let content = operation.value["requestBody"]?["content"]?["application/json"]?["example"]
        let answer = try bench.ask(
          operation.key.uppercased(), target, content.map { String(decoding: $0.bytes, as: UTF8.self) } ?? "")
        #expect(answer.status == 200, "\(operation.key) \(target)")
        let schema = operation.value["responses"]?["200"]?["content"]?["application/json"]?["schema"]
        if let schema {
          let faults = SchemaCheck(document: document).faults(answer.body, schema, at: path.key)
          #expect(faults.isEmpty, "\(faults)")
        }
        // The rollout that `giveCommand` starts is there for the operations behind it.
        if operation.key == "get", path.key == "/rolldeck/v1/state" {
          try bench.ask(
            "POST", "/rolldeck/v1/commands", #"{"text": "publish DependencyAgentLinux 9.10.17.0 install=10m"}"#)
          bench.pass(Span.minute)
        }
        checked += 1
      }
    }
    #expect(checked == 10)
  }

  @Test("Every address that is served is in the document, with the methods that it allows and no others")
  func served() throws {
    let paths = Self.members(try Self.document()["paths"])
    #expect(Set(paths.map(\.key)) == Set(RolldeckRoute.allCases.map(\.template) + ["/metrics"]))
    let bench = try TestBench()
    for path in paths {
      let target = path.key.replacing("{id}", with: "1").replacing("{name}", with: "web")
      let answer = try bench.ask("TRACE", target)
      #expect(answer.status == 405)
      let allowed = answer.response.header("Allow")?.split(separator: ", ").map { $0.lowercased() } ?? []
      #expect(Set(allowed) == Set(Self.members(path.value).map(\.key)), "\(path.key)")
    }
  }

  @Test(
    "Each documented refusal comes",
    arguments: [
      ("GET", "/rolldeck/v1/why", "", 400), ("GET", "/rolldeck/v1/why?vm=none", "", 404),
      ("GET", "/rolldeck/v1/why?vm=agent&rollout=9", "", 404), ("GET", "/rolldeck/v1/why?region=nowhere", "", 404),
      ("POST", "/rolldeck/v1/commands", "{", 400), ("POST", "/rolldeck/v1/commands", #"{"text": "cancel 9"}"#, 409),
    ])
  func refused(_ method: String, _ target: String, _ body: String, _ status: Int) throws {
    let answer = try TestBench().ask(method, target, body)
    #expect(answer.status == status)
    let path = String(target.prefix { $0 != "?" })
    let operation = try Self.document()["paths"]?[path]?[method.lowercased()]
    #expect(operation?["responses"]?[String(status)] != nil, "\(path) does not document \(status)")
  }

  @Test("R31: why answers for a VM, a set and a region, with the gates of the run")
  func why() throws {
    let bench = try TestBench()
    try bench.ask(
      "PUT", "\(Place.group)/virtualMachineScaleSets/web/extensions/dep\(Place.version)", extensionBody(true))
    try bench.ask("POST", "/rolldeck/v1/commands", #"{"text": "publish DependencyAgentLinux 9.10.17.0 install=10m"}"#)
    bench.pass(Span.minute)
    let document = try Self.document()
    for query in ["vm=web_0", "set=web", "group=web", "region=westus", "set=web&rollout=1", "vm=plain"] {
      let answer = try bench.ask("GET", "/rolldeck/v1/why?\(query)")
      #expect(answer.status == 200)
      let faults = SchemaCheck(document: document).faults(answer.body, ["$ref": "#/components/schemas/Why"], at: query)
      #expect(faults.isEmpty, "\(faults)")
    }
    let set = try bench.ask("GET", "/rolldeck/v1/why?set=web").body["rollouts"]?.items?.first?["explanation"]
    #expect(set?["activity"] == "inFlight")
    #expect(set?["gates"]?.items?.contains { $0["rule"] == "R14" || $0["rule"] == "R15" } == true)
    let plain = try bench.ask("GET", "/rolldeck/v1/why?vm=plain").body["rollouts"]?.items?.first?["explanation"]
    #expect(plain?["activity"] == "notPart")
  }

  @Test("Refusals have the document's shape")
  func refusals() throws {
    let document = try Self.document()
    let bench = try TestBench()
    for target in ["/rolldeck/v1/rollouts/99", "/rolldeck/v1/groups/none", "/rolldeck/v1/machines/none"] {
      let answer = try bench.ask("GET", target)
      #expect(answer.status == 404)
      #expect(
        SchemaCheck(document: document).faults(answer.body, ["$ref": "#/components/schemas/Error"], at: target).isEmpty)
    }
  }

  @Test("The check itself notices what is missing, too much, or of another kind")
  func check() throws {
    let schema: JSONValue = [
      "type": "object", "properties": ["a": ["type": "integer"]], "required": ["a"], "additionalProperties": false,
    ]
    let check = SchemaCheck(document: [:])
    #expect(check.faults(["a": 1], schema, at: "").isEmpty)
    #expect(!check.faults([:], schema, at: "").isEmpty)
    #expect(!check.faults(["a": "1"], schema, at: "").isEmpty)
    #expect(!check.faults(["a": 1, "b": 1], schema, at: "").isEmpty)
  }
}

/// The part of JSON Schema that the document uses.
struct SchemaCheck {
  let document: JSONValue

  func faults(_ value: JSONValue, _ schema: JSONValue, at place: String) -> [String] {
    if let reference = schema["$ref"]?.text {
      let target = reference.split(separator: "/").dropFirst().reduce(document as JSONValue?) { $0?[String($1)] }
      guard let target else { return ["\(place): no schema \(reference)"] }
      return faults(value, target, at: place)
    }
    let types = schema["type"]?.items?.compactMap(\.text) ?? schema["type"]?.text.map { [$0] } ?? []
    var faults = types.isEmpty || types.contains { Self.isOf($0, value) } ? [] : ["\(place): \(value) is not \(types)"]
    if let values = schema["enum"]?.items, !values.contains(value) {
      faults.append("\(place): \(value) is not one of \(values)")
    }
    if case .array(let items) = value, let each = schema["items"] {
      for item in items { faults += self.faults(item, each, at: place + "[]") }
    }
    if case .object(let members) = value, case .object(let known)? = schema["properties"] {
      for member in members {
        if let each = known.first(where: { $0.key == member.key })?.value {
          faults += self.faults(member.value, each, at: "\(place).\(member.key)")
        } else if schema["additionalProperties"] == false {
          faults.append("\(place).\(member.key) is not described")
        }
      }
      for name in schema["required"]?.items?.compactMap(\.text) ?? [] where !members.contains(where: { $0.key == name })
      {
        faults.append("\(place).\(name) is missing")
      }
    }
    return faults
  }

  private static func isOf(_ type: String, _ value: JSONValue) -> Bool {
    switch (type, value) {
    case ("null", .null), ("boolean", .bool), ("integer", .int), ("number", .int), ("number", .double),
      ("string", .string), ("array", .array), ("object", .object):
      true
    default: false
    }
  }
}
