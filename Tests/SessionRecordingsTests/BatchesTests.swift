import FleetFiles
import FleetModel
import FleetSession
import RolloutOrchestrator
import Testing

@testable import SessionRecordings

/// Lines that hold many batches, written by somebody who means harm, or read where lines before them are lost.
@Suite("Lines of batches") struct BatchesTests {
  private static let place = #""from":0,"places":[["westeurope",1,"web"]]"#

  /// A recording of a header and lines of batches, with right checksums.
  private func recording(_ bodies: [String]) throws -> JournalContents {
    var scene = try Scene()
    scene.run(to: Span.minute)
    var bytes = try #require(lines(try scene.bytes).first)
    for (index, body) in bodies.enumerated() {
      bytes += JournalLine.bytes(number: index + 1, body: #""k":"batches","# + body, id: Scene.id)
    }
    return try read(bytes)
  }

  private func expectRefused(_ bodies: [String], at line: Int, _ comment: Comment? = nil) throws {
    let contents = try recording(bodies)
    #expect(contents.fault?.line == line, comment)
    #expect(contents.entries.count == line - 2 && contents.salvaged.isEmpty, comment)
    guard case .refused(let why)? = contents.fault?.kind else {
      Issue.record("\(String(describing: contents.fault))")
      return
    }
    #expect(why.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
  }

  @Test(
    "times, places and rows that are none are refused with their line",
    arguments: [
      // The time of the first batch.
      #"\#(place),"b":[[0,1,0,1]]"#, #""t":null,\#(place),"b":[[0,1,0,1]]"#, #""t":-1,\#(place),"b":[[0,1,0,1]]"#,
      #""t":"1",\#(place),"b":[[0,1,0,1]]"#, #""t":1e3,\#(place),"b":[[0,1,0,1]]"#,
      #""t":3153600000001,\#(place),"b":[[0,1,0,1]]"#, #""t":9223372036854775807,\#(place),"b":[[0,1,0,1]]"#,
      // The rows.
      #""t":1,\#(place)"#, #""t":1,\#(place),"b":null"#, #""t":1,\#(place),"b":[]"#, #""t":1,\#(place),"b":{}"#,
      #""t":1,\#(place),"b":[0,1,0,1]"#, #""t":1,\#(place),"b":[[]]"#, #""t":1,\#(place),"b":[[0,1,0]]"#,
      #""t":1,\#(place),"b":[[0,1,0,1,1,1,1]]"#, #""t":1,\#(place),"b":[[0,1,0,1],[0,1,0]]"#,
      #""t":1,\#(place),"b":[[0,1,0,1]"#, #""t":1,\#(place),"b":[[[0],1,0,1]]"#,
      #""t":1,\#(place),"b":[[0,1,0,1]],"b":[[0,1,0,1]]"#,
      // Time runs on within a line.
      #""t":1,\#(place),"b":[[-1,1,0,1]]"#, #""t":5,\#(place),"b":[[0,1,0,1],[-1,1,0,1]]"#,
      #""t":1,\#(place),"b":[[3153600000000,1,0,1]]"#, #""t":1,\#(place),"b":[[9223372036854775807,1,0,1]]"#,
      #""t":1,\#(place),"b":[[3153599999999,1,0,1],[1,1,0,1]]"#,
      // The numbers of a row.
      #""t":1,\#(place),"b":[[0,-1,0,1]]"#, #""t":1,\#(place),"b":[[0,1,0,-1]]"#,
      #""t":1,\#(place),"b":[[0,1,0,1,-1]]"#,
      #""t":1,\#(place),"b":[[0,1,0,1,null,-1]]"#, #""t":1,\#(place),"b":[[null,1,0,1]]"#,
      #""t":1,\#(place),"b":[[0,null,0,1]]"#, #""t":1,\#(place),"b":[[0,1,0,null]]"#,
      #""t":1,\#(place),"b":[["0",1,0,1]]"#,
      #""t":1,\#(place),"b":[[0,true,0,1]]"#, #""t":1,\#(place),"b":[[0,1,0,1.5]]"#,
      #""t":1,\#(place),"b":[[0,1,0,1,"1"]]"#,
      #""t":1,\#(place),"b":[[0,1,0,9223372036854775808]]"#, #""t":1,\#(place),"b":[[0,1,0,99999999999999999999999]]"#,
      // Places that nobody named.
      #""t":1,"b":[[0,1,0,1]]"#, #""t":1,\#(place),"b":[[0,1,1,1]]"#, #""t":1,\#(place),"b":[[0,1,-1,1]]"#,
      #""t":1,\#(place),"b":[[0,1,null,1]]"#, #""t":1,\#(place),"b":[[0,1,9223372036854775807,1]]"#,
      #""t":1,\#(place),"b":[[0,1,4294967296,1]]"#,
    ])
  func refusedRows(body: String) throws { try expectRefused([body], at: 2) }

  @Test(
    "names of places that are none are refused with their line",
    arguments: [
      #""places":[["westeurope",1,"web"]]"#, #""from":null,"places":[["westeurope",1,"web"]]"#,
      #""from":-1,"places":[["westeurope",1,"web"]]"#, #""from":1,"places":[["westeurope",1,"web"]]"#,
      #""from":"0","places":[["westeurope",1,"web"]]"#,
      #""from":9223372036854775807,"places":[["westeurope",1,"web"]]"#,
      #""from":0,"places":null"#, #""from":0,"places":{}"#, #""from":0,"places":["westeurope",1,"web"]"#,
      #""from":0,"places":[[]]"#, #""from":0,"places":[["westeurope",1]]"#, #""from":0,"places":[[7,1,"web"]]"#,
      #""from":0,"places":[["westeurope",-1,"web"]]"#, #""from":0,"places":[["westeurope","1","web"]]"#,
      #""from":0,"places":[["westeurope",1,"web",7]]"#, #""from":0,"places":[["westeurope",1,null]]"#,
      #""from":0,"places":[["westeurope",1,"web"]"#, "\"from\":0,\"places\":[[\"westeurope\",1,\"\u{1B}]0;x\"]]",
    ])
  func refusedPlaces(names: String) throws { try expectRefused([#""t":1,\#(names),"b":[[0,1,0,1]]"#], at: 2) }

  @Test("a place has one name, and each number its turn: named again, or a number left out, is refused")
  func namedTwice() throws {
    let good = #""t":1,\#(Self.place),"b":[[0,1,0,1]]"#
    #expect(
      try recording([good, #""t":2,"from":1,"places":[["westeurope",1,"db"]],"b":[[0,1,1,1],[0,1,0,1]]"#]).fault == nil)
    try expectRefused([good, good], at: 3)
    try expectRefused([good, #""t":2,"from":0,"places":[["westeurope",1,"db"]],"b":[[0,1,0,1]]"#], at: 3)
    try expectRefused([good, #""t":2,"from":2,"places":[["westeurope",1,"db"]],"b":[[0,1,0,1]]"#], at: 3)
  }

  @Test("short lines cannot become long lists: a recording tells 100,000 decisions and names as many places")
  func limits() throws {
    func line(rows: Int) -> String {
      #""t":1,"b":["# + Array(repeating: "[0,1,0,1]", count: rows).joined(separator: ",") + "]"
    }
    func line(places: Int, from: Int) -> String {
      #""t":1,"from":\#(from),"places":[["w",1"# + String(repeating: #","g""#, count: places) + #"]],"b":[[0,1,0,1]]"#
    }
    let most = RecordingLimit.decisions
    let one = line(places: 1, from: 0)
    #expect(try recording([one, line(rows: most - 1)]).fault == nil)
    try expectRefused([one, line(rows: most)], at: 3)
    try expectRefused([one, line(rows: most / 2), line(rows: most / 2)], at: 4)
    #expect(try recording([line(places: most, from: 0)]).fault == nil)
    try expectRefused([line(places: most + 1, from: 0)], at: 2)
    try expectRefused([line(places: most, from: 0), line(places: 1, from: most)], at: 3)
  }

  @Test(
    "numbers that are possible and mean nothing are shown and compared, never obeyed",
    arguments: [
      #""t":1,"from":0,"places":[["nowhere",9223372036854775807,"nothing"]],"b":[[0,9223372036854775807,0,9223372036854775807,9223372036854775807,9223372036854775807]]"#,
      #""t":3153600000000,\#(place),"b":[[0,1,0,1]]"#, #""t":0,\#(place),"b":[[0,0,0,0,0,0]]"#,
      #""t":1,"from":0,"places":[["",0,""]],"b":[[0,1,0,1,null,null]]"#,
    ])
  func meaningless(body: String) throws {
    let contents = try recording([body, #""t":0,"b":[[0,1,0,1]]"#])
    #expect(contents.fault == nil && contents.entries.count == 2)
    // A replay of a hundred years is not what this is about.
    guard contents.entries.allSatisfy({ $0.record.time ?? 0 < Span.day }) else { return }
    let recording = Recording(file: "hostile", contents: contents, fleetBytes: Array(Scene.fleet.utf8))
    let plan = try recording.plan()
    var playback = Playback(recording, plan: plan)
    try playback.advance(to: recording.end)
    let difference = try #require(DecisionCheck.firstDifference(recording, plan: plan))
    #expect(difference.description.hasPrefix("recorded ") && difference.recorded == recording.decisions[0])
  }

  @Test("behind a damaged line batches are listed, and their places as far as a whole line names them")
  func salvaged() throws {
    var scene = try Scene()
    scene.run(to: Span.minute)
    let head = try #require(lines(try scene.bytes).first)
    let bodies = [
      #""t":1,\#(Self.place),"b":[[0,1,0,1]]"#, #""t":2,"b":[[0,1,0,2]]"#,
      #""t":3,"from":2,"places":[["westeurope",1,"db"]],"b":[[0,1,2,3],[0,1,1,4]]"#,
      // Late, as where lines are out of order.
      #""t":4,"from":1,"places":[["westeurope",1,"other"]],"b":[[0,1,1,5]]"#,
      #""t":5,"from":9223372036854775807,"places":[["westeurope",1,"other"]],"b":[[0,1,1,6]]"#,
      #""t":6,"from":100001,"places":[],"b":[[0,1,0,7]]"#, #""t":7,"b":[[0,1,100000,8]]"#,
    ]
    var bytes = head
    for (index, body) in bodies.enumerated() {
      var line = JournalLine.bytes(number: index + 1, body: #""k":"batches","# + body, id: Scene.id)
      if index == 0 { line[20] ^= 1 }
      bytes += line
    }
    let contents = try read(bytes)
    #expect(contents.fault?.line == 2 && contents.entries.isEmpty)
    let listed = contents.salvaged.flatMap { entry -> [String] in
      guard case .batches(let batches) = entry.record else { return [] }
      return batches.map { "\($0.group) in \($0.region): \($0.count)" }
    }
    #expect(
      listed == [
        "place 0 in named in a damaged line: 2", "db in westeurope: 3", "place 1 in named in a damaged line: 4",
        "other in westeurope: 5", "place 100000 in named in a damaged line: 8",
      ])
  }

  @Test("every prefix and every flipped bit of a line of batches is damage or nothing, never a crash")
  func torn() throws {
    let head = try #require(lines(try Scene().bytes).first)
    let body = #""k":"batches","t":1,\#(Self.place),"b":[[0,1,0,1],[5,1,0,2,null,3]]"#
    let line = JournalLine.bytes(number: 1, body: body, id: Scene.id)
    for length in 1..<line.count {
      #expect(try read(head + line[..<length]).fault?.kind == .tornTail)
      // With a checksum that is right for what is left of it.
      let cut = String(decoding: body.utf8.prefix(min(length, body.utf8.count - 1)), as: UTF8.self)
      guard case .refused? = try read(head + JournalLine.bytes(number: 1, body: cut, id: Scene.id)).fault?.kind else {
        Issue.record("cut at \(length)")
        continue
      }
    }
    for bit in 0..<8 * body.utf8.count {
      var flipped = Array(body.utf8)
      flipped[bit / 8] ^= 1 << UInt8(bit % 8)
      guard let text = String(validating: flipped, as: UTF8.self) else { continue }
      // Whatever it says now, with a right checksum.
      _ = try read(head + JournalLine.bytes(number: 1, body: text, id: Scene.id))
    }
  }

  @Test(
    "a recording that is full of decisions says once how many it leaves out, wherever it was full", arguments: 0...2)
  func full(room: Int) throws {
    var scene = try Scene()
    var batch: StartedBatch?
    while batch == nil, scene.session.step(upTo: Span.day) {
      for event in scene.session.takeEvents() {
        guard case .rollout(.batchStarted(let started)) = event.what else { continue }
        batch = .of(started, at: event.time, scene.session.fleet)
      }
    }
    let batches = Array(repeating: try #require(batch), count: RecordingLimit.decisions)
    scene.recorder.note(Array(batches.dropLast(room)), scene.session)
    for _ in 0..<2 { scene.recorder.note(Array(batches.prefix(2)), scene.session) }
    scene.finish()
    let recording = try scene.read()
    var lost: [Int] = []
    for entry in recording.contents.entries {
      if case .lost(let count) = entry.record, count > 0 { lost.append(count) }
    }
    #expect(recording.decisions.count == RecordingLimit.decisions && lost == [4 - room])
    #expect(scene.recorder.shortfall == nil)
  }
}
