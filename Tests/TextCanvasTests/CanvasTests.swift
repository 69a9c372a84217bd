import Testing
import TextCanvas

@Suite struct CanvasTests {
  @Test("Text stands where it is put, and the next column comes back")
  func put() {
    var canvas = Canvas(width: 12, height: 2)
    let next = canvas.put("MonitorAgent".prefix(3).description, row: 0, column: 1, style: .title)
    canvas.put("3%", row: 0, column: next + 1, style: .failed)
    #expect(canvas.lines == [" Mon 3%", ""])
    #expect(canvas[0, 5].style == .failed)
    #expect(canvas[0, 1].style == .title)
    #expect(canvas[0, 0].style == .normal)
  }

  @Test("Nothing is drawn outside the area or the canvas")
  func clipping() {
    var canvas = Canvas(width: 8, height: 3)
    let pane = Rect(row: 1, column: 2, height: 1, width: 4)
    canvas.put("abcdefgh", row: 0, column: -2, in: pane)
    canvas.put("below", row: 1, in: pane)
    canvas.put("above", row: -1, in: pane)
    canvas.put("far", row: 0, column: 99)
    #expect(canvas.lines == ["", "  cdef", ""])
  }

  @Test("A wide scalar cut by an edge or covered by half leaves blanks, never half a scalar")
  func wideScalars() {
    var canvas = Canvas(width: 5, height: 1)
    canvas.put("世界人", row: 0)
    #expect(canvas.lines == ["世界"])
    canvas.put("x", row: 0, column: 1)
    #expect(canvas.lines == [" x界"])
    canvas.put("y", row: 0, column: 2)
    #expect(canvas.lines == [" xy"])
    canvas.put("世", row: 0, column: -1)
    #expect(canvas.lines == [" xy"])
    canvas.put("人", row: 0, column: 0)
    canvas.put("人", row: 0, column: 1)
    #expect(canvas.lines == [" 人"])
    expectWhole(canvas)
  }

  @Test("A run of narrow text that covers halves of wide scalars leaves blanks for the others")
  func runsOverWideScalars() {
    var canvas = Canvas(width: 6, height: 1)
    canvas.put("世界人", row: 0)
    canvas.put("ab", row: 0, column: 1)
    #expect(canvas.lines == [" ab 人"])
    canvas.putField("c", row: 0, column: 3, width: 2)
    #expect(canvas.lines == [" abc"])
    canvas.put("世界人", row: 0)
    canvas.fill(Rect(row: 0, column: 1, height: 1, width: 4), with: ".")
    #expect(canvas.lines == [" ...."])
    expectWhole(canvas)
  }

  @Test("A field is exactly as wide as asked")
  func fields() {
    var canvas = Canvas(width: 30, height: 1)
    var column = canvas.putField("northeu", row: 0, column: 0, width: 5)
    column = canvas.putField("41%", row: 0, column: column, width: 6, alignment: .right)
    column = canvas.putField("mid", row: 0, column: column, width: 6, alignment: .center)
    canvas.put("|", row: 0, column: column)
    #expect(canvas.lines == ["nort~   41% mid  |"])
    #expect(column == 17)
  }

  @Test("A box has its title in the upper edge and needs room for two rows and columns")
  func boxes() {
    var canvas = Canvas(width: 14, height: 3)
    canvas.drawBox(canvas.bounds, title: "Events of northeu", glyphs: .ascii)
    #expect(canvas.lines == ["+- Events ~ -+", "|            |", "+------------+"])
    var small = Canvas(width: 1, height: 1)
    small.drawBox(small.bounds, title: "x", glyphs: .unicode)
    #expect(small == Canvas(width: 1, height: 1))
  }

  @Test("Restyling changes no character")
  func restyle() {
    var canvas = Canvas(width: 4, height: 1)
    canvas.put("abcd", row: 0, style: .done)
    canvas.restyle(Rect(row: 0, column: 1, height: 9, width: 2), role: .selected)
    canvas.restyle(Rect(row: 0, column: 3, height: 1, width: 1), adding: .bold)
    #expect(canvas.lines == ["abcd"])
    #expect(canvas[0, 0].style == .done)
    #expect(canvas[0, 2].style == .selected)
    #expect(canvas[0, 3].style == Style(.done, .bold))
  }

  @Test("Equal canvases are equal, the cursor counts")
  func equality() {
    var one = Canvas(width: 3, height: 1)
    var other = one
    one.put("a", row: 0)
    other.put("a", row: 0)
    #expect(one == other)
    other.cursor = Canvas.Position(row: 0, column: 1)
    #expect(one != other)
  }

  @Test("Every size from nothing to far too much holds what it is given", arguments: [0, 1, 2, 5, 200, 1_000_000])
  func sizes(side: Int) {
    var canvas = Canvas(width: side, height: min(side, 20))
    canvas.put("世界 e\u{301}\u{1B}", row: 0, column: side - 3)
    canvas.drawBox(canvas.bounds, title: "title", glyphs: .unicode)
    canvas.fill(canvas.bounds.inset(), with: "世")
    #expect(canvas.width <= Canvas.longestSide)
    #expect(canvas.lines.count == canvas.height)
    expectWhole(canvas)
  }

  private func expectWhole(_ canvas: Canvas) {
    for row in 0..<canvas.height {
      for column in 0..<canvas.width {
        let cell = canvas[row, column]
        if cell.width == 2 { #expect(column + 1 < canvas.width && canvas[row, column + 1].isContinuation) }
        if cell.isContinuation { #expect(column > 0 && canvas[row, column - 1].width == 2) }
      }
    }
  }
}
