import CNcurses
import TextCanvas
import Testing

@testable import NcursesTerminal

@Suite struct KeyDecoderTests {
  private func keys(_ text: String, from decoder: inout KeyDecoder) -> [Key] {
    text.unicodeScalars.compactMap { decoder.decode(scalar: $0.value) }
  }

  @Test("Controls have names, letters are themselves, NUL and C1 are nothing")
  func scalars() {
    var decoder = KeyDecoder()
    #expect(
      keys("a é\t\r\n\u{1B}\u{7F}\u{8}\u{1}\u{1A}\u{0}\u{9B}世", from: &decoder)
        == [
          .character("a"), .character(" "), .character("é"), .tab, .enter, .enter, .escape, .backspace, .backspace,
          .control("a"), .control("z"), .character("世"),
        ])
  }

  @Test("A paste comes in one piece and is never obeyed")
  func paste() {
    var decoder = KeyDecoder()
    #expect(decoder.decode(code: UInt32(CN_KEY_PASTE_BEGIN)) == nil)
    #expect(keys("q\ry\u{1B}", from: &decoder) == [])
    #expect(decoder.decode(code: UInt32(CN_KEY_UP)) == nil)
    #expect(decoder.decode(code: UInt32(CN_KEY_PASTE_END)) == .paste("q\ny\u{1B}"))
    #expect(keys("q", from: &decoder) == [.character("q")])
  }

  @Test("A paste without an end is bounded, and ^C leads out of it")
  func endlessPaste() {
    var decoder = KeyDecoder()
    _ = decoder.decode(code: UInt32(CN_KEY_PASTE_BEGIN))
    #expect(keys(String(repeating: "y", count: 70_000), from: &decoder) == [])
    #expect(decoder.decode(code: UInt32(CN_KEY_PASTE_END)) == .paste(String(repeating: "y", count: 65_536)))
    _ = decoder.decode(code: UInt32(CN_KEY_PASTE_BEGIN))
    #expect(keys("rm\u{3}k", from: &decoder) == [.control("c"), .character("k")])
  }

  @Test(
    "Wheel, clicks, drags and releases, whatever is held with them; all else of the mouse is nothing",
    arguments: [
      ("0;10;2M", Key.click(row: 1, column: 9)), ("64;1;1M", .wheelUp(row: 0, column: 0)),
      ("65;5;3M", .wheelDown(row: 2, column: 4)), ("20;5;3M", .click(row: 2, column: 4)),
      ("0;10;2m", .release(row: 1, column: 9)),
      ("32;10;2M", .drag(row: 1, column: 9)), ("36;3;1M", .drag(row: 0, column: 2)), ("32;10;2m", nil), ("2;1;1m", nil),
      ("64;1;1m", nil), ("34;1;1M", nil), ("33;1;1M", nil),
      ("2;10;2M", nil), ("0;0;2M", nil), ("0;1M", nil), ("M", nil), ("35;4;4M", nil),
    ] as [(String, Key?)])
  func mouse(report: String, key: Key?) {
    var decoder = KeyDecoder()
    _ = decoder.decode(code: UInt32(CN_KEY_MOUSE))
    #expect(keys(report, from: &decoder) == (key.map { [$0] } ?? []))
    #expect(keys("j", from: &decoder) == [.character("j")])
  }

  @Test("A broken report ends at its first wrong character")
  func brokenReport() {
    var decoder = KeyDecoder()
    _ = decoder.decode(code: UInt32(CN_KEY_MOUSE))
    #expect(keys("0;1xj", from: &decoder) == [.character("j")])
    _ = decoder.decode(code: UInt32(CN_KEY_MOUSE))
    #expect(keys(String(repeating: "9", count: 19) + "j", from: &decoder) == [.character("j")])
  }

  @Test(
    "The terminal's answer about its ground is taken out of the keys, whole or broken",
    arguments: [
      ("11;rgb:ffff/ffff/ffff", Ground.light), ("11;rgb:00/00/00", .dark), ("11;rgba:fdfd/f6f6/e3e3/ffff", .light),
      ("11;rgb:1/2/3", .dark), ("11;rgb:fffff/0/0", nil), ("10;rgb:ffff/ffff/ffff", nil), ("11;", nil), ("", nil),
    ] as [(String, Ground?)])
  func ground(answer: String, ground: Ground?) {
    for end in ["\u{7}", "\\"] {
      var decoder = KeyDecoder()
      _ = decoder.decode(code: UInt32(CN_KEY_ANSWER))
      #expect(keys(answer, from: &decoder) == [])
      if end == "\\" {
        #expect(decoder.decode(code: UInt32(CN_KEY_ANSWER_END)) == nil)
      } else {
        #expect(keys(end, from: &decoder) == [])
      }
      #expect(decoder.takeGround() == ground && decoder.takeGround() == nil)
      #expect(keys("j", from: &decoder) == [.character("j")])
    }
  }

  @Test("What only begins like an answer ends at its first wrong character, and never grows")
  func brokenAnswer() {
    var decoder = KeyDecoder()
    _ = decoder.decode(code: UInt32(CN_KEY_ANSWER))
    #expect(keys("11;xj", from: &decoder) == [.character("j")])
    _ = decoder.decode(code: UInt32(CN_KEY_ANSWER))
    #expect(keys(String(repeating: "1", count: 33) + "j", from: &decoder) == [.character("j")])
    #expect(decoder.decode(code: UInt32(CN_KEY_ANSWER_END)) == nil)
  }

  @Test("Text for the clipboard is written as RFC 4648 says")
  func base64() {
    let known = ["": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==", "fooba": "Zm9vYmE="]
    for (text, letters) in known { #expect(Base64.text(of: Array(text.utf8)) == letters) }
  }

  @Test("Function keys count from 1")
  func functionKeys() {
    var decoder = KeyDecoder()
    #expect(decoder.decode(code: UInt32(CN_KEY_FUNCTION + 1)) == .function(1))
    #expect(decoder.decode(code: UInt32(CN_KEY_FUNCTION + 12)) == .function(12))
    #expect(decoder.decode(code: UInt32(CN_KEY_OTHER)) == nil)
  }
}
