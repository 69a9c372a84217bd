import TextCanvas

/// The box with the answer to "why". Where it is too small for all of it, PgDn shows the rest.
struct WhyScreen {
  let scene: Scene
  /// The first line that is shown.
  let top: Int

  private static let widest = 96

  private func lines(_ width: Int) -> [(text: String, style: Style)] {
    WhyText(scene: scene).lines.flatMap { line in
      TextFlow.wrap(line.text, width: min(width, Self.widest) - 4).map { (text: $0, style: line.style) }
    }
  }

  /// On a screen of a size: the last line that can stand on top, and how far a page goes.
  func hidden(_ width: Int, _ height: Int) -> (last: Int, page: Int) {
    let count = lines(width).count
    return (max(0, count - max(1, height - 2)), max(1, height - 3))
  }

  func draw(into canvas: inout Canvas) {
    let lines = lines(canvas.width)
    let overlay = OverlayScreen(scene: scene)
    let area = OverlayScreen.box(width: min(canvas.width, Self.widest), height: lines.count + 2, in: canvas)
    let inside = overlay.open(area, WhyText(scene: scene).title, into: &canvas)
    let first = min(top, hidden(canvas.width, canvas.height).last)
    for (row, line) in lines.dropFirst(first).prefix(inside.height).enumerated() {
      canvas.put(line.text, row: row, column: 0, style: line.style, in: inside)
    }
    guard lines.count > inside.height else { return }
    let keys = "\(scene.keys.name(.pageUp)) \(scene.keys.name(.pageDown))"
    let stand = "\(min(lines.count, first + inside.height)) of \(lines.count)"
    let text = Headline.fit(
      [" \(stand) lines, \(keys) ", " \(stand), \(scene.keys.name(.pageDown)) ", " \(stand) "], area.width - 4)
    canvas.put(
      text, row: area.height - 1, column: max(0, area.width - text.count - 2), style: .accent, in: area)
  }
}
