import Glibc
import NcursesTerminal
import TextCanvas

enum ProbeStart {
  static func supervise() { Supervisor.superviseIfNeeded() }

  static func run() -> Int32 {
    do throws(TerminalError) {
      var terminal = try Terminal(TerminalOptions(asksBackground: getenv("PROBE_ASKS") != nil))
      var probe = Probe()
      return probe.run(&terminal)
    } catch {
      print("probe: \(error)")
      return 2
    }
  }
}

/// Draws something that moves, tells the last event on the screen, and ends on every way of being asked to.
struct Probe {
  private var frame = 0
  private var last = "none"
  private var isMoving = false
  private var theme = Theme.dark

  mutating func run(_ terminal: inout Terminal) -> Int32 {
    while true {
      terminal.draw(picture(terminal), theme: theme)
      terminal.waitForInput(milliseconds: isMoving ? 50 : -1)
      for event in terminal.readEvents() {
        if let status = handle(event, &terminal) { return status }
      }
      if isMoving { frame += 1 }
    }
  }

  /// The status to end with, if the event asks for it.
  private mutating func handle(_ event: TerminalEvent, _ terminal: inout Terminal) -> Int32? {
    last = "\(event)"
    switch event {
    case .key(.character("q")): return 0
    case .key(.control("c")): return 130
    case .key(.control("z")), .signal(.stop): terminal.suspend()
    case .key(.control("l")): terminal.redraw()
    case .key(.character("g")): isMoving.toggle()
    case .key(.character("t")): theme = theme == .dark ? .light : .dark
    case .key(.character("m")): terminal.setMouse(true)
    case .key(.character("y")): last = "copied \(terminal.copy("två words"))"
    case .key(.character("w")): "a word on standard error\n".withCString { _ = write(2, $0, strlen($0)) }
    case .key(.character("x")): fatalError("the probe was asked to crash")
    case .key(.character("!")): exit(7)
    case .key, .background: break
    case .signal(let signal): return signal.exitStatus
    case .endOfInput: return 0
    }
    return nil
  }

  private func picture(_ terminal: borrowing Terminal) -> Canvas {
    var canvas = Canvas(width: terminal.size.width, height: terminal.size.height)
    let glyphs = terminal.capabilities.hasSymbols ? GlyphSet.unicode : .ascii
    canvas.drawBox(canvas.bounds, title: "probe", glyphs: glyphs)
    let inside = canvas.bounds.inset()
    canvas.put("size \(canvas.width)x\(canvas.height) ", row: 0, style: .title, in: inside)
    canvas.put("last \(last)", row: 1, in: inside)
    canvas.put("frame \(frame)", row: 2, in: inside)
    var column = 0
    for role in Role.allCases {
      column = canvas.put(
        glyphs.glyph(of: role).map { String(Character($0)) } ?? "o", row: 3, column: column, style: Style(role),
        in: inside)
    }
    canvas.put("|世界|e\u{301}|café|\u{1B}[31m|\u{9B}2J|\u{202E}|", row: 4, in: inside)
    if canvas.height > 12 {
      let bar = inside.splitBottom(2).bottom
      canvas.fill(
        Rect(row: bar.row, column: bar.column, height: 2, width: bar.width * (frame % 50) / 50), with: glyphs.barFull,
        style: .done)
    }
    return canvas
  }
}
