import Testing

@testable import ControlPlane

@Suite struct JSONParserTests {
  @Test("What is written reads back to the same value")
  func roundTrip() throws {
    let value: JSONValue = [
      "text": "a\"\\\u{1}\u{202E}é😀", "list": [1, -2, true, nil], "empty": [:], "half": .double(1.5),
    ]
    #expect(try JSONParser.parse(value.bytes) == value)
    #expect(!value.bytes.contains(1), "control characters are escaped")
  }

  @Test(
    "Text that is not JSON is refused",
    arguments: [
      "", " ", "{", "[1,]", "{\"a\":1,}", "{a:1}", "nul", "tru", "01", "-", "1.", "1e", "+1", "1e999", "\"\\x\"",
      "\"\t\"",
      "\"\\ud800\"", "\"\\udc00\"", "\"abc", "1 2", "NaN", "Infinity", "'a'", "{\"a\"}", "[1 2]", "// c\n1",
    ])
  func refused(_ text: String) { #expect(throws: JSONFault.self) { try JSONParser.parse(Array(text.utf8)) } }

  @Test("Nesting ends at its limit, without a deep stack")
  func depth() throws {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    #expect(throws: Never.self) { try JSONParser.parse(nested(JSONParser.depth)) }
    #expect(throws: JSONFault.self) { try JSONParser.parse(nested(JSONParser.depth + 1)) }
    #expect(throws: JSONFault.self) { try JSONParser.parse(Array(String(repeating: "[", count: 1_000_000).utf8)) }
  }

  @Test("Invalid UTF-8 is refused; a byte order mark is not")
  func encoding() throws {
    #expect(throws: JSONFault.self) { try JSONParser.parse([0x22, 0xFF, 0x22]) }
    #expect(try JSONParser.parse([0xEF, 0xBB, 0xBF] + Array("1".utf8)) == 1)
  }

  @Test("Whole numbers keep all their digits; larger ones become approximate")
  func numbers() throws {
    #expect(try JSONParser.parse(Array("9223372036854775807".utf8)) == .int(.max))
    #expect(try JSONParser.parse(Array("9223372036854775808".utf8)) == .double(9223372036854775808))
  }
}
