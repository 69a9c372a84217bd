import FleetModel
import FleetSession
import RolloutOrchestrator
import TextCanvas
import Testing

@testable import FleetDashboard

@Suite struct WordTests {
  @Test("figures as people read them")
  func figures() {
    #expect(Figures.grouped(0) == "0")
    #expect(Figures.grouped(8_812) == "8 812")
    #expect(Figures.grouped(1_000_000) == "1 000 000")
    #expect(Figures.clock(20 * Span.minute + 4 * Span.second) == "00:20:04")
    #expect(Figures.clock(2 * Span.day + 3 * Span.hour) == "2d 03:00:00")
    #expect(Figures.duration(2 * Span.day + 4 * Span.hour + 59 * Span.minute) == "2 d 4 h")
    #expect(Figures.duration(45 * Span.second) == "45 s")
    #expect(Figures.duration(200) == "0.2 s")
    #expect(Figures.version(HandlerVersion(9, 10, 16)) == "9.10.16")
    #expect(Figures.version(HandlerVersion(2, 0)) == "2.0")
    #expect(Figures.share(2_500) == "0.25%")
  }

  @Test("a percentage is rounded down, so that 100 % is all of them")
  func percent() {
    #expect(Figures.percent(999, of: 1_000) == 99)
    #expect(Figures.percent(1_000, of: 1_000) == 100)
  }

  private func counts(_ states: [(MachineState, Int)], sick: Int = 0, silent: Int = 0) -> StateCounts {
    var counts = StateCounts()
    var (sick, silent) = (sick, silent)
    for (state, number) in states {
      for _ in 0..<number {
        counts.count(state, isSick: sick > 0, isSilent: sick == 0 && silent > 0)
        if sick > 0 { sick -= 1 } else if silent > 0 { silent -= 1 }
      }
    }
    return counts
  }

  private func glyph(_ states: [(MachineState, Int)], sick: Int = 0, silent: Int = 0) -> Character {
    Character(StateWords.cell(counts(states, sick: sick, silent: silent), .ascii).scalar)
  }

  @Test("the cell grammar: trouble first, then what goes on, then how far it is")
  func cells() {
    #expect(glyph([]) == " ")
    #expect(glyph([(.waiting, 1)]) == ".")
    #expect(glyph([(.installing, 1)]) == ">")
    #expect(glyph([(.watching, 1)]) == ":")
    #expect(glyph([(.upgraded, 1)]) == "#")
    #expect(glyph([(.failed, 1)]) == "!")
    #expect(glyph([(.rolledBack, 1)]) == "^")
    #expect(glyph([(.excluded, 1)]) == "=")
    #expect(glyph([(.notPart, 1)]) == "-")
    #expect(glyph([(.upgraded, 1)], sick: 1) == "x")
    #expect(glyph([(.waiting, 1)], silent: 1) == "?")
    #expect(glyph([(.upgraded, 2), (.waiting, 2)]) == "5")
    #expect(glyph([(.upgraded, 2), (.failed, 1)]) == "!")
  }

  @Test("R14: in a cell of 20 and more it takes more than the limit's 20 % to show trouble")
  func largeCells() {
    #expect(glyph([(.upgraded, 16), (.failed, 4)]) == "8")
    #expect(glyph([(.upgraded, 15), (.failed, 5)]) == "!")
    #expect(glyph([(.upgraded, 90), (.installing, 10)]) == "9")
    #expect(glyph([(.installing, 10), (.waiting, 90)]) == ">")
  }

  @Test("every reason to wait has its rule and its words")
  func reasons() throws {
    let run = try DemoRun()
    for reason in WaitReason.allCases {
      #expect(WaitWords.rule(reason).hasPrefix("R"))
      #expect(!WaitWords(PlaceNames(fleet: run.session.fleet)).text(Wait(reason)).isEmpty)
    }
  }

  @Test("paces double and halve between 1/16 and no limit")
  func paces() {
    #expect(Pace.power(6).faster == .power(7))
    #expect(Pace.power(16).faster == .unlimited && Pace.unlimited.slower == .power(16))
    #expect(Pace.power(-4).slower == .power(-4))
    #expect(Pace("x1/4") == .power(-2) && Pace("64") == .power(6) && Pace("max") == .unlimited)
    #expect(Pace("3") == nil)
    #expect(Pace.power(-1).simulated(in: 1_000) == 500)
  }

