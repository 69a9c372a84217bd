import FleetModel
import TextCanvas
import Testing

@testable import FleetDashboard

/// A key that does nothing and says nothing leaves a person in doubt whether it was heard.
@Suite struct KeyEffectTests {
  /// Keys that may meet the edge of a list; what they show there is the edge itself.
  private static let moving: Set<Action> = [.up, .down, .left, .right, .pageUp, .pageDown, .first, .last]

  private func run(on screen: Character, _ mode: DashboardMode, _ size: (Int, Int)) throws -> DemoRun {
    var run = try DemoRun(mode: mode)
    run.advance(to: 36 * Span.hour + 30 * Span.minute)
    run.size = size
    _ = run.canvas()
    run.press(.character(screen))
    // No key may owe its effect to the note of the one before.
    run.dashboard.view.note = nil
    return run
  }

  @Test(
    "every key on every screen shows an effect or says why not",
    arguments: ["1", "2", "3", "4", "5", "6"] as [Character], [DashboardMode.live, .replay(end: 3 * Span.day)])
  func effects(screen: Character, mode: DashboardMode) throws {
    for size in [(80, 24), (160, 45), (40, 10)] {
      let start = try run(on: screen, mode, size)
      for binding in KeyTable.standard.bindings {
        for key in binding.keys {
          var run = start
          let before = run.canvas()
          run.press(key)
          let isSeen =
            run.canvas() != before || run.dashboard.view.note != nil || run.hasQuit || !run.requested.isEmpty
          let isEdge = Self.moving.contains(binding.action)
          #expect(
            isSeen || isEdge, "\(KeyName.text(key)) on screen \(screen) at \(size.0)x\(size.1) does and says nothing")
        }
      }
    }
  }

  @Test("moving is seen where there is something to move to", arguments: ["1", "2", "4", "5", "6"] as [Character])
  func moves(screen: Character) throws {
    var run = try run(on: screen, .live, (80, 24))
    let before = run.canvas()
    run.press(screen == "6" ? .left : .down)
    #expect(run.canvas() != before || !run.requested.isEmpty)
  }

  @Test("a key that means nothing says where the keys are listed")
  func unknown() throws {
    var run = try DemoRun()
    run.press(.function(7))
    #expect(run.canvas().text.contains("F7 does nothing here; ? lists the keys."))
  }

  @Test("the pace is seen at once, also while the clock is stopped")
  func pace() throws {
    var run = try DemoRun()
    run.press(.character(" "), .character("+"))
    let canvas = run.canvas()
    #expect(canvas.lines[0].contains("stopped x128"))
    #expect(canvas.text.contains("Pace x128; the clock is stopped, space lets it go on."))
    run.press(.character("*"), .character("*"))
    #expect(run.canvas().text.contains("The pace is x1 already"))
  }

  @Test("y copies the row, and the screen if it is pressed again at once")
  func copy() throws {
    var run = try DemoRun()
    run.advance(to: Span.minute)
    _ = run.canvas()
    run.press(.character("y"), .character("y"))
    #expect(run.written.first == "uksouth")
    #expect(run.written.last?.contains("REGION") == true && run.written.count == 2)
    run.press(.down, .character("y"))
    #expect(run.written.last == "northeurope")
  }

  @Test("a note is seen at every size, also where it has no line of its own", arguments: [(40, 10), (20, 5), (30, 1)])
  func notes(width: Int, height: Int) throws {
    var run = try DemoRun()
    run.size = (width, height)
    run.press(.character("T"))
    #expect(run.canvas().lines.last?.hasPrefix("Theme slate") == true)
  }
}
