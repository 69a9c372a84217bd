import TextCanvas
import FleetModel

/// The right end of the first line: live, past or replayed, the pace, the clock.
struct StatusText {
  let scene: Scene

  /// All of it.
  var text: String { text(pace: pace) }

  /// The ways to say it, the longest first: how fast time really passes goes where room is short.
  var ways: [String] { [text, text(pace: scene.status.pace.text)] }

  private func text(pace: String) -> String {
    let status = scene.status
    let state = status.isRunning ? "\(scene.symbol(scene.glyphs.pointer)) \(pace)" : "stopped \(pace)"
    let companions = status.companions.map { SafeText.visible($0, limit: 60) + "  " } ?? ""
    let clock = Figures.clock(scene.now)
    switch status.mode {
    case .live: return "\(companions)LIVE \(state)  \(clock)"
    case .past(let present):
      // The present's clock moves, or it does not: that says which of the two it does.
      return "\(companions)PAST \(clock) of LIVE \(Figures.clock(present))\(status.isRunning ? "" : " stopped")"
    case .replay(let end): return "\(companions)REPLAY \(state)  \(clock) of \(Figures.clock(end))"
    }
  }

  private var pace: String {
    scene.status.reached.map { "\(scene.status.pace.text) (x\(Figures.grouped($0)))" } ?? scene.status.pace.text
  }
}
