import Foundation
import Testing

@testable import FleetFiles

@Suite("The schema says what the reader does")
struct SchemaTests {
  private static let docs = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("docs")

  private func schema() throws -> [String: Any] {
    let data = try Data(contentsOf: Self.docs.appendingPathComponent("fleet.schema.json"))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private static let levels: [(name: String, keys: KeyTable)] = [
    ("policy", FleetFileKeys.policy), ("region", FleetFileKeys.region), ("phase", FleetFileKeys.phase),
    ("subscription", FleetFileKeys.subscription), ("handler", FleetFileKeys.handler),
    ("publishedVersion", FleetFileKeys.version), ("laterAvailability", FleetFileKeys.laterAvailability),
    ("quality", FleetFileKeys.quality), ("scaleSet", FleetFileKeys.scaleSet),
    ("availabilitySet", FleetFileKeys.availabilitySet), ("virtualMachine", FleetFileKeys.virtualMachine),
    ("machine", FleetFileKeys.machine), ("deployedExtension", FleetFileKeys.deployedExtension),
    ("rollingUpgradePolicy", FleetFileKeys.rollingUpgradePolicy), ("probe", FleetFileKeys.probe),
    ("backgroundFailures", FleetFileKeys.backgroundFailures), ("maintenance", FleetFileKeys.maintenance),
  ]

  @Test("The same keys at each level, the same of them required, and no others")
  func keys() throws {
    let schema = try schema()
    try compare(schema, FleetFileKeys.fleet)
    let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
    for (name, keys) in Self.levels { try compare(try #require(definitions[name], "\(name)"), keys) }
    let described = definitions.filter { $0.value["properties"] != nil }.keys
    #expect(Set(described) == Set(Self.levels.map(\.name)))
  }

  private func compare(_ definition: [String: Any], _ keys: KeyTable) throws {
    let properties = try #require(definition["properties"] as? [String: Any])
    #expect(properties.keys.sorted() == (keys.keys + keys.synonyms.keys).sorted(), "\(keys.subject)")
    #expect((definition["required"] as? [String] ?? []).sorted() == keys.required.sorted(), "\(keys.subject)")
    #expect(definition["additionalProperties"] as? Bool == false, "\(keys.subject)")
  }

  @Test("Every reference leads somewhere")
  func references() throws {
    let schema = try schema()
    let definitions = try #require(schema["$defs"] as? [String: Any])
    var pending: [Any] = [schema]
    var count = 0
    while let next = pending.popLast() {
      if let object = next as? [String: Any] {
        pending += object.values
        guard let reference = object["$ref"] as? String else { continue }
        count += 1
        #expect(definitions[String(reference.dropFirst("#/$defs/".count))] != nil, "\(reference)")
      } else if let list = next as? [Any] {
        pending += list
      }
    }
    #expect(count > 50)
  }
}
