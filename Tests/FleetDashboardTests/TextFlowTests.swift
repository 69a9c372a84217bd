import Testing

@testable import FleetDashboard

/// Text broken into lines.
@Suite struct TextFlowTests {
  @Test(
    "lines break at blanks, and words that are longer than a line break anywhere",
    arguments: [
      ("one two three", 7, ["one two", "three"]), ("one two three", 3, ["one", "two", "thr", "ee"]),
      ("abcdef gh", 3, ["abc", "def", "gh"]), ("abcd ef", 3, ["abc", "d", "ef"]), ("a b", 1, ["a", "b"]),
      ("a  b", 4, ["a  b"]), (" a", 4, ["a"]), ("a ", 4, ["a "]), ("größe üben", 5, ["größe", "üben"]), ("", 5, []),
      ("text", 0, []), (" ", 5, [""]),
    ])
  func wrapping(text: String, width: Int, lines: [String]) {
    #expect(TextFlow.wrap(text, width: width) == lines)
  }

  @Test("no line is longer than asked, and no word is lost", arguments: 1...30)
  func whole(width: Int) {
    let text = "It waits until phase 2, First, has baked, since 07:07:36, 2 h ago, until 13:07:36, in 3 h 59 m. (R23)"
    let lines = TextFlow.wrap(text, width: width)
    #expect(lines.allSatisfy { $0.count <= width })
    #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
  }
}
