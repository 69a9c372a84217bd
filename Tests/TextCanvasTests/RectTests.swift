import Testing
import TextCanvas

@Suite struct RectTests {
  private let area = Rect(row: 2, column: 3, height: 10, width: 20)

  @Test("Splits fill the area and give what there is when asked for too much")
  func splits() {
    #expect(area.splitTop(3).top == Rect(row: 2, column: 3, height: 3, width: 20))
    #expect(area.splitTop(3).rest == Rect(row: 5, column: 3, height: 7, width: 20))
    #expect(area.splitBottom(1).bottom == Rect(row: 11, column: 3, height: 1, width: 20))
    #expect(area.splitTop(99).top == area)
    #expect(area.splitTop(99).rest.isEmpty)
  }

  @Test("Shares are in proportion and leave no column over", arguments: [0, 1, 7, 20, 101])
  func shares(width: Int) {
    let parts = Rect(row: 0, column: 4, height: 1, width: width).splitColumns(weights: [1, 2, 1])
    #expect(parts.map(\.width).reduce(0, +) == width)
    #expect(parts[0].column == 4)
    #expect(parts[2].endColumn == 4 + width)
    #expect(parts[1].column == parts[0].endColumn)
  }

  @Test("Gaps are left free")
  func gaps() {
    let parts = area.splitRows(weights: [1, 1], gap: 2)
    #expect(parts.map(\.row) == [2, 8])
    #expect(parts.map(\.height) == [4, 4])
  }

  @Test("Areas that do not meet have nothing in common")
  func intersections() {
    #expect(
      area.intersection(Rect(row: 0, column: 0, height: 3, width: 4)) == Rect(row: 2, column: 3, height: 1, width: 1))
    #expect(area.intersection(Rect(row: 90, column: 0, height: 3, width: 4)).isEmpty)
    #expect(area.inset(rows: 6).isEmpty)
    #expect(area.contains(row: 11, column: 22) && !area.contains(row: 12, column: 22))
  }
}
