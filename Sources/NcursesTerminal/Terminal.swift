import CNcurses
import Glibc
public import TextCanvas

/// The terminal while a program has it: shows canvases, tells events, and is always given back as it was found - when
/// the value is closed or goes out of scope, when the process exits, and when it crashes.
///
/// To be used from one thread. Nothing here ever waits for the terminal to take output: a frame it has no room for is
/// left out, and the newest one follows as soon as there is room. What is written to standard error meanwhile is kept
/// back and shown afterwards.
public struct Terminal: ~Copyable {
  /// As many keys as one call of `readEvents()` returns, so that a flood of input leaves time to draw.
  static let keysPerRead = 4096

  /// How long the end waits for an answer that has not come, in milliseconds.
  static let answerPatience = 50

  /// From so many changed cells on, rows that moved are looked for and scrolled. With fewer it costs more than it saves:
  /// whole rows of the screen move, and what stood beside a list is written again.
  private static let scrollingPays = 600

  /// What the terminal can do.
  public let capabilities: TerminalCapabilities
  /// Columns and rows, at least one of each.
  public private(set) var size: (width: Int, height: Int)

  private var isOpen = true
  private var decoder = KeyDecoder()
  private var encoder: RowEncoder
  /// What the terminal has been told to show.
  private var shown: Canvas?
  /// The newest canvas there was no room for.
  private var postponed: (canvas: Canvas, theme: Theme)?
  private var hasEnded = false
  private var hasToldEnd = false
  private var isEndUntold: Bool { hasEnded && !hasToldEnd }
  private var hasMoreInput = false
  /// Whether an answer about the ground may still come.
  private var isAwaitingAnswer = false

  /// Takes over the terminal of standard input and output.
  public init(_ options: TerminalOptions = TerminalOptions()) throws(TerminalError) {
    let noColor = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
    let depth = options.colorDepth ?? (noColor ? .mono : .twoFiftySix)
    var found = cn_capabilities()
    switch cn_open(Int32(depth.rawValue), options.mouse, &found) {
    case CN_OPENED: break
    case CN_NOT_A_TERMINAL: throw .notATerminal
    case CN_UNKNOWN_TERMINAL: throw .unknownTerminal(name: getenv("TERM").map { String(cString: $0) } ?? "")
    case CN_ALREADY_OPEN: throw .alreadyOpen
    default: throw .system(code: errno)
    }
    let isUnicode = found.unicode
    capabilities = TerminalCapabilities(
      colorDepth: found.colors >= 256 ? .twoFiftySix : found.colors >= 8 ? .eight : .mono, isUnicode: isUnicode,
      isSynchronized: found.synchronized,
      hasSymbols: isUnicode && !found.basic_font
        && GlyphSet.unicode.all.allSatisfy { cn_scalar_width($0.value) == DisplayWidth.of($0) })
    encoder = RowEncoder(depth: capabilities.colorDepth)
    size = Terminal.currentSize()
    if options.asksBackground { isAwaitingAnswer = cn_ask_background() }
  }

  deinit { cn_close() }

  /// Gives the terminal back. Doing it again does nothing, and neither does drawing afterwards.
  public mutating func close() {
    // Left unread, the answer would be typed into the shell.
    if isAwaitingAnswer, isOpen, waitForInput(milliseconds: Terminal.answerPatience) { _ = readEvents() }
    isOpen = false
    cn_close()
  }

  /// Shows the canvas from the upper left corner on, sending what differs from the one before; nothing if equal.
  public mutating func draw(_ canvas: Canvas, theme: Theme) {
    guard isOpen else { return }
    guard push() else {
      postponed = (canvas, theme)
      return
    }
    postponed = nil
    let isNewTheme = encoder.adopt(theme)
    if isNewTheme { cn_forget_screen() }
    let changes = (0..<size.height).map { row in
      shown.flatMap { isNewTheme ? nil : canvas.changes(inRow: row, since: $0) } ?? size.width
    }
    let total = changes.reduce(0, +)
    if total == 0, shown?.cursor == canvas.cursor { return }
    let scrolls = total >= Terminal.scrollingPays
    cn_expect_scrolling(scrolls)
    // Every second row first, since rows that are composed in turns are not scrolled.
    for parity in 0..<(scrolls ? 1 : 2) {
      for row in changes.indices where changes[row] > 0 && (scrolls || row % 2 == parity) {
        encoder.put(row: row, of: canvas, width: size.width)
      }
      if !scrolls, parity == 0 { cn_compose() }
    }
    shown = canvas
    show()
  }

