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
    "Wheel and clicks, whatever is held with them; all else of the mouse is nothing",
    arguments: [
      ("0;10;2M", Key.click(row: 1, column: 9)), ("64;1;1M", .wheelUp(row: 0, column: 0)),
      ("65;5;3M", .wheelDown(row: 2, column: 4)), ("20;5;3M", .click(row: 2, column: 4)), ("0;10;2m", nil),
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

  @Test("Function keys count from 1")
  func functionKeys() {
    var decoder = KeyDecoder()
    #expect(decoder.decode(code: UInt32(CN_KEY_FUNCTION + 1)) == .function(1))
    #expect(decoder.decode(code: UInt32(CN_KEY_FUNCTION + 12)) == .function(12))
    #expect(decoder.decode(code: UInt32(CN_KEY_OTHER)) == nil)
  }
}
