import AvailabilityAuditor
import EventStream
import FleetModel
import FleetSession
import Foundation
import TextCanvas
import Testing

@testable import FleetDashboard

/// What the screens count against what the event stream tells, at moments drawn by chance, with the auditor on.
@Suite struct CounterTests {
  @Test(
    "World, Region, VM and Catalogue count what the event stream tells, at any moment",
    arguments: ["demo", "shop", "edge", "game-day"], [1, 2] as [UInt64])
  func counters(fleet: String, seed: UInt64) throws {
    var run = try DemoRun(fleet: fleet, seed: seed)
    let stream = StreamReader(run.session, seed: seed)
    run.observe = { stream.take($0, $1) }
    run.size = (160, 45)
    var draws: UInt64 = 0
    func roll(_ bound: Int) -> Int {
      draws += 1
      return Int(KeyedDraw.draw(seed: seed, draws, 3, 5, below: UInt64(bound)))
    }
    var compared = Compared()
    for _ in 0..<30 {
      run.advance(to: run.session.now + Milliseconds(roll(6 * 3_600_000)))
      let fold = try stream.fold()
      try compareBoards(&run, fold, &compared)
      try compareMachine(&run, fold, roll, &compared)
      try compareLeftOut(&run, stream, &compared)
      try compareSet(&run, fold, roll, &compared)
    }
    #expect(stream.breaches.isEmpty, "\(stream.breaches.prefix(3))")
    #expect(compared.done > 0 && compared.sets > 20 && compared.versions > 100 && compared.machines > 20)
  }

  /// How much was compared, so that a screen which shows nothing does not pass.
  private struct Compared {
    var done = 0
    var inFlight = 0
    var leftOut = 0
    var unhealthy = 0
    var versions = 0
    var machines = 0
    var sets = 0
  }

  // MARK: World, Region, Catalogue

  private func compareBoards(_ run: inout DemoRun, _ fold: StreamFold, _ compared: inout Compared) throws {
    run.press(.escape, .escape, .escape, .character("1"))
    let canvas = run.canvas()
    let lines = canvas.lines
    guard let id = run.dashboard.view.rollout else { return }
    let when = "\(Figures.clock(run.session.now)), rollout \(id)"
    let bad = fold.count(["rolledBack", "rollbackFailed"], in: id)
    let done = try #require(number(before: "of", in: after(": ", lines[1])), "no count in \(lines[1])")
    #expect(done == fold.count(["upgraded"], in: id), "done, \(when)")
    #expect(lines[1].contains(bad == 0 ? "none failed" : "\(Figures.grouped(bad)) failed"), "\(lines[1]), \(when)")
    compared.done += done
    let heading = try #require(lines.firstIndex { $0.contains(" DONE FAIL  OUT") })
    let failColumn = try #require(place(of: "DONE FAIL", in: lines[heading])) + 4
    for line in lines[(heading + 1)...] {
      guard let name = line.dropFirst(3).split(separator: " ").first.map(String.init),
        run.session.fleet.regions.contains(where: { $0.name == name })
      else { break }
      let shown = Int(field(line, failColumn, 5))
      #expect(shown == fold.count(["rolledBack", "rollbackFailed"], in: id, region: name), "\(name) failed, \(when)")
    }
    compareCatalogue(lines, run, fold, when, &compared)
    run.press(.character("2"))
    let region = run.session.fleet.regions[run.dashboard.view.map.region].name
    let health = run.canvas().lines[1]
    let (upgraded, failed) = (
      fold.count(["upgraded"], in: id, region: region),
      fold.count(["rolledBack", "rollbackFailed"], in: id, region: region)
    )
    if health.hasPrefix("No VM here takes part") {
      #expect(upgraded + failed + fold.inFlight(in: id, region: region) == 0, "\(health), \(when)")
    } else {
      #expect(number(before: "of", in: health) == upgraded, "\(health), \(when)")
      #expect(number(before: "failed", in: health) == failed, "\(health), \(when)")
    }
    if let shown = number(before: "in", in: health) {
      #expect(shown == fold.inFlight(in: id, region: region), "\(health), \(when)")
      compared.inFlight += shown
    }
    run.press(.character("1"))
  }