  /// Repaints everything: for `^L`, and after another program wrote on the screen.
  public mutating func redraw() {
    guard isOpen else { return }
    cn_forget_screen()
    if push() { show() }
  }

  /// Waits until there is an event to read; at most so long, for ever if negative. May return early with nothing to
  /// read. Costs nothing while it waits.
  @discardableResult
  public mutating func waitForInput(milliseconds: Int) -> Bool {
    guard isOpen, !isEndUntold else { return true }
    let found = Int(cn_wait(hasMoreInput ? 0 : Int32(clamping: milliseconds)))
    if found & CN_WRITABLE != 0 { drawPostponed() }
    if found & CN_INPUT_ENDED != 0 { hasEnded = true }
    return hasMoreInput || isEndUntold || found & (CN_INPUT | CN_SIGNALLED) != 0
  }

  /// Everything that came since the last call, without waiting: signals first, since they are urgent.
  public mutating func readEvents() -> [TerminalEvent] {
    guard isOpen else { return [] }
    waitForInput(milliseconds: 0)
    var events = readSignals()
    hasMoreInput = true
    for _ in 0..<Terminal.keysPerRead {
      var value: UInt32 = 0
      let kind = cn_read_key(&value)
      if kind == CN_NO_KEY {
        hasMoreInput = false
        break
      }
      let key = kind == CN_KEY ? decoder.decode(code: value) : decoder.decode(scalar: value)
      if let key { events.append(.key(key)) }
      if let ground = decoder.takeGround() {
        isAwaitingAnswer = false
        events.append(.background(ground))
      }
    }
    if isEndUntold {
      hasToldEnd = true
      events.append(.endOfInput)
    }
    return events
  }

  /// Whether wheel, clicks and drags are reported from now on.
  /// - Returns: false if they were asked for and the terminal has none to report.
  @discardableResult
  public mutating func setMouse(_ isOn: Bool) -> Bool { isOpen && cn_set_mouse(isOn) }

  /// Puts a text on the terminal's clipboard, also through ssh and tmux. False where the terminal has none that can be
  /// reached, or takes no text so long. Whether the terminal obeys is never told; some ask their user first.
  public mutating func copy(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard isOpen, bytes.count <= Terminal.longestCopy else { return false }
    return cn_copy(Base64.text(of: bytes))
  }

  /// xterm takes no more than 100,000 bytes of a sequence, which is three quarters of that as text; others take less.
  static let longestCopy = 70_000

  /// Gives the terminal back to the shell and stops the process; once it is continued, takes the terminal again and
  /// repaints it. The answer to `^Z` and to `TerminalSignal.stop`.
  public mutating func suspend() {
    guard isOpen else { return }
    cn_suspend()
    show()
  }

  private mutating func readSignals() -> [TerminalEvent] {
    let signals = Int(cn_take_signals())
    var events: [TerminalEvent] = []
    for signal in TerminalSignal.allCases where signals & signal.bit != 0 { events.append(.signal(signal)) }
    if signals & CN_RESIZE != 0 {
      adoptSize()
      events.append(.key(.resize(width: size.width, height: size.height)))
    }
    if signals & CN_CONTINUE != 0 { show() }
    return events
  }

  private mutating func adoptSize() {
    let current = Terminal.currentSize()
    if current != size { shown = nil }
    size = current
  }

  private static func currentSize() -> (width: Int, height: Int) {
    var (rows, columns): (Int32, Int32) = (0, 0)
    cn_size(&rows, &columns)
    return (Int(columns), Int(rows))
  }

  private mutating func show() {
    let cursor = shown?.cursor
    let isInside = cursor.map { $0.row < size.height && $0.column < size.width } ?? false
    let row = isInside ? cursor?.row ?? -1 : -1
    if cn_show(Int32(row), Int32(cursor?.column ?? -1)) == CN_GONE { hasEnded = true }
  }

  /// Sends what is left of the last frame; whether there is room for another.
  private mutating func push() -> Bool {
    switch cn_push() {
    case CN_SENT: return true
    case CN_BLOCKED: return false
    default:
      hasEnded = true
      return false
    }
  }

  private mutating func drawPostponed() {
    guard push(), let frame = postponed else { return }
    draw(frame.canvas, theme: frame.theme)
  }
}

extension TerminalSignal {
  fileprivate var bit: Int {
    switch self {
    case .interrupt: CN_INTERRUPT
    case .terminate: CN_TERMINATE
    case .hangUp: CN_HANGUP
    case .quit: CN_QUIT
    case .stop: CN_STOP
    case .resumed: CN_CONTINUE
    }
  }
}
