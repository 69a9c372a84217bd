import FleetModel
import FleetSession
import RolloutOrchestrator
import TextCanvas
import Testing

@testable import FleetDashboard

/// The past of a live run, and jumps of a replay.
@Suite struct PastTests {
  /// A run at a day, and the same run at half an hour with the events before it.
  private func lookingBack() throws -> (run: DemoRun, past: Session, present: Session) {
    var run = try DemoRun()
    run.advance(to: 30 * Span.minute)
    let past = run.session
    run.advance(to: Span.day)
    let present = run.session
    run.session = past
    var again = try DemoRun().session
    again.advance(to: past.now)
    run.dashboard.status.mode = .past(present: present.now)
    run.dashboard.look(at: past, after: again.takeEvents())
    return (run, past, present)
  }

  @Test("the headline says that it is the past, of what, and how to get back")
  func headline() throws {
    var (run, _, _) = try lookingBack()
    let lines = run.canvas().lines
    #expect(lines[0].contains("PAST 00:30:00 of LIVE 1d 00:00:00"))
    #expect(lines.contains { $0.contains("You look at the past: End goes back to now, W goes on from here") })
    run.size = (50, 12)
    #expect(run.canvas().lines[0].contains("PAST"))
  }

  @Test("nothing but W changes anything while the past is looked at, and W asks first")
  func readOnly() throws {
    for binding in KeyTable.standard.bindings where binding.changesRun {
      var (run, past, _) = try lookingBack()
      run.press(binding.keys[0])
      run.press(.enter, .enter)
      #expect(run.session.digest == past.digest && run.refusals.isEmpty, "\(binding.action)")
    }
    var (run, past, _) = try lookingBack()
    run.enter("hold")
    #expect(run.session.digest == past.digest)
    run.press(.character("W"))
    #expect(!run.asked.contains(.fork))
    #expect(run.canvas().text.contains("Ends the live run"))
    run.press(.enter)
    #expect(run.asked.contains(.fork))
  }

  @Test("q in the past asks, as the live run would be lost")
  func quit() throws {
    var (run, _, _) = try lookingBack()
    run.press(.character("q"))
    #expect(!run.hasQuit)
  }

  @Test("the log of a moment is what happened before it, numbered as in the run")
  func log() throws {
    let (run, past, _) = try lookingBack()
    let log = run.dashboard.memory.log
    #expect(log.count > 10 && log[fromNewest: 0].time <= past.now)
    #expect(log[fromNewest: 0].number <= past.eventCount)
    #expect(log[fromNewest: log.count - 1].number == 1)
  }

  @Test("marks and counts of the whole run stay; what happens meanwhile is there on return")
  func presentGoesOn() throws {
    var (run, _, present) = try lookingBack()
    let marks = run.dashboard.course.marks
    #expect(marks.marks.contains { $0.time > 30 * Span.minute })
    #expect(run.canvas().text.contains("00:30:00"))
    var later = present
    later.advance(to: 3 * Span.day)
    let before = run.dashboard.memory.log.count
    run.dashboard.take(later.takeEvents(), later)
    #expect(run.dashboard.memory.log.count == before)
    #expect(run.dashboard.course.marks.marks.count > marks.marks.count)
    run.dashboard.status.mode = .live
    run.dashboard.lookAtPresent(later)
    run.session = later
    #expect(run.dashboard.memory.log[fromNewest: 0].time > Span.day)
    var straight = try DemoRun()
    straight.advance(to: 3 * Span.day)
    #expect(run.canvas().lines[1] == straight.canvas().lines[1])
  }

  @Test("on the timeline keys go to moments: left, right, Home, End, marks, failures")
  func keys() throws {
    var run = try DemoRun()
    run.advance(to: Span.day)
    run.press(.character("6"))
    run.press(.left)
    #expect(run.asked.last == .seek(Span.day - Span.day / 100))
    run.press(.shiftLeft)
    #expect(run.asked.last == .seek(Span.day - Span.day / 10))
    run.press(.home)
    #expect(run.asked.last == .seek(0))
    let count = run.asked.count
    run.press(.right, .end)
    #expect(run.asked.count == count, "there is nothing after now")
    run.press(.character("["))
    #expect(run.asked.last == run.dashboard.course.marks.marks.last { $0.time < Span.day }.map { .seek($0.time) })
    run.dashboard.course.mark(at: Span.minute, "mine")
    run.press(.character("f"), .enter)
    run.advance(to: 2 * Span.day)
    run.enter("break unhealthy group=web-001")
    run.advance(to: 3 * Span.day)
    run.press(.character("6"), .character("{"))
    let failure = try #require(run.dashboard.course.marks.marks.last { $0.isTrouble })
    #expect(run.asked.last == .seek(failure.time))
    var (back, _, _) = try lookingBack()
    back.press(.character("1"), .end)
    #expect(back.asked.last == .present)
  }

  @Test(
    "next and previous of every family are asked for by name",
    arguments: TimelineMark.Family.allCases)
  func families(family: TimelineMark.Family) throws {
    var run = try DemoRun()
    for (word, isNext) in [("next", true), ("previous", false)] {
      run.enter("\(word) \(family.rawValue)")
      #expect(run.asked.last == .goToMark(family, isNext: isNext))
    }
  }

