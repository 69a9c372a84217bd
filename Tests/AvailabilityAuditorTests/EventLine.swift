/// A value of JSON, written as a literal.
enum JSON: Sendable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  case text(String), number(Int), flag(Bool), array([JSON]), object([(String, JSON)]), null

  init(stringLiteral value: String) { self = .text(value) }
  init(integerLiteral value: Int) { self = .number(value) }
  init(booleanLiteral value: Bool) { self = .flag(value) }
  init(arrayLiteral elements: JSON...) { self = .array(elements) }
  init(dictionaryLiteral elements: (String, JSON)...) { self = .object(elements) }
  init(nilLiteral: ()) { self = .null }
  init(_ number: Int?) { self = number.map { .number($0) } ?? .null }
  init(_ texts: [String]) { self = .array(texts.map { .text($0) }) }

  var text: String {
    switch self {
    case .text(let text): "\"\(text)\""
    case .number(let number): "\(number)"
    case .flag(let flag): "\(flag)"
    case .array(let elements): "[\(elements.map(\.text).joined(separator: ","))]"
    case .object(let members): "{\(members.map { "\"\($0.0)\":\($0.1.text)" }.joined(separator: ","))}"
    case .null: "null"
    }
  }

  /// This object with other members in place of its own.
  func replacing(_ others: [(String, JSON)]) -> JSON {
    guard case .object(var members) = self else { return self }
    for (key, value) in others {
      members.removeAll { $0.0 == key }
      members.append((key, value))
    }
    return .object(members)
  }
}
