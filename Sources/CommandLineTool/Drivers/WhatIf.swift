import FleetSession
import SessionRecordings

/// A run that leaves another at an earlier moment: it is recorded by itself, and names the one it comes from.
enum WhatIf {
  /// Names are made of the second; more what-ifs than these in one are not made by hand.
  private static let mostInASecond = 9

  /// What goes along with it, and the sentence for the person.
  ///
  /// - Parameter parent: the recording it leaves, or why there is none.
  static func companions(
    at playback: Playback, of parent: Result<Recording, RecordingFailure>
  ) -> (companions: LiveCompanions, sentence: String) {
    do throws(RecordingFailure) {
      let recorder = try recorder(at: playback, of: try parent.get())
      return (
        LiveCompanions(recorder: recorder, server: nil),
        "Live from here, with the same seed; recorded as \(recorder.name)."
      )
    } catch {
      return (.none, "Live from here, with the same seed; not recorded: \(error).")
    }
  }

  private static func recorder(
    at playback: Playback, of parent: Recording
  ) throws(RecordingFailure) -> LiveRecorder {
    let stem = RecordingStart.standardName("what-if")
    for number in 1... {
      do {
        return try LiveRecorder(
          forking: playback, of: parent, name: number == 1 ? stem : "\(stem)-\(number)", in: .standard,
          program: ProgramVersion.current, startedAt: WallClock.unix, wall: WallClock.elapsed)
      } catch {
        guard case .exists = error, number < mostInASecond else { throw error }
      }
    }
    preconditionFailure("the numbers do not end")
  }
}
