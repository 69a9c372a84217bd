import EventStream
import FleetModel
import FleetSession
import Foundation
import RolloutOrchestrator
import Testing
import TextCanvas

@testable import RecordingExports
@testable import SessionRecordings

/// Draws nothing but the time.
private struct ClockCamera: CastCamera {
  func take(_ events: [SessionEvent], _ session: Session) {}

  func canvas(_ session: Session, width: Int, height: Int) -> Canvas {
    var canvas = Canvas(width: width, height: height)
    canvas.put("\(session.now) ms, \(session.eventCount) events", row: 0, style: .title)
    return canvas
  }
}

@Suite struct ExportTests {
  /// A recording of a session in which things go wrong, under names that mean harm.
  private func hostile() throws -> Recording {
    let fleet = Scene.fleet.replacing("name: web", with: "name: '=w <script>\"'").replacing(
      "unhealthy=20%", with: "unhealthy=60%")
    var scene = try Scene(fleet: fleet)
    scene.run(to: 2 * Span.hour)
    try scene.command("retry all")
    scene.run(to: Span.day)
    scene.finish()
    return try scene.read()
  }

  private func plain() throws -> Recording {
    var scene = try Scene()
    try scene.play()
    scene.finish()
    return try scene.read()
  }

  @Test("the event stream of a recording is that of the session")
  func events() throws {
    let recording = try plain()
    let plan = try recording.plan()
    var exported: [UInt8] = []
    let mismatch = EventExport.write(recording, plan: plan) { exported += $0 }
    #expect(mismatch == nil)
    var session = Session(plan: plan, seed: recording.header.seed)
    var writer = StreamWriter(fleet: plan.fleet)
    writer.writeHeader(plan.fleet, seed: recording.header.seed)
    for part in Scene.story {
      session.advance(to: part.minute * Span.minute)
      try session.submit(try RecordedText.command(part.command, session.fleet), by: .key)
    }
    session.advance(to: Span.day)
    writer.write(session.takeEvents(), session.fleet)
    writer.writeEnd(why: .until, session)
    #expect(exported == writer.take())
  }

  @Test("no cell of the table is a formula, and quotes are doubled")
  func cells() {
    for text in ["=1+1", "+1", "-1", "@x"] { #expect(CSVExport.cell(text) == "'" + text) }
    #expect(CSVExport.cell("a,\"b") == "\"a,\"\"b\"")
    #expect(CSVExport.cell("a\nb") == "a\\u{A}b")
    #expect(CSVExport.cell("plain") == "plain")
  }

  @Test("the table has a row for each attempt, and as many cells in each")
  func table() throws {
    let recording = try plain()
    var bytes: [UInt8] = []
    let plan = try recording.plan()
    #expect(CSVExport.write(recording, plan: plan) { bytes += $0 } == nil)
    let rows = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    var playback = Playback(recording, plan: plan)
    try playback.advance(to: recording.end)
    let attempts = playback.session.orchestrator.rollouts.reduce(0) { $0 + $1.history.attempts }
    #expect(rows.count == attempts + 1)
    #expect(rows.allSatisfy { $0.count == CSVExport.columns.count })
    #expect(rows.contains { $0.contains("upgraded") } && rows.contains { $0.contains("rolledBack") })
  }

  @Test("names are text in the table and the page, never formulas or markup")
  func hostileNames() throws {
    let recording = try hostile()
    let plan = try recording.plan()
    var bytes: [UInt8] = []
    _ = CSVExport.write(recording, plan: plan) { bytes += $0 }
    let table = String(decoding: bytes, as: UTF8.self)
    #expect(table.contains("\"'=w <script>\"\"-001_"))
    #expect(!table.contains(",=") && !table.contains(",\"="))
    let page = ReportExport.text(recording, plan: plan, .html).text
    #expect(page.contains("=w &lt;script&gt;&quot;-001"))
    #expect(!page.contains("<script"))
    #expect(!page.contains("http://") && !page.contains("https://") && !page.contains("url("))
    let markdown = ReportExport.text(recording, plan: plan, .markdown).text
    #expect(markdown.contains("&lt;script&gt;"))
    #expect(!markdown.contains("<script"))
  }

  @Test("the report tells of stops, rollbacks and who did what")
  func report() throws {
    let recording = try hostile()
    let facts = ReportFacts(recording, plan: try recording.plan())
    #expect(facts.warning == nil)
    #expect(!facts.stops.isEmpty)
    #expect(!facts.rollbacks.isEmpty)
    #expect(facts.commands.count == 2)
    #expect(facts.stops.allSatisfy { !$0.figures.isEmpty })
    let counts = facts.spread.compactMap(\.last).map { $0.reduce(0, +) }
    #expect(counts == [12])
  }

  @Test(
    "a cast's times never run backwards, its marks stand where things happened, and it ends on time", arguments: [2, 3])
  func cast(version: Int) throws {
    let recording = try plain()
    var export = CastExport()
    export.version = version
    export.pace = .whole(seconds: 10)
    var bytes: [UInt8] = []
    let plan = try recording.plan()
    #expect(export.write(recording, plan: plan, by: ClockCamera()) { bytes += $0 } == nil)
    let lines = try bytes.split(separator: 10).map { try JSONSerialization.jsonObject(with: Data($0)) }
    let head = try #require(lines.first as? [String: Any])
    #expect(head["version"] as? Int == version)
    let events = try lines.dropFirst().map { try #require($0 as? [Any]) }
    var times = events.map { ($0[0] as? NSNumber)?.doubleValue ?? -1 }
    if version == 3 { for index in times.indices.dropFirst() { times[index] += times[index - 1] } }
    #expect(times == times.sorted())
    #expect(abs((times.last ?? 0) - 10) < 0.2)
    let marks = events.filter { $0[1] as? String == "m" }.compactMap { $0[2] as? String }
    #expect(marks.contains { $0.contains("phase 2 starts") })
    #expect(marks.contains { $0.contains("rollbacks") })
    let screens = events.filter { $0[1] as? String == "o" }.compactMap { $0[2] as? String }
    #expect(screens.allSatisfy { Self.isHarmless($0) })
  }

  /// Whether nothing but cursor placement, colours, clearing and hiding the cursor is among the escapes.
  private static func isHarmless(_ text: String) -> Bool {
    var rest = Substring(text)
    while let escape = rest.firstIndex(where: { $0.unicodeScalars.first!.value < 0x20 || $0 == "\u{7F}" }) {
      guard let match = rest[escape...].prefixMatch(of: /\u{1B}\[(\?25l|2J|[0-9;]*m|[0-9]+;1H)/) else { return false }
      rest = rest[match.range.upperBound...]
    }
    return true
  }

  @Test("two recordings part at the first command that differs")
  func diff() throws {
    let one = try plain()
    var scene = try Scene()
    try scene.play(Scene.story.filter { $0.minute != 20 })
    scene.finish()
    let two = try scene.read()
    let diff = RecordingDiff(one, two, plans: (try one.plan(), try two.plan()))
    #expect(diff.origins.isEmpty)
    #expect(diff.parting?.time == 20 * Span.minute)
    #expect(diff.parting?.first == "break unhealthy vm=web-002_1 for=30m")
    #expect(diff.parting?.second == nil)
    #expect(diff.first.digest != diff.second.digest)
    #expect((diff.first.worst?.bad ?? 0) > 0)
    #expect(RecordingDiff(one, one, plans: (try one.plan(), try one.plan())).isSame)
  }
}
