/// The version of an extension handler: four numbers, compared as numbers (R10: 9.5 < 9.10).
public struct HandlerVersion: Hashable, Comparable, Sendable, CustomStringConvertible, Codable {
  /// First part; upgrades never cross it (R10).
  public let major: UInt32
  /// Second part.
  public let minor: UInt32
  /// Third part.
  public let build: UInt32
  /// Fourth part.
  public let revision: UInt32

  /// A version from its four parts.
  public init(_ major: UInt32, _ minor: UInt32, _ build: UInt32 = 0, _ revision: UInt32 = 0) {
    self.major = major
    self.minor = minor
    self.build = build
    self.revision = revision
  }

  /// Reads `1.2`, `1.2.3` or `1.2.3.4`; parts left out are 0. Anything else, signs, blanks and empty parts included, is nil.
  public init?(_ text: some StringProtocol) {
    var parts: [UInt32] = []
    for piece in text.split(separator: ".", omittingEmptySubsequences: false) {
      guard !piece.isEmpty, piece.utf8.count <= 10, piece.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }),
        let part = UInt32(piece)
      else { return nil }
      parts.append(part)
    }
    guard (2...4).contains(parts.count) else { return nil }
    while parts.count < 4 { parts.append(0) }
    self.init(parts[0], parts[1], parts[2], parts[3])
  }

  /// All four parts, as Azure prints them.
  public var description: String { "\(major).\(minor).\(build).\(revision)" }

  /// Numeric order, part by part.
  public static func < (a: Self, b: Self) -> Bool {
    if a.major != b.major { return a.major < b.major }
    if a.minor != b.minor { return a.minor < b.minor }
    if a.build != b.build { return a.build < b.build }
    return a.revision < b.revision
  }
}
