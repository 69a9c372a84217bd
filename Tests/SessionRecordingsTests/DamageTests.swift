import FleetModel
import FleetSession
import Testing

@testable import SessionRecordings

@Suite struct DamageTests {
  /// A short recording: the bit-flip test reads it some ten thousand times.
  private func short() throws -> [UInt8] {
    let fleet = """
      name: short
      regions: [westeurope]
      subscriptions: [one]
      extensions: [{type: DependencyAgentLinux, versions: [9.10.15.0]}]
      scaleSets: [{name: web, capacity: 3, extensions: [{type: DependencyAgentLinux, version: 9.10.15.0, enableAutomaticUpgrade: true}]}]
      """
    var scene = try Scene(fleet: fleet)
    try scene.play([(1, "publish DependencyAgentLinux 9.10.16.0"), (2, "hold"), (3, "resume")], until: 4 * Span.minute)
    scene.finish()
    return try scene.bytes
  }

  @Test("every prefix of a recording gives what is whole in it, and never a crash")
  func prefixes() throws {
    let bytes = try short()
    let whole = try read(bytes)
    let ends = bytes.indices.filter { bytes[$0] == 10 }.map { $0 + 1 }
    for length in 0..<bytes.count {
      guard length >= ends[0] else {
        #expect(throws: JournalFault.self) { try JournalReader.read(Array(bytes[..<length])) }
        continue
      }
      let contents = try read(Array(bytes[..<length]))
      let isBoundary = ends.contains(length)
      #expect(contents.fault.map { $0.kind == .tornTail } ?? isBoundary, "cut at \(length)")
      #expect(contents.wholeBytes == ends.last { $0 <= length })
      #expect(contents.entries == Array(whole.entries.prefix { $0.byte < contents.wholeBytes }))
      #expect(contents.end == nil)
    }
  }

  @Test("what is before a cut is replayed, wherever it is cut")
  func prefixesReplay() throws {
    let bytes = try short()
    let contents = try read(bytes)
    for entry in contents.entries {
      let cut = try read(Array(bytes[..<entry.byte]) + [123, 34])
      #expect(cut.fault?.kind == .tornTail)
      #expect(cut.fault?.byte == entry.byte)
      #expect(cut.fault?.line == entry.line)
      let recording = Recording(file: "cut", contents: cut, fleetBytes: nil)
      guard case .text(let fleet) = cut.header.fleet.content else { return }
      var playback = Playback(recording, plan: try Scene.plan(fleet))
      try playback.advance(to: recording.end)
      #expect(playback.agreed == recording.steps.count - recording.commandCount)
    }
  }

