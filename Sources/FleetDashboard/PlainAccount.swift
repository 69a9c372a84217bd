import FleetModel
public import FleetSession
import RolloutOrchestrator
import TextCanvas

/// The dashboard for screen readers, pipes and logs: one line a change, without any escape sequence.
public struct PlainAccount: Sendable {
  /// The least that is told.
  public var level: EventLevel

  /// An account from a level up.
  public init(level: EventLevel = .info) { self.level = level }

  /// One line an event that matters: time, symbol, place, what happened.
  public func lines(_ events: [SessionEvent], _ session: Session) -> [String] {
    let words = EventWords(session: session)
    var lines: [String] = []
    for event in events where EventLog.matters(event.what, level) {
      event.forEachTold { event in
        let line = words.line(event.what)
        let glyph = GlyphSet.ascii.glyph(of: line.role).map { String(Character($0)) } ?? "i"
        lines.append(
          SafeText.visible("\(Figures.clock(event.time)) \(glyph) \(line.place) \(line.text)", limit: Self.longest))
      }
    }
    return lines
  }

  /// Longer lines help nobody who listens.
  private static let longest = 400
}
