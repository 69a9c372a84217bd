import FleetModel
import FleetSession
import RolloutOrchestrator
import SwarmFuzz
import Testing

@testable import SessionRecordings

/// Values as bytes, and back.
@Suite struct StateFormTests {
  private struct Fields: Codable, Equatable {
    var small: Int8 = -3
    var large: UInt64 = .max
    var least: Int64 = .min
    var name: String?
    var other: Int?
    var word: HandlerVersion?
    var scopes: [FleetScope?] = []
    var table: [Int: [String]] = [:]
    var pair: ClosedRange<Int> = 2...5
  }

  private enum Only: Codable, Equatable { case one(Int) }

  private func back<Value: Codable>(_ value: Value) throws -> Value {
    try StateDecoder.value(Value.self, from: StateEncoder.bytes(of: value))
  }

  @Test("numbers, text, what is there and what is not, cases, lists and tables come back as they were")
  func forms() throws {
    var fields = Fields()
    #expect(try back(fields) == fields)
    fields.name = "é"
    fields.word = HandlerVersion(1, 2)
    fields.scopes = [.all, nil, .zone(3, -1), .updateDomain(4, 5), nil]
    fields.table = [7: ["a", ""], -1: []]
    #expect(try back(fields) == fields)
    #expect(try back([fields, fields]) == [fields, fields])
    #expect(try back(WaitReason.allCases) == WaitReason.allCases)
    #expect(try back([Only.one(3)]) == [.one(3)])
    #expect(try back(TimedCommand(at: 5, .hold(rollout: nil))) == TimedCommand(at: 5, .hold(rollout: nil)))
  }

  @Test("bytes that end too early are refused, wherever they end")
  func tooShort() throws {
    var fields = Fields()
    fields.scopes = [.zone(3, 1), nil]
    fields.table = [7: ["abc"]]
    let bytes = try StateEncoder.bytes(of: fields)
    for count in bytes.indices {
      #expect(throws: (any Error).self) { try StateDecoder.value(Fields.self, from: Array(bytes[..<count])) }
    }
  }

  @Test("a session that went through bytes goes on as it would have, over made-up fleets", arguments: 1...24)
  func sessions(seed: UInt64) throws {
    var session = Session(plan: FuzzRun.plan(seed: seed), seed: seed)
    for part in 1...6 {
      session.advance(to: Instant(part * part) * 40 * Span.minute + Instant(seed))
      _ = session.takeEvents()
      var copy = try back(session)
      let difference = Self.difference(copy, session)
      #expect(difference.isEmpty, "\(difference.prefix(5))")
      let end = session.now + 5 * Span.hour
      var other = session
      other.advance(to: end)
      copy.advance(to: end)
      #expect(copy.takeEvents().map { "\($0)" } == other.takeEvents().map { "\($0)" })
      #expect(copy.digest == other.digest)
    }
  }

  /// In what two sessions differ, at any depth; that one expects more events than the other is no part of the state.
  private static func difference(_ one: Session, _ other: Session) -> [String] {
    Set(parts(of: one)).symmetricDifference(parts(of: other)).filter { !$0.hasPrefix(".lastTaken=") }.sorted()
  }

  private static func parts(of value: Any) -> [String] {
    var lines: [String] = []
    collect(value, "", into: &lines)
    return lines
  }

  private static func collect(_ value: Any, _ path: String, into lines: inout [String]) {
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .dictionary || mirror.displayStyle == .set {
      for child in mirror.children {
        let entry = Mirror(reflecting: child.value)
        let key = entry.children.first.map { "\($0.value)" } ?? "\(child.value)"
        collect(entry.children.dropFirst().first?.value ?? child.value, path + "[\(key)]", into: &lines)
      }
    } else if mirror.children.isEmpty {
      lines.append(path + "=\(value)")
    } else {
      for (place, child) in mirror.children.enumerated() {
        collect(child.value, path + "." + (child.label ?? "\(place)"), into: &lines)
      }
    }
  }
}
