import FleetModel
import FleetSession
import RolloutOrchestrator
import TextCanvas
import Testing

@testable import FleetDashboard

@Suite struct BehaviorTests {
  @Test("Esc goes one level out and never quits")
  func escape() throws {
    var run = try DemoRun()
    run.advance(to: Span.minute)
    _ = run.canvas()
    run.press(.enter, .enter, .enter)
    #expect(run.dashboard.view.screen == .machine)
    for _ in 0..<10 { run.press(.escape) }
    #expect(run.dashboard.view.screen == .world && !run.hasQuit)
  }

  @Test("q goes to the world, asks, and then quits")
  func quit() throws {
    var run = try DemoRun()
    run.press(.character("5"), .character("q"))
    #expect(run.dashboard.view.screen == .world && !run.hasQuit)
    run.press(.character("q"), .enter)
    #expect(run.hasQuit)
  }

  @Test("^C clears a prompt; else the second one quits")
  func interrupt() throws {
    var run = try DemoRun()
    run.press(.character(":"), .control("c"))
    #expect(run.dashboard.view.overlay == nil && !run.hasQuit)
    run.press(.control("c"))
    #expect(!run.hasQuit)
    run.press(.control("c"))
    #expect(run.hasQuit)
  }

  @Test("no key changes anything in a replay")
  func readOnly() throws {
    for binding in KeyTable.standard.bindings where binding.changesRun {
      var run = try DemoRun(mode: .replay(end: Span.day))
      run.advance(to: Span.minute)
      _ = run.canvas()
      let digest = run.session.digest
      run.press(binding.keys[0])
      run.press(.enter, .enter)
      #expect(run.session.digest == digest && run.refusals.isEmpty, "\(binding.action)")
    }
    var run = try DemoRun(mode: .replay(end: Span.day))
    run.press(.character(":"))
    run.type("hold")
    let digest = run.session.digest
    run.press(.enter)
    #expect(run.session.digest == digest)
  }

  @Test("a menu says to how many VMs before Enter, and the command does it")
  func faults() throws {
    var run = try DemoRun()
    run.advance(to: Span.minute)
    _ = run.canvas()
    run.press(.enter, .character("f"))
    #expect(run.canvas().text.contains("Gives unhealthy to 20 VMs of web-001 for 15 m."))
    run.press(.enter)
    let web = try #require(run.session.fleet.groups.indices.first { run.session.fleet.name(ofGroup: $0) == "web-001" })
    #expect(run.session.fleet.unhealthyCount(of: web) == 20)
  }

  @Test("x holds and resumes a rollout")
  func hold() throws {
    var run = try DemoRun()
    run.advance(to: Span.minute)
    run.press(.character("x"), .enter)
    #expect(run.session.orchestrator.rollouts[1].isHeld)
    #expect(run.canvas().text.contains("held"))
    run.press(.character("x"), .enter)
    #expect(!run.session.orchestrator.rollouts[1].isHeld)
  }

  @Test("a typed command that is wrong stays open with its column")
  func typed() throws {
    var run = try DemoRun()
    run.enter("hold now please")
    guard case .prompt(let prompt) = run.dashboard.view.overlay else {
      Issue.record("the prompt is closed")
      return
    }
    #expect(prompt.errorColumn != nil)
  }

  @Test("what is wrong with a long line comes into view when the line is given, and the cursor again when it moves")
  func mistakeInView() throws {
    var run = try DemoRun()
    run.press(.character(":"))
    run.press(.paste("hold nothing" + String(repeating: " and", count: 60)))
    #expect(!run.canvas().text.contains("hold nothing"))
    run.press(.enter)
    let lines = run.canvas().text.split(separator: "\n").map(String.init)
    let row = try #require(lines.firstIndex { $0.contains(":hold nothing") })
    let mark = try #require(lines[row + 1].firstIndex(of: "^"))
    let word = try #require(lines[row].firstRange(of: "nothing")?.lowerBound)
    #expect(lines[row + 1][..<mark].count == lines[row][..<word].count)
    run.press(.left)
    #expect(!run.canvas().text.contains("hold nothing"))
  }

  @Test("a paste is text, never keys")
  func paste() throws {
    var run = try DemoRun()
    run.press(.paste("Q"))
    #expect(!run.hasQuit)
    run.press(.escape, .paste(":hold\n"))
    let digest = run.session.digest
    #expect(run.canvas().text.contains("::hold") && run.session.digest == digest)
    run.press(.escape, .character("/"), .paste("uk\nQ"))
    #expect(run.dashboard.view.filters[Screen.world.rawValue] == "uk" && !run.hasQuit)
  }

  @Test("combining marks and flags in a prompt leave the cursor inside the line")
  func combining() throws {
    for text in ["e\u{301}\u{301}", "\u{301}", "\u{1F1E9}\u{1F1EA}\u{1F1E9}", "\u{1F468}\u{200D}\u{1F469}"] {
      var run = try DemoRun()
      run.press(.character("/"))
      for scalar in text.unicodeScalars { run.press(.character(Character(scalar))) }
      for key in [Key.left, .character("a"), .delete, .backspace, .right, .character("\u{301}"), .control("w")] {
        run.press(key)
        guard case .prompt(let prompt) = run.dashboard.view.overlay else { break }
        #expect(prompt.cursor <= prompt.text.count)
        _ = run.canvas()
      }
    }
  }

  @Test("the counters on the screen are those of the state, at many moments")
  func counters() throws {
    var run = try DemoRun()
    while run.session.now < 4 * Span.day {
      run.advance(to: run.session.now + 97 * Span.minute)
      let text = run.canvas().lines[1]
      let rollout = run.session.orchestrator.rollouts[run.dashboard.view.rollout! - 1]
      #expect(text.contains("\(rollout.total.upgraded) of \(rollout.total.eligible) VMs done"))
    }
  }

  @Test("every screen draws at every size")
  func sizes() throws {
    var run = try DemoRun()
    run.advance(to: 12 * Span.minute)
    for screen in "123456" {
      run.press(.character(screen))
      for width in [1, 20, 39, 40, 80, 121, 161] {
        for height in [1, 5, 9, 10, 24, 31, 45] {
          run.size = (width, height)
          let canvas = run.canvas()
          #expect(canvas.width == width && canvas.height == height)
        }
      }
    }
  }
}
