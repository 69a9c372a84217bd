public import TextCanvas

/// What is shown while a fleet is read.
public enum Welcome {
  /// A picture that needs no fleet.
  public static func canvas(fleet: String, width: Int, height: Int, hasSymbols: Bool) -> Canvas {
    var canvas = Canvas(width: width, height: height)
    let glyphs: GlyphSet = hasSymbols ? .unicode : .ascii
    canvas.put("rolldeck: reading the fleet \(fleet) ...", row: 0, column: 0, style: .title)
    canvas.put("Automatic extension upgrades, availability first.", row: 1, column: 0)
    canvas.put("? help   i why   f faults   space stop/go   q quit", row: 2, column: 0, style: .dim)
    canvas.drawBox(
      Rect(row: 3, column: 0, height: canvas.height - 4, width: canvas.width), title: "World", glyphs: glyphs)
    Legend(glyphs: glyphs).draw(
      into: &canvas, Rect(row: canvas.height - 1, column: 0, height: 1, width: canvas.width))
    return canvas
  }
}