  @Test("every single flipped bit is noticed, with line and byte")
  func bitFlips() throws {
    let bytes = try short()
    let starts = [0] + bytes.indices.filter { bytes[$0] == 10 }.map { $0 + 1 }
    for index in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[index] ^= 1 << UInt8(bit)
        let line = starts.lastIndex { $0 <= index }! + 1
        let fault: JournalFault?
        do { fault = try JournalReader.read(damaged).fault } catch { fault = error }
        #expect(
          fault?.line == line && fault?.byte == starts[line - 1],
          "bit \(bit) of byte \(index): \(String(describing: fault))")
      }
    }
  }

  @Test("a damaged line in the middle: what is before it replays, what is behind it can be listed")
  func salvage() throws {
    var scene = try Scene()
    try scene.play()
    scene.finish()
    var bytes = try scene.bytes
    let parts = lines(bytes)
    let place = parts[..<6].reduce(0) { $0 + $1.count }
    bytes[place + 20] ^= 4
    let contents = try read(bytes)
    #expect(contents.fault?.line == 7)
    #expect(contents.fault?.byte == place)
    #expect(contents.entries.count == 5)
    #expect(contents.salvaged.count == parts.count - 7)
    if case .corrupt? = contents.fault?.kind {} else { Issue.record("\(String(describing: contents.fault))") }
  }

  @Test("a line that is missing, repeated, swapped or from another recording is noticed")
  func rearranged() throws {
    let bytes = try short()
    let parts = lines(bytes)
    func fault(_ parts: [[UInt8]]) throws -> JournalFault? { try read(parts.flatMap { $0 }).fault }
    #expect(try fault(parts.filter { $0 != parts[3] })?.line == 4)
    #expect(try fault(Array(parts[...3]) + parts[3...])?.line == 5)
    var swapped = parts
    swapped.swapAt(2, 3)
    #expect(try fault(swapped)?.line == 3)
    let other = JournalLine.bytes(
      number: 3, body: "\"k\":\"Gap\",\"t\":1,\"commands\":1,\"why\":\"\"", id: String(repeating: "f", count: 32))
    #expect(try fault(Array(parts[..<3]) + [other] + parts[3...])?.line == 4)
    let behind = JournalLine.bytes(number: parts.count, body: "\"k\":\"lost\",\"decisions\":1", id: Scene.id)
    #expect(try fault(parts + [behind])?.line == parts.count + 1)
  }

  @Test("behind a line that is missing, repeated or out of order every whole line is salvaged, once")
  func salvagedOrder() throws {
    var scene = try Scene()
    try scene.play()
    scene.finish()
    let parts = lines(try scene.bytes)
    let whole = try read(parts.flatMap { $0 }).entries.map(\.record)
    /// What can be told of the parts in that order, with the places behind the header that are whole before the fault.
    func salvaged(_ parts: [[UInt8]], _ fault: Int) throws -> [JournalRecord] {
      let contents = try read(parts.flatMap { $0 })
      #expect(contents.fault?.line == fault)
      #expect(contents.entries.map(\.record) == Array(whole.prefix(fault - 2)))
      return contents.salvaged.map(\.record)
    }
    #expect(try salvaged(Array(parts[..<20] + parts[21...]), 21) == Array(whole[20...]))
    #expect(try salvaged(Array(parts[...20] + parts[20...]), 22) == Array(whole[20...]))
    #expect(try salvaged(Array(parts[...20] + parts[10...]), 22) == Array(whole[20...]))
    var swapped = parts
    swapped.swapAt(20, 21)
    #expect(try salvaged(swapped, 21) == [whole[20], whole[19]] + whole[21...])
    let fault = try read(parts[..<20].flatMap { $0 } + parts[21...].flatMap { $0 }).fault
    #expect(fault?.description.contains("expected the line of number 20, found 21: a line is missing") == true)
  }

  @Test("a place whose line is gone is told by its number, and one whose line comes late by its name from there on")
  func salvagedPlaces() throws {
    var scene = try Scene()
    try scene.play()
    scene.finish()
    let parts = lines(try scene.bytes)
    let names = try #require(
      parts.indices.first { String(decoding: parts[$0], as: UTF8.self).contains("\"places\"") })
    let whole = try read(parts.flatMap { $0 }).entries[names - 1].record
    func told(_ parts: [[UInt8]]) throws -> [JournalRecord] {
      try read(parts.flatMap { $0 }).salvaged.map(\.record).filter { if case .batches = $0 { true } else { false } }
    }
    func groups(_ records: [JournalRecord]) -> Set<String> {
      var groups: Set<String> = []
      for case .batches(let batches) in records { groups.formUnion(batches.map(\.group)) }
      return groups
    }
    let gone = try told(Array(parts[..<names] + parts[(names + 1)...]))
    #expect(groups(gone).contains { $0.hasPrefix("place ") })
    let late = try told(Array(parts[..<names] + parts[(names + 1)...] + [parts[names]]))
    #expect(late == gone + [whole])
  }

  /// A recording of a header and one line, with right checksums.
  private func hostile(_ body: String) throws -> JournalContents {
    let header = try #require(lines(try short()).first)
    return try read(header + JournalLine.bytes(number: 1, body: body, id: Scene.id))
  }

  @Test(
    "a line that is whole and says what it must not is refused with its line, never obeyed",
    arguments: [
      "\"k\":\"Cmd\",\"t\":\"1\",\"w\":0,\"by\":\"key\",\"op\":\"hold\"",
      "\"k\":\"Cmd\",\"t\":-1,\"w\":0,\"by\":\"key\",\"op\":\"hold\"",
      "\"k\":\"Cmd\",\"t\":9223372036854775807,\"w\":0,\"by\":\"key\",\"op\":\"hold\"",
      "\"k\":\"Cmd\",\"t\":1e999,\"w\":0,\"by\":\"key\",\"op\":\"hold\"",
      "\"k\":\"Cmd\",\"t\":1.5,\"w\":0,\"by\":\"key\",\"op\":\"hold\"",
      "\"k\":\"Cmd\",\"t\":1,\"w\":0,\"by\":\"/bin/sh\",\"op\":\"hold\"",
      "\"k\":\"Cmd\",\"t\":1,\"w\":0,\"by\":\"key\",\"op\":[]",
      "\"k\":\"Cmd\",\"t\":1,\"t\":2,\"w\":0,\"by\":\"key\",\"op\":\"hold\"",
      "\"k\":\"Cmd\",\"t\":1,\"w\":0,\"by\":\"key\",\"op\":\"\u{1B}]0;x\u{7}\"",
      "\"k\":\"Cmd\",\"t\":1,\"w\":0,\"by\":\"key\",\"op\":\"\\ud800\"",
      "\"k\":\"check\",\"t\":1,\"w\":0,\"e\":1,\"h\":\"../../../../etc/passwd\"",
      "\"k\":\"Future\",\"t\":1", "\"k\":\"\",\"t\":1", "\"k\":7",
      "\"k\":\"x\",\"deep\":[[[[[[[[[[[[]]]]]]]]]]]]",
      "\"k\":\"batch\",\"t\":1,\"r\":1,\"p\":1,\"region\":null,\"group\":\"\",\"ud\":null,\"z\":null,\"vms\":1",
    ])
  func refused(body: String) throws {
    let contents = try hostile(body)
    #expect(contents.fault?.line == 2)
    #expect(contents.entries.isEmpty)
    if case .refused? = contents.fault?.kind {} else { Issue.record("\(String(describing: contents.fault))") }
    let said = contents.fault?.description ?? ""
    #expect(said.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
  }

  @Test("records of a kind that this version does not know are left out and counted, if they are not critical")
  func ancillary() throws {
    let contents = try hostile("\"k\":\"weather\",\"t\":1,\"sky\":\"blue\"")
    #expect(contents.fault == nil)
    #expect(contents.skipped == 1)
  }

  @Test("a line of ten megabytes is refused with its line")
  func longLine() throws {
    let contents = try hostile("\"k\":\"x\",\"y\":\"" + String(repeating: "a", count: 10_000_000) + "\"")
    #expect(contents.fault?.line == 2)
    if case .refused? = contents.fault?.kind {} else { Issue.record("\(String(describing: contents.fault))") }
  }

  @Test("a line of many keys is read in no time, and none of them may stand twice")
  func manyKeys() throws {
    let keys = (0..<30_000).map { "\"k\($0)\":0" }.joined(separator: ",")
    let start = ContinuousClock.now
    #expect(try hostile("\"k\":\"x\"," + keys).fault == nil)
    for twice in ["k5", "k15", "k29999"] {
      let fault = try hostile("\"k\":\"x\"," + keys + ",\"\(twice)\":0").fault
      #expect(fault?.description.contains("a key is given twice") == true)
    }
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test(
    "a header that says what it must not is refused",
    arguments: [
      "\"k\":\"Head\",\"id\":\"\(Scene.id)\",\"format\":3,\"reader\":3",
      "\"k\":\"Head\",\"id\":\"\(Scene.id)\",\"format\":1,\"reader\":1,\"engine\":3",
      "\"k\":\"Head\",\"id\":\"\(Scene.id)\"",
    ])
  func refusedHeader(body: String) {
    let fault = #expect(throws: JournalFault.self) { try read(JournalLine.bytes(number: 0, body: body, id: Scene.id)) }
    #expect(fault?.line == 1)
  }

  @Test(
    "what is no recording at all is refused",
    arguments: ["", "\n", "{}\n", "hello", "{\"n\":0,\"k\":\"Head\",\"id\":\"zz"])
  func noRecording(text: String) {
    #expect(throws: JournalFault.self) { try read(Array(text.utf8)) }
  }

  @Test("random bytes never crash the reader")
  func randomBytes() {
    var state: UInt64 = 1
    for length in 0..<400 {
      let bytes = (0..<length).map { _ -> UInt8 in
        state = KeyedDraw.mix(state &+ 0x9E37_79B9_7F4A_7C15)
        return UInt8(truncatingIfNeeded: state)
      }
      #expect(throws: JournalFault.self) { try JournalReader.read(bytes) }
      #expect(throws: JournalFault.self) { try JournalReader.read(JournalLine.headStart + bytes + [10]) }
    }
  }
}
