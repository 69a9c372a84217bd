import Testing
import TextCanvas

@Suite struct SafeTextTests {
  @Test(
    "Whatever a terminal obeys, hides or reorders becomes visible",
    arguments: [
      ("\u{1B}[31mred", "\\u{1B}[31mred"), ("a\u{7}b", "a\\u{7}b"), ("\u{7F}", "\\u{7F}"), ("\u{9B}2J", "\\u{9B}2J"),
      ("a\nb\tc", "a\\u{A}b\\u{9}c"), ("\u{202E}abc", "\\u{202E}abc"), ("\u{2066}", "\\u{2066}"),
      ("a\u{200B}b", "a\\u{200B}b"), ("\u{FEFF}", "\\u{FEFF}"), ("a\u{AD}b", "a\\u{AD}b"), ("\u{2028}", "\\u{2028}"),
      ("x\u{FE0F}", "x\\u{FE0F}"), ("\u{E000}", "\\u{E000}"), ("\u{378}", "\\u{378}"), ("\u{301}", "\\u{301}"),
      ("\u{10FFFF}", "\\u{10FFFF}"), ("\u{E0041}", "\\u{E0041}"), ("\u{115F}", "\\u{115F}"),
    ])
  func hostile(text: String, shown: String) {
    #expect(SafeText.visible(text) == shown)
    #expect(SafeText.visible(shown) == shown)
  }

  @Test(
    "Ordinary names of any script stay as they are",
    arguments: ["vm-0412", "café", "世界", "שלום", "한국", "🚀", "e\u{301}"])
  func ordinary(text: String) {
    #expect(SafeText.visible(text) == text)
  }

  @Test("Bytes that are no UTF-8 become U+FFFD")
  func invalidBytes() {
    #expect(SafeText.visible(bytes: [0x61, 0x9B, 0xFF, 0xC0, 0x62]) == "a\u{FFFD}\u{FFFD}\u{FFFD}b")
  }

  @Test("A cell keeps four combining marks, and nothing but marks ends as well")
  func marks() {
    let pile = "e" + String(repeating: "\u{301}", count: 100_000)
    let cells = SafeText.cells(pile)
    #expect(cells.count == 1)
    #expect(cells[0].text.unicodeScalars.count == 1 + Cell.markLimit)
  }

  @Test("A text shows 256 cells at most when the caller knows no width")
  func longest() {
    #expect(SafeText.cells(String(repeating: "a", count: 100_000)).count == 256)
    #expect(SafeText.cells(String(repeating: "\u{1B}", count: 100_000)).count == 256)
    #expect(SafeText.cells(String(repeating: "世", count: 1_000)).count == 256)
  }

  @Test(
    "A name that is too long loses its middle, and is never wider than asked",
    arguments: [
      ("vms-staging-uksouth-1", 17, "vms-stag~ksouth-1"), ("web-001", 17, "web-001"), ("abcdef", 1, "~"),
      ("abcdef", 2, "a~"), ("abcdef", 0, ""), ("世界世界世界", 7, "世 ~ 界"), ("e\u{301}bcdefg", 5, "e\u{301}b~fg"),
      ("a\u{1B}b", 6, "a\\u~}b"),
    ])
  func middle(name: String, width: Int, shown: String) {
    let cells = SafeText.cells(name, cutInside: width, ending: "~")
    #expect(cells.count <= width)
    #expect(cells.map(\.text).joined() == shown)
  }

  @Test(
    "A cut text is exactly as wide as asked, wide scalars included",
    arguments: [
      ("northeurope", 5, "nort~"), ("abc", 3, "abc"), ("abcd", 3, "ab~"), ("世界人", 5, "世界~"), ("世界人", 4, "世 ~"),
      ("世界", 1, "~"), ("abc", 0, ""), ("ab\u{1B}", 4, "ab\\~"),
    ])
  func cut(text: String, width: Int, shown: String) {
    #expect(SafeText.cut(text, to: width) == shown)
  }

  @Test(
    "Columns of a scalar",
    arguments: [
      ("a", 1), ("é", 1), ("世", 2), ("\u{FF21}", 2), ("🚀", 2), ("\u{1FA7E}", 2), ("\u{301}", 0), ("\u{200D}", 0),
      ("▸", 1),
      ("█", 1), ("\u{1161}", 0), ("א", 1), ("ｱ", 1), ("\u{7}", 0),
    ] as [(Unicode.Scalar, Int)])
  func widths(scalar: Unicode.Scalar, width: Int) {
    #expect(DisplayWidth.of(scalar) == width)
  }

  @Test("Width and cells agree for every scalar of the planes in use")
  func everyScalar() {
    var disagreeing: [UInt32] = []
    // Beyond these planes nothing is assigned but tags, selectors and private scalars.
    for value in Array(UInt32(0)...0x323AF) + Array(0xE0000...0xF0000) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let itself = String(Character(scalar))
      let cells = SafeText.cells("x" + itself)
      let shown = cells.map(\.text).joined()
      let isItself = shown == "x" + itself && cells.count == 1 + DisplayWidth.of(scalar)
      if !isItself && shown != "x\\u{" + String(value, radix: 16, uppercase: true) + "}" { disagreeing.append(value) }
    }
    #expect(disagreeing == [])
  }
}
