import TextCanvas
import Testing

@testable import FleetDashboard

@Suite struct LayoutTests {
  @Test("panes lie inside the screen and never on each other, whatever the size and the fleet")
  func panes() {
    for width in stride(from: 20, through: 240, by: 20) {
      for height in stride(from: 5, through: 80, by: 5) {
        for rows in [4, 10, 40, 200, Int.max] {
          for screen in Screen.allCases {
            let layout = Layout(width: width, height: height, screen: screen, isZoomed: false, boardRows: rows)
            let frames = layout.panes.map { $0.frame ?? $0.area }
            for (index, frame) in frames.enumerated() {
              #expect(frame.height > 2 || frames.count == 1)
              #expect(frame.row >= 0 && frame.endRow <= height && frame.endColumn <= width)
              for other in frames[(index + 1)...] {
                let shared = frame.intersection(other)
                #expect(shared.height <= 0 || shared.width <= 0, "\(width)x\(height) \(screen) \(rows)")
              }
            }
          }
        }
      }
    }
  }

  @Test("a small fleet's world leaves its rows to the events")
  func share() throws {
    func height(_ screen: Screen, _ rows: Int, _ size: (Int, Int)) throws -> Int {
      let layout = Layout(width: size.0, height: size.1, screen: .world, isZoomed: false, boardRows: rows)
      return try #require(layout.panes.first { $0.screen == screen }).area.height
    }
    #expect(try height(.world, 8, (200, 60)) == 8)
    #expect(try height(.events, 8, (200, 60)) > height(.events, 80, (200, 60)) + 10)
    #expect(try height(.events, 8, (120, 40)) > height(.events, 80, (120, 40)))
    #expect(try height(.world, 80, (200, 60)) >= 20)
  }

  @Test("the legend explains first what is on the screen")
  func legend() {
    func text(_ shown: Canvas?, _ width: Int) -> String {
      var canvas = Canvas(width: width, height: 1)
      Legend(glyphs: .ascii, shown: shown).draw(into: &canvas, canvas.bounds)
      return canvas.lines[0]
    }
    #expect(text(nil, 80).hasPrefix(". waiting  > updating"))
    #expect(!text(nil, 80).contains("no part"))
    var board = Canvas(width: 10, height: 1)
    board.put("-", row: 0, column: 0, style: Style(.dim))
    board.put("4", row: 0, column: 1, style: Style(.done))
    board.put("x", row: 0, column: 2, style: Style(.failureText))
    let explained = text(board, 80)
    #expect(explained.contains("- no part") && explained.contains("0-9 x10%") && explained.contains("x unhealthy"))
    for width in 0...160 { #expect(text(board, width).count <= width) }
  }
}
