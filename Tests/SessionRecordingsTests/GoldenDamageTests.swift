import Foundation
import Testing

@testable import SessionRecordings

/// Every byte prefix and every flipped bit of the golden recordings.
///
/// A sample of them in the normal run; all with `ROLLDECK_DAMAGE=all swift test -c release --filter GoldenDamageTests`.
@Suite struct GoldenDamageTests {
  private static let isComplete = ProcessInfo.processInfo.environment["ROLLDECK_DAMAGE"] == "all"
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

  private func golden(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: Self.folder.appending(path: name + RecordingFolder.suffix)))
  }

  @Test(
    "every prefix is read without a crash, and all that is whole in it is there", arguments: GoldenStory.all.map(\.name)
  )
  func prefixes(name: String) throws {
    let bytes = try golden(name)
    let whole = try read(bytes)
    let head = lines(bytes)[0].count
    for length in stride(from: 0, through: bytes.count - 1, by: Self.isComplete ? 1 : 97) {
      guard length >= head else {
        #expect(throws: JournalFault.self) { try JournalReader.read(Array(bytes[..<length])) }
        continue
      }
      let contents = try read(Array(bytes[..<length]))
      #expect(contents.entries == Array(whole.entries.prefix { $0.byte < contents.wholeBytes }), "cut at \(length)")
      #expect(contents.end == nil)
    }
  }

  @Test("everything before a cut is replayed, at whichever line it is cut", arguments: GoldenStory.all.map(\.name))
  func replays(name: String) throws {
    let bytes = try golden(name)
    let whole = try read(bytes)
    guard case .text(let fleet) = whole.header.fleet.content else { return #expect(Bool(false), "\(name)") }
    let plan = try Recording(file: name, contents: whole, fleetBytes: Array(fleet.utf8)).plan()
    for (index, entry) in whole.entries.enumerated() where Self.isComplete || index.isMultiple(of: 7) {
      let cut = try read(Array(bytes[..<(entry.byte + 5)]))
      #expect(cut.fault?.kind == .tornTail && cut.fault?.byte == entry.byte && cut.fault?.line == entry.line)
      let recording = Recording(file: name, contents: cut, fleetBytes: Array(fleet.utf8))
      var playback = Playback(recording, plan: plan)
      try playback.advance(to: recording.end)
      #expect(playback.agreed == recording.steps.count - recording.commandCount)
    }
  }

  @Test("every flipped bit is noticed, with line and byte", arguments: GoldenStory.all.map(\.name))
  func flips(name: String) throws {
    // One that is damaged already has its first fault before later flips.
    let own = try golden(name)
    let bytes = Array(own[..<(try read(own).fault?.byte ?? own.count)])
    let starts = [0] + bytes.indices.filter { bytes[$0] == 10 }.map { $0 + 1 }
    for place in stride(from: 0, to: bytes.count * 8, by: Self.isComplete ? 1 : 1_009) {
      let index = place / 8
      var damaged = bytes
      damaged[index] ^= 1 << UInt8(place % 8)
      let line = starts.lastIndex { $0 <= index }! + 1
      let fault: JournalFault?
      do { fault = try JournalReader.read(damaged).fault } catch { fault = error }
      #expect(fault?.line == line && fault?.byte == starts[line - 1], "\(name), bit \(place)")
    }
  }
}
