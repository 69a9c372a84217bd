import FleetModel
import FleetSession
import Testing

@testable import EventStream
@testable import SessionRecordings

/// How bytes of lines come about, and their checksums.
@Suite("Lines")
struct LineTests {
  @Test(
    "whole numbers are written as everybody writes them",
    arguments: [
      0, 1, 9, 10, 99, 100, 101, 999, 1_000, 9_999, 10_000, 10_001, 99_999, 100_000, 1_234_567, 99_999_999, 100_000_000,
      -1, -10, -12_345, .max, .min, .max / 10, .min / 10,
    ])
  func numbers(value: Int) {
    var line = LineBuffer()
    line.raw("x")
    line.int(value)
    line.raw("y")
    #expect(String(decoding: line.bytes, as: UTF8.self) == "x\(value)y")
  }

  @Test("room grows as pieces come, and what was cut off is written over")
  func growth() {
    var line = LineBuffer()
    var text = ""
    for number in 0..<2_000 {
      line.raw("piece ")
      line.int(number)
      text += "piece \(number)"
    }
    #expect(String(decoding: line.bytes, as: UTF8.self) == text)
    line.cut(to: 5)
    line.raw("s")
    #expect(String(decoding: line.bytes, as: UTF8.self) == "pieces")
  }

  @Test(
    "a text is taken as it is only if JSON and a terminal take it as it is",
    arguments: [
      ("", true), ("web-001", true), (" ~", true), ("a\"b", false), ("a\\b", false), ("a\nb", false), ("\u{7F}", false),
      ("größe", false), (String(repeating: "x", count: 10_000), true),
    ])
  func quoting(text: String, isPlain: Bool) {
    var line = LineBuffer()
    #expect(line.quoted(plain: text) == isPlain)
    #expect(String(decoding: line.bytes, as: UTF8.self) == (isPlain ? "\"\(text)\"" : ""))
  }

  @Test("numbers are written as Swift writes them, and behind a text with the digits that a group's name has")
  func numbers() {
    let numbers = (0..<12_000).map { $0 } + [99_999, 100_000, 1_000_001, 86_400_000, .max, -1, -10_000, .min]
    for number in numbers {
      var line = LineBuffer()
      line.int(number)
      #expect(String(decoding: line.bytes, as: UTF8.self) == "\(number)")
      guard number >= 0 else { continue }
      line.cut(to: 0)
      let isPlain = line.quoted(plain: "web-", number: number, digits: 3)
      let zeros = String(repeating: "0", count: max(0, 3 - "\(number)".count))
      #expect(String(decoding: line.bytes, as: UTF8.self) == "\"web-\(zeros)\(number)\"" && isPlain)
    }
  }

  @Test("a digest is read as it is written, and nothing else is one")
  func digests() throws {
    var session = Session(plan: try Scene.plan(), seed: 7)
    for _ in 0..<50 {
      session.advance(to: session.now + Span.minute)
      #expect(Digest(hex: session.digest.hex) == session.digest)
    }
    let text = session.digest.hex
    for wrong in [String(text.dropLast()), text + "0", text.uppercased(), String(text.dropLast()) + "g", ""] {
      #expect(Digest(hex: wrong) == nil || wrong == text, "\(wrong)")
    }
  }

  @Test("a checksum is the same in whatever pieces bytes come, and finds each flipped bit")
  func checksums() {
    let bytes = (0..<70).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) }
    /// Bit by bit, as the polynomial says.
    func slow(_ bytes: some Sequence<UInt8>) -> UInt32 {
      ~bytes.reduce(UInt32.max) { register, byte in
        (0..<8).reduce(register ^ UInt32(byte)) { word, _ in word & 1 == 1 ? 0x82F6_3B78 ^ (word >> 1) : word >> 1 }
      }
    }
    for count in 0...bytes.count {
      #expect(CRC32C(seed: bytes[..<count]).value == slow(bytes[..<count]))
      var checksum = CRC32C(seed: bytes[..<count])
      checksum.add(bytes[count...])
      #expect(checksum.value == slow(bytes))
      #expect(~bytes[..<count].withUnsafeBytes { CRC32C.byTables(.max, $0) } == slow(bytes[..<count]))
    }
    for bit in 0..<8 * bytes.count {
      var flipped = bytes
      flipped[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(CRC32C(seed: flipped).value != slow(bytes))
    }
  }

  @Test("a stream that is taken in pieces is the stream, whole lines in each")
  func pieces() throws {
    let plan = try Scene.plan()
    var session = Session(plan: plan, seed: 7)
    session.advance(to: 2 * Span.hour)
    let events = session.takeEvents()
    var whole = StreamWriter(fleet: plan.fleet)
    whole.writeHeader(plan.fleet, seed: 7)
    whole.write(events, session.fleet)
    var pieces: [[UInt8]] = []
    var writer = StreamWriter(fleet: plan.fleet)
    writer.writeHeader(plan.fleet, seed: 7, pieceBytes: 1_000) { pieces.append(Array($0)) }
    let headerPieces = pieces.count
    writer.write(events, session.fleet, pieceBytes: 1_000) { pieces.append(Array($0)) }
    #expect(headerPieces > 2 && pieces.count > headerPieces + 2)
    #expect(pieces.dropFirst().allSatisfy { $0.last == 10 && (1_000..<2_000).contains($0.count) })
    writer.pour { pieces.append(Array($0)) }
    #expect(writer.pendingBytes == 0)
    #expect(pieces.flatMap { $0 } == whole.take())
  }
}