  @Test("a replay has its marks from the start, once it was read ahead, and jumps to them both ways")
  func replayMarks() throws {
    var run = try DemoRun(mode: .replay(end: 3 * Span.day))
    var ahead = run.session
    ahead.advance(to: 3 * Span.day)
    run.dashboard.takeAhead(ahead.takeEvents(), ahead)
    let first = try #require(run.dashboard.course.marks.marks.first { $0.time > 0 })
    run.press(.character("]"))
    #expect(run.session.now == first.time)
    #expect(run.dashboard.view.screen == .timeline)
    #expect(run.canvas().text.contains("phase 1"))
    let marks = run.dashboard.course.marks
    run.advance(to: 3 * Span.day)
    #expect(run.dashboard.course.marks == marks, "playing finds no mark twice")
  }

  @Test("a click on the scrubber goes to its moment, one on a mark goes there")
  func clicks() throws {
    var run = try DemoRun()
    run.advance(to: Span.day)
    run.press(.character("6"))
    let lines = run.canvas().lines
    let row = try #require(lines.firstIndex { $0.contains("at 1d 00:00:00") })
    run.press(.click(row: row, column: 18))
    #expect(run.asked.last == .seek(0))
    run.press(.click(row: row, column: 18 + 24))
    guard case .seek(let middle)? = run.asked.last else { return #expect(Bool(false)) }
    #expect(middle > Span.day / 4 && middle < 3 * Span.day / 4)
    let list = try #require(lines.firstIndex { $0.contains("MARKS") })
    run.press(.click(row: list + 1, column: 10))
    guard case .seek(let mark)? = run.asked.last else { return #expect(Bool(false)) }
    #expect(run.dashboard.course.marks.marks.contains { $0.time == mark })
    let count = run.asked.count
    run.press(.click(row: row, column: 3))
    #expect(run.asked.count == count, "a label is no moment")
  }

  @Test("a drag that began on the scrubber goes through time, off the line and beyond its ends, until it is let go")
  func drag() throws {
    var run = try DemoRun()
    run.advance(to: Span.day)
    run.press(.character("6"))
    let row = try #require(run.canvas().lines.firstIndex { $0.contains("at 1d 00:00:00") })
    run.press(.drag(row: row, column: 30))
    #expect(run.asked.isEmpty, "nothing is held yet")
    run.press(.click(row: row, column: 18 + 24), .drag(row: 2, column: 18 + 12))
    #expect(run.asked.last == .scrub(to: Span.day * 12 / 47))
    run.press(.drag(row: row, column: 0))
    #expect(run.asked.last == .scrub(to: 0))
    for beyond in [18 + 47, 79] {
      run.press(.drag(row: row, column: beyond))
      #expect(run.asked.last == .scrub(to: nil))
    }
    let count = run.asked.count
    run.press(.release(row: row, column: 79), .drag(row: row, column: 30))
    #expect(run.asked.count == count, "it was let go")
    for start in [Key.click(row: row + 3, column: 20), .click(row: 0, column: 20), .click(row: 23, column: 3)] {
      var other = run
      other.press(start)
      let asked = other.asked.count
      other.press(.drag(row: row, column: 30))
      #expect(other.asked.count == asked, "only the scrubber is dragged")
    }
    run.press(.character("?"), .click(row: row, column: 30), .drag(row: row, column: 40))
    #expect(run.asked.count == count, "a box lies over it")
    run.press(.escape, .click(row: row, column: 30), .resize(width: 60, height: 15), .drag(row: row, column: 40))
    #expect(run.asked.count == count + 1, "it is not where it was")
  }

  @Test("a drag in the past and in a replay is measured by their own ends")
  func dragElsewhere() throws {
    var (run, _, present) = try lookingBack()
    run.press(.character("6"))
    let row = try #require(run.canvas().lines.firstIndex { $0.contains("  at ") })
    run.press(.click(row: row, column: 18), .drag(row: row, column: 18 + 24))
    #expect(run.asked.last == .scrub(to: present.now * 24 / 47))
    var replay = try DemoRun(mode: .replay(end: 3 * Span.day))
    replay.press(.character("6"))
    let line = try #require(replay.canvas().lines.firstIndex { $0.contains("  at ") })
    replay.press(.click(row: line, column: 18), .drag(row: line, column: 18 + 40))
    guard case .scrub(let moment?)? = replay.asked.last else { return #expect(Bool(false)) }
    #expect(moment > 2 * Span.day && moment < 3 * Span.day)
  }

  @Test("each step says what happened, also where the log shows nothing of it")
  func steps() throws {
    var run = try DemoRun()
    run.size = (160, 45)
    var told: [String] = []
    for _ in 0..<80 {
      _ = run.session.step(upTo: .max)
      run.take()
      run.dashboard.tellStep(run.session)
      told.append(run.dashboard.view.note?.text ?? "")
    }
    #expect(told.allSatisfy { $0.hasPrefix("At ") })
    let last = try #require(told.last)
    #expect(run.canvas().text.contains(last))
    #expect(told.contains { $0.contains("upgraded and healthy") })
    run.dashboard.status.mode = .past(present: run.session.now + 1)
    run.dashboard.tellStep(run.session)
    #expect(run.dashboard.view.note?.text.contains(" (End: now)") == true, "a step hides no way back")
    run.dashboard.status.mode = .live
    // A moment of healthy samples only leaves nothing in the log.
    run.dashboard.look(at: run.session, after: [])
    run.dashboard.tellStep(run.session)
    #expect(run.dashboard.view.note?.text.hasSuffix("VMs reported that they are healthy, as before.") == true)
  }
}