  @Test("moments as people type them")
  func moments() {
    let moments = Moments(end: 100 * Span.hour, marks: [])
    #expect(moments.instant("42%") == 42 * Span.hour)
    #expect(moments.instant("2d3h") == 51 * Span.hour)
    #expect(moments.instant("12:05") == 12 * Span.hour + 5 * Span.minute)
    #expect(moments.instant("1d 00:00:30") == Span.day + 30 * Span.second)
    #expect(moments.instant("soon") == nil && moments.instant("101%") == nil && moments.instant("99999999d") == nil)
  }

  @Test("good news never bears the glyph of silence or of being left out")
  func goodNews() throws {
    let run = try DemoRun()
    let words = EventWords(session: run.session)
    let good: [FleetEvent] = [
      .agent(vm: 0, isReady: true), .power(vm: 0, isRunning: true), .protection(vm: 0, isProtected: false),
      .model(vm: 0, isLatest: true), .automaticChanged(vm: 0, handler: 0, isOn: true),
    ]
    for event in good {
      #expect(![.silent, .held, .failed].contains(words.line(.fleet(event)).role), "\(event)")
    }
    #expect(words.line(.fleet(.agent(vm: 0, isReady: false))).role == .silent)
    #expect(words.line(.fleet(.protection(vm: 0, isProtected: true))).role == .held)
  }

  @Test("the world's log leaves out the handler that the headline names where room is short, and no other")
  func worldLog() throws {
    var run = try DemoRun()
    run.advance(to: 12 * Span.minute)
    let narrow = run.canvas().lines
    #expect(narrow[0].hasPrefix("DependencyAgentLinux"))
    #expect(!narrow[13...].joined().contains("DependencyAgentLinux"))
    #expect(narrow.contains { $0.contains("web-001_7 9.10.15 -> 9.10.16 starts, attem") })
    run.press(.character("5"))
    #expect(run.canvas().lines[4...].joined().contains("DependencyAgentLinux"), "the log itself names it")
  }

  @Test("pace is how fast simulated time passes, and nothing else")
  func pace() throws {
    var run = try DemoRun()
    for minute in stride(from: 1, to: 60, by: 7) {
      run.advance(to: Instant(minute) * Span.minute)
      #expect(!run.dashboard.sentences(run.session).joined().contains("pace"))
    }
  }

  @Test("line ends of a pasted command are marks, in the line, in what is offered and in what is brought back")
  func pastedLines() throws {
    var run = try DemoRun()
    run.press(.paste("hold\nresume\ngr"))
    #expect(run.canvas().text.contains(":hold|resume|gr"))
    #expect(!run.canvas().text.contains("\\u{A}"))
    run.press(.escape, .paste("hold\r\nresume"), .enter, .character(":"), .up)
    #expect(run.canvas().text.contains(":hold|resume"))
    #expect(!run.canvas().text.contains("\\u{"))
  }

  @Test("rollouts and phases stay in the log however many batches follow, and the health strip agrees with now")
  func longLog() throws {
    var run = try DemoRun()
    run.advance(to: 12 * Span.minute)
    let gates = EventRows(scene: run.dashboard.scene(run.session), level: .gate, filter: Filter("")).rows(
      from: 0, count: 50)
    var again = try DemoRun().session
    again.advance(to: 12 * Span.minute)
    let routine = try #require(
      again.takeEvents().last { EventLog.matters($0.what, .info) && !EventLog.matters($0.what, .gate) })
    run.dashboard.memory.log.append(Array(repeating: routine, count: EventLog.capacity + 1))
    let later = EventRows(scene: run.dashboard.scene(run.session), level: .gate, filter: Filter("")).rows(
      from: 0, count: 50)
    #expect(later.map(\.entry.number) == gates.map(\.entry.number) && gates.count > 3)
    run.press(.character("5"))
    #expect(run.canvas().text.contains("phase 1, Canary starts"))
    run.press(.character("3"))
    run.dashboard.view.machine = 119
    #expect(run.canvas().text.contains("nothing among the newest 20 000 events"))
  }

  @Test("the health strip ends with what the VM's health is now")
  func healthStrip() throws {
    var run = try DemoRun()
    for time in stride(from: 36 * Span.hour, to: 37 * Span.hour, by: Int(Span.minute)) {
      run.advance(to: time)
      for vm in 0..<8 {
        run.dashboard.view.machine = vm
        run.dashboard.show(.machine)
        let line = try #require(run.canvas().lines.first { $0.hasPrefix("  health  ") })
        let last = line.dropFirst(10).prefix { $0 != " " }.last
        let expected: Character =
          switch run.session.fleet.health(of: vm) {
          case .healthy: "+"
          case .unhealthy: "!"
          case .unknown: "?"
          case .initializing: ":"
          }
        #expect(last == expected, "\(line)")
      }
    }
  }
}
