import TextCanvas
import FleetModel

/// The right end of the first line: live or replayed, the pace, the clock.
struct StatusText {
  let scene: Scene

  var text: String {
    let status = scene.status
    let mode = status.mode == .live ? "LIVE" : "REPLAY"
    let state = status.isRunning ? "\(scene.symbol(scene.glyphs.pointer)) \(pace)" : "stopped \(pace)"
    let companions = status.companions.map { SafeText.visible($0, limit: 60) + "  " } ?? ""
    return "\(companions)\(mode) \(state)  \(Figures.clock(scene.now))\(end)"
  }

  private var pace: String {
    scene.status.reached.map { "\(scene.status.pace.text) (x\(Figures.grouped($0)))" } ?? scene.status.pace.text
  }

  private var end: String {
    if case .replay(let end) = scene.status.mode { return " of \(Figures.clock(end))" }
    return ""
  }
}
