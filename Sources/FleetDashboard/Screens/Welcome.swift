public import TextCanvas

/// What is shown until there is a fleet to look at.
public enum Welcome {
  /// How far it is.
  public enum Stage: Sendable, Equatable {
    /// The file is read.
    case reading
    /// So many of all VMs are there.
    case building(built: Int, all: Int)
    /// So much of a recording was read.
    case replaying(Reach)
    /// All are there; the run begins.
    case starting
  }

  /// A picture that needs no fleet. `source` is what is opened: `the fleet demo`, `the recording monday`.
  public static func canvas(source: String, stage: Stage, width: Int, height: Int, hasSymbols: Bool) -> Canvas {
    var canvas = Canvas(width: width, height: height)
    let glyphs: GlyphSet = hasSymbols ? .unicode : .ascii
    canvas.putField(
      "rolldeck: \(sentence(source, stage))", row: 0, column: 0, width: canvas.width, style: .title,
      ending: glyphs.ellipsis)
    canvas.put("Automatic extension upgrades, availability first.", row: 1, column: 0)
    canvas.put("? help   i why   f faults   space stop/go   q quit", row: 2, column: 0, style: .dim)
    let box = Rect(row: 3, column: 0, height: canvas.height - 4, width: canvas.width)
    canvas.drawBox(box, title: "World", glyphs: glyphs)
    drawBar(stage, glyphs, into: &canvas, box.inset())
    Legend(glyphs: glyphs).draw(
      into: &canvas, Rect(row: canvas.height - 1, column: 0, height: 1, width: canvas.width))
    return canvas
  }

  private static func sentence(_ source: String, _ stage: Stage) -> String {
    switch stage {
    case .reading: "reading \(source) ..."
    case .building(let built, let all):
      "building \(source): \(Figures.grouped(built)) of \(Figures.count(all, "VM")) (\(Figures.percent(built, of: all))%)"
    case .replaying(let reading): "reading \(source): \(reading.text) (\(reading.thousandths / 10)%)"
    case .starting: "starting \(source): all its VMs are built ..."
    }
  }

  private static func drawBar(_ stage: Stage, _ glyphs: GlyphSet, into canvas: inout Canvas, _ area: Rect) {
    let inside = area.width - 4
    guard inside > 0, area.height > 0 else { return }
    let bar: ProgressBar
    switch stage {
    case .reading: return
    case .building(let built, let all): bar = ProgressBar(built, of: all, cells: inside, glyphs: glyphs)
    case .replaying(let reading): bar = ProgressBar(reading.thousandths, of: 1_000, cells: inside, glyphs: glyphs)
    case .starting: bar = ProgressBar(1, of: 1, cells: inside, glyphs: glyphs)
    }
    bar.draw(into: &canvas, row: min(1, area.height - 1), column: 1, in: area)
  }
}
