import FleetModel
import Foundation
import TextCanvas
import Testing

@testable import FleetDashboard

/// Screens, tables and spans written to files.
@Suite struct TakingAlongTests {
  @Test("the screen as text and with its colours say the same")
  func screens() throws {
    var run = try DemoRun()
    run.advance(to: 30 * Span.minute)
    _ = run.canvas()
    for file in ["a.txt", "a.ansi"] {
      run.enter("write \(file)")
    }
    let text = try #require(run.written.first { $0.hasPrefix("a.txt\n") })
    let colours = try #require(run.written.first { $0.hasPrefix("a.ansi\n") })
    #expect(colours.contains("\u{1B}["))
    let stripped = colours.replacing(/\u{1B}\[[0-9;]*m/, with: "").split(separator: "\n").dropFirst().map {
      String($0).replacing(/\ +$/, with: "")
    }
    let lines = text.split(separator: "\n").dropFirst().map { String($0).replacing(/\ +$/, with: "") }
    #expect(stripped == lines)
  }

  @Test("every screen has a table, which is whole as CSV and as JSON", arguments: Array("123456"))
  func tables(screen: Character) throws {
    var run = try DemoRun()
    run.advance(to: Span.day)
    run.press(.character("2"), .character("3"), .character(screen))
    _ = run.canvas()
    for form in ["csv", "json"] {
      run.enter("write t.\(form)")
    }
    let csv = try #require(run.written.first { $0.hasPrefix("t.csv\n") }).split(separator: "\n").dropFirst()
    let json = try #require(run.written.first { $0.hasPrefix("t.json\n") }).dropFirst(7)
    let value = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let rows = try #require(value.values.compactMap { $0 as? [[String: Any]] }.first)
    #expect(!rows.isEmpty && csv.count == rows.count + 1)
    #expect(rows.allSatisfy { $0.count == csv.first?.split(separator: ",").count })
  }

  @Test("no field is a formula, however it begins")
  func formulas() {
    for text in ["=1+1", "+1", "-1", "@x"] { #expect(TakeAlong.csvField(text) == "'" + text) }
    #expect(!TakeAlong.csvField("\t=1").contains("\t"))
    #expect(TakeAlong.csvField("a,\"b") == "\"a,\"\"b\"")
  }

  @Test("B and E choose a span, w writes it in every form")
  func span() throws {
    var run = try DemoRun()
    run.advance(to: 10 * Span.minute)
    run.press(.character("B"))
    run.advance(to: 20 * Span.minute)
    run.press(.character("E"))
    run.advance(to: 30 * Span.minute)
    let forms = SpanExport.Form.allCases
    for form in forms.indices {
      run.press(.character("w"))
      for _ in 0..<TakeAlong.Form.allCases.count + form { run.press(.down) }
      #expect(run.canvas().text.contains("from 00:10:00 to 00:20:00"))
      run.press(.enter)
    }
    let exports = run.asked.compactMap { if case .export(let export) = $0 { export } else { nil } }
    #expect(exports.map(\.form) == forms)
    #expect(exports.allSatisfy { $0.start == 10 * Span.minute && $0.end == 20 * Span.minute })
  }

  @Test("without a chosen span it is the whole run; an end before the start begins anew")
  func wholeSpan() throws {
    var run = try DemoRun()
    run.advance(to: 30 * Span.minute)
    run.enter("export run.cast size=120x40 seconds=9 version=3")
    var wanted = SpanExport(name: "run.cast", form: .cast, start: 0, end: 30 * Span.minute)
    wanted.size = SpanExport.Size("120x40")
    wanted.seconds = 9
    wanted.version = 3
    #expect(run.asked == [.export(wanted)])
    run.dashboard.view.span = TimeSpan(start: Span.hour, end: nil)
    run.press(.character("E"))
    #expect(run.dashboard.view.span == TimeSpan(start: nil, end: 30 * Span.minute))
  }

  @Test(
    "an export that cannot be is refused with the reason",
    arguments: [
      "export x", "export x.mp4", "export x.cast size=0x5", "export x.cast seconds=a", "export x.cast deep=1",
    ])
  func refusals(line: String) throws {
    var run = try DemoRun()
    run.enter(line)
    #expect(run.asked.isEmpty)
    #expect(run.canvas().text.contains("Not written: "))
  }
}