  /// OUT of all regions together is what the stream's last line would say if it ended here.
  private func compareLeftOut(_ run: inout DemoRun, _ stream: StreamReader, _ compared: inout Compared) throws {
    guard let id = run.dashboard.view.rollout else { return }
    run.press(.escape, .escape, .escape, .character("1"))
    let lines = run.canvas().lines
    let heading = try #require(lines.firstIndex { $0.contains(" DONE FAIL  OUT") })
    let column = try #require(place(of: "  OUT", in: lines[heading]))
    let rows = lines[(heading + 1)...].prefix(run.session.fleet.regions.count)
    let shown = rows.reduce(0) { $0 + (Int(field($1, column, 5)) ?? -1_000) }
    let told = try stream.excludedIfItEndedHere(run.session)["\(id)"] ?? 0
    #expect(shown == told, "left out, \(Figures.clock(run.session.now)), rollout \(id)")
    compared.leftOut += shown
  }

  /// R14: the unhealthy VMs of a set, where the region screen shows it alone.
  private func compareSet(
    _ run: inout DemoRun, _ fold: StreamFold, _ roll: (Int) -> Int, _ compared: inout Compared
  ) throws {
    let fleet = run.session.fleet
    let groups = fleet.groups.indices.filter { fleet.kind(of: $0) != .standalone && fleet.memberCount(of: $0) > 0 }
    let name = fleet.name(ofGroup: groups[roll(groups.count)])
    run.enter("group \(name)")
    let line = try #require(
      run.canvas().lines.first { $0.contains(" unhealthy, limit ") && !$0.contains("R14") }, "\(name) is not shown")
    let truth = fold.unhealthy(in: name)
    #expect(
      line.contains(" \(Figures.grouped(truth.bad)) of \(Figures.grouped(truth.all)) unhealthy"),
      "\(line) \(name), \(Figures.clock(run.session.now))"
    )
    compared.unhealthy += truth.bad
    compared.sets += 1
    run.press(.escape, .escape, .escape, .character("1"))
  }

  private func compareCatalogue(
    _ lines: [String], _ run: DemoRun, _ fold: StreamFold, _ when: String, _ compared: inout Compared
  ) {
    // The pane is too narrow for all columns, so the screen alone is asked.
    var alone = run
    alone.press(.character("4"), .character("z"))
    let lines = alone.canvas().lines
    let heading = lines.first { $0.contains("VMS ON EACH VERSION") } ?? ""
    let start = place(of: "VMS ON EACH VERSION", in: heading) ?? 0
    for handler in run.session.fleet.handlers {
      let spread = fold.spread(of: handler.name)
      guard let first = lines.firstIndex(where: { $0.dropFirst(2).hasPrefix(handler.type + " ") }) else { continue }
      var row = first
      while row < lines.count, row == first || lines[row].hasPrefix("     "),
        let text = versionAndCount(lines[row], from: start)
      {
        let version = spread.first { Figures.version(Self.parsed($0.key)) == text.version }
        #expect(version?.value == text.count, "\(handler.type) \(text.version), \(when)")
        compared.versions += text.count
        row += 1
      }
      let out = lines[first].split(separator: " ").last.flatMap { Int($0) }
      #expect(out == fold.optedOut(of: handler.name), "opted out of \(handler.type), \(when)")
    }
  }

  // MARK: One VM

  private func compareMachine(
    _ run: inout DemoRun, _ fold: StreamFold, _ roll: (Int) -> Int, _ compared: inout Compared
  ) throws {
    let name = fold.machines.keys.sorted()[roll(fold.machines.count)]
    let machine = try #require(fold.machines[name])
    run.enter("vm \(name)")
    let text = run.canvas().text
    #expect(run.dashboard.view.screen == .machine, "\(name) was not found")
    #expect(text.contains("now \(machine.isRunning ? machine.health : "stopped")"), "\(name) at \(run.session.now)")
    for (handler, version) in machine.versions {
      let type = String(handler.split(separator: "/").last ?? "")
      let line = try #require(run.canvas().lines.first { $0.dropFirst(2).hasPrefix(type.prefix(20)) })
      #expect(line.contains(" \(Figures.version(Self.parsed(version))) "), "\(name) \(handler): \(line)")
      #expect(line.contains(machine.automatic[handler] == true ? " on " : " off "), "\(name) \(handler): \(line)")
      compared.machines += 1
    }
  }

  // MARK: Reading the canvas

  private static func parsed(_ version: String) -> HandlerVersion {
    let parts = version.split(separator: ".").compactMap { UInt32($0) } + [0, 0, 0, 0]
    return HandlerVersion(parts[0], parts[1], parts[2], parts[3])
  }

  private func after(_ mark: String, _ line: String) -> String {
    line.ranges(of: mark).first.map { String(line[$0.upperBound...]) } ?? line
  }

  /// The number in front of a word, `2 796` included.
  private func number(before word: String, in line: String) -> Int? {
    var digits = ""
    for piece in line.split(separator: " ") {
      if piece == word || piece == word + ";" || piece == word + "," { return Int(digits) }
      digits =
        piece.allSatisfy(\.isNumber) ? (piece.count == 3 && !digits.isEmpty ? digits + piece : String(piece)) : ""
    }
    return nil
  }

  private func place(of text: String, in line: String) -> Int? {
    line.ranges(of: text).first.map { line.distance(from: line.startIndex, to: $0.lowerBound) }
  }

  private func field(_ line: String, _ column: Int, _ width: Int) -> String {
    String(line.dropFirst(column).prefix(width)).filter { $0 != " " }
  }

  /// A version and its count, read from the catalogue's row: between them is the bar, behind them who is left out.
  private func versionAndCount(_ line: String, from start: Int) -> (version: String, count: Int)? {
    let words = line.dropFirst(start).split(separator: " ", maxSplits: 1).map(String.init)
    guard words.count == 2, words[0].contains("."), !words[0].hasPrefix("#") else { return nil }
    let bar = words[1].drop { $0 == " " }
    let counts = bar.drop { $0 == "#" || $0 == "." }
    guard counts.count < bar.count else { return nil }
    // Thousands are set apart by one blank, columns by two.
    let count = counts.drop { $0 == " " }.split(separator: "  ").first.map { $0.filter { $0 != " " } } ?? ""
    return Int(count).map { (words[0], $0) }
  }
}

/// The stream of a run: judged by the auditor, and added up.
private final class StreamReader {
  private var writer: StreamWriter
  private var auditor = AvailabilityAuditor()
  private var unread: [UInt8] = []
  private var sums = StreamFold()

  init(_ session: Session, seed: UInt64) {
    writer = StreamWriter(fleet: session.fleet)
    writer.writeHeader(session.fleet, seed: seed)
  }

  func take(_ events: [SessionEvent], _ session: Session) { writer.write(events, session.fleet) }

  func fold() throws -> StreamFold {
    for line in writer.take().split(separator: 10) {
      auditor.read(line: line)
      try sums.read(Substring(decoding: line, as: UTF8.self).utf8)
    }
    return sums
  }

  func excludedIfItEndedHere(_ session: Session) throws -> [String: Int] {
    var last = writer
    last.writeEnd(why: .until, session)
    var end = StreamFold()
    for line in last.take().split(separator: 10) { try end.read(Substring(decoding: line, as: UTF8.self).utf8) }
    return end.excluded
  }

  var breaches: [String] { auditor.violations.map { "\($0)" } }
}
