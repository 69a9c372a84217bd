import FleetDashboard
import Glibc
import NcursesTerminal
import TextCanvas

/// The screen until there is a fleet: how far it is. `q` and `^C` end the program meanwhile, other keys are kept.
struct StartScreen {
  /// Often enough for a bar that fills, and far less work than what it tells of.
  private static let interval: Int64 = 30_000

  /// What is opened, as a person says it.
  let source: String
  let usesASCII: Bool
  let theme: Theme
  /// What came meanwhile, for whoever reads on.
  private(set) var events: [TerminalEvent] = []
  /// Whether a key was kept, of which a later `q` may be a part; the terminal's own answers are no keys.
  private var hasTyped = false
  private var lastLook: Int64 = 0

  init(source: String, usesASCII: Bool, theme: Theme) {
    self.source = source
    self.usesASCII = usesASCII
    self.theme = theme
  }

  /// Shows a stage, if that was not done a moment ago.
  mutating func show(_ stage: Welcome.Stage, on terminal: inout Terminal) {
    let now = WallClock.microseconds
    guard now - lastLook >= Self.interval else { return }
    lastLook = now
    obey(terminal.readEvents(), &terminal)
    showAtOnce(stage, on: &terminal)
  }

  /// Shows a stage whatever was shown before.
  func showAtOnce(_ stage: Welcome.Stage, on terminal: inout Terminal) {
    terminal.draw(
      Welcome.canvas(
        source: source, stage: stage, width: terminal.size.width, height: terminal.size.height,
        hasSymbols: terminal.capabilities.hasSymbols && !usesASCII), theme: theme)
  }

  /// Nothing was begun that would be lost, so a wish to leave is obeyed at once.
  private mutating func obey(_ news: [TerminalEvent], _ terminal: inout Terminal) {
    for event in news {
      switch event {
      case .key(.character("q")) where !hasTyped, .key(.character("Q")) where !hasTyped, .key(.control("c")):
        terminal.close()
        exit(0)
      case .signal(.stop), .key(.control("z")): terminal.suspend()
      case .signal(let signal):
        guard let status = signal.exitStatus else { continue }
        terminal.close()
        exit(status)
      case .endOfInput:
        terminal.close()
        exit(0)
      case .key:
        hasTyped = true
        events.append(event)
      case .background: events.append(event)
      }
    }
  }
}
