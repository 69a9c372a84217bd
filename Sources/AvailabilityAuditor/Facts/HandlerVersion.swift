/// A version of four numbers, compared as numbers: 9.5 comes before 9.10 (R10).
struct HandlerVersion: Equatable, Comparable, CustomStringConvertible {
  let major, minor, build, revision: UInt32

  /// Reads `major.minor.build.revision` of digits; nil for anything else.
  init?(_ bytes: [UInt8], _ range: Range<Int>) {
    var parts: [4 of UInt64] = [0, 0, 0, 0]
    var part = 0
    var digits = 0
    for offset in range {
      let byte = bytes[offset]
      if byte == UInt8(ascii: "."), digits > 0, part < 3 {
        part += 1
        digits = 0
      } else if byte &- UInt8(ascii: "0") < 10 {
        parts[part] = parts[part] * 10 + UInt64(byte - UInt8(ascii: "0"))
        digits += 1
        guard parts[part] <= UInt64(UInt32.max) else { return nil }
      } else {
        return nil
      }
    }
    guard part == 3, digits > 0 else { return nil }
    major = UInt32(parts[0])
    minor = UInt32(parts[1])
    build = UInt32(parts[2])
    revision = UInt32(parts[3])
  }

  static func < (one: HandlerVersion, other: HandlerVersion) -> Bool {
    (one.major, one.minor, one.build, one.revision) < (other.major, other.minor, other.build, other.revision)
  }

  var description: String { "\(major).\(minor).\(build).\(revision)" }
}
