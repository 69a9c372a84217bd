import FleetModel
import FleetSession
import Foundation
import Testing

@testable import SessionRecordings

/// Recordings of every format that was ever released, kept for ever.
///
/// `ROLLDECK_UPDATE_GOLDENS=1 swift test --filter GoldenTests` writes those of the present format anew; needed, on
/// purpose, whenever the engine comes to other states than before.
@Suite(.serialized) struct GoldenTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
  private static let isUpdating = ProcessInfo.processInfo.environment["ROLLDECK_UPDATE_GOLDENS"] == "1"
  private static let mend: Comment =
    "if the engine changed on purpose: ROLLDECK_UPDATE_GOLDENS=1 swift test --filter GoldenTests"

  private static let makers = GoldenStory.all

  /// Recordings of an engine before this one that come to other states now, and why.
  private static let partings = [
    // R33: since engine 2 no VM falls behind its model outside Manual-mode sets.
    "1-owners.rec.jsonl"
  ]

  @Test("the present format is written byte for byte as it was", arguments: makers.map(\.name))
  func written(name: String) throws {
    let bytes = try #require(Self.makers.first { $0.name == name }).make()
    let file = Self.folder.appending(path: name + RecordingFolder.suffix)
    if Self.isUpdating { try Data(bytes).write(to: file) }
    #expect(Data(bytes) == (try Data(contentsOf: file)), Self.mend)
  }

  @Test("there are twenty golden recordings of the present format")
  func count() { #expect(Self.makers.count == 20 && Set(Self.makers.map(\.name)).count == 20) }

  /// The names of all that were kept.
  private static func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(RecordingFolder.suffix) }.sorted()
  }

  @Test("every golden recording opens for ever, and replays to its digests and decisions but for mends of the engine")
  func replayed() throws {
    let files = try Self.files()
    #expect(files.count >= Self.makers.count)
    for file in files {
      let recording = try Recording.read(Self.folder.appending(path: file).path, in: .standard)
      #expect(recording.contents.fault.map { $0.kind == .tornTail || file.contains("corrupt") } ?? true, "\(file)")
      let plan = try recording.plan()
      guard !Self.partings.contains(file) else {
        // Another engine may come to other states: that is said, not more.
        #expect(recording.header.engine != EngineVersion.current, "\(file)")
        var playback = Playback(recording, plan: plan)
        do {
          try playback.advance(to: recording.end)
          Issue.record("\(file) parts no more")
        } catch {
          #expect(error.recordedEngine == recording.header.engine)
        }
        continue
      }
      var playback = Playback(recording, plan: plan)
      do { try playback.advance(to: recording.end) } catch { Issue.record("\(file): \(error)") }
      #expect(playback.agreed == recording.steps.count - recording.commandCount, "\(file)")
      #expect(DecisionCheck.firstDifference(recording, plan: plan) == nil, "\(file)")
    }
  }

  @Test("a session in the form of format 1 and in that of format 2 tells the same decisions")
  func bothForms() throws {
    for file in try Self.files() where file.hasPrefix("1-") {
      let recordings = try ["1-", "2-"].map { form in
        let path = Self.folder.appending(path: form + file.dropFirst(2)).path
        return try Recording.read(path, in: .standard)
      }
      let (one, two) = (recordings[0].decisions, recordings[1].decisions)
      let isWhole = recordings.allSatisfy { recording in
        recording.contents.fault.map { $0.kind == .tornTail } ?? true
          && !recording.contents.entries.contains {
            if case .lost(let count) = $0.record { count > 0 } else { false }
          }
      }
      // Where something is missing its end is elsewhere in the two.
      let count = isWhole ? max(one.count, two.count) : min(one.count, two.count)
      #expect(one.prefix(count) == two.prefix(count), "\(file)")
      if isWhole { #expect(recordings[0].end == recordings[1].end, "\(file)") }
    }
  }

  @Test("together they hold every kind of command, and of record")
  func variety() throws {
    var verbs: Set<Substring> = []
    var kinds: Set<String> = []
    for maker in Self.makers {
      let bytes = Array(try Data(contentsOf: Self.folder.appending(path: maker.name + RecordingFolder.suffix)))
      let contents = try read(bytes)
      for entry in contents.entries {
        if case .command(let command) = entry.record { verbs.insert(command.text.split(separator: " ")[0]) }
      }
      kinds.formUnion(Scene.kinds(bytes))
    }
    #expect(verbs.count == 22, "\(verbs.sorted())")
    #expect(kinds == ["Head", "Cmd", "check", "batches", "Gap", "lost", "size", "End"])
  }
}
