import ArgumentParser
import FleetFiles
import FleetSession
import SessionRecordings
import TextCanvas

/// Recordings by name or path, with what is wrong said on standard error.
enum RecordingSource {
  /// Reads a recording and the plan it began with.
  static func load(
    _ name: String, fleet: String? = nil, progress: (_ built: Int, _ all: Int) -> Void = { _, _ in }
  ) throws -> (recording: Recording, plan: FleetPlan) {
    do throws(RecordingFailure) {
      let recording = try Recording.read(name, in: .standard, fleet: fleet)
      complainOfFault(in: recording)
      if let gap = recording.gap {
        ByteSink.complain("\(recording.file): \(RecordText.missing(gap)); it is replayed up to there")
      }
      return (recording, try recording.plan(progress: progress))
    } catch {
      throw exit(for: error)
    }
  }

  /// Reads a recording and nothing else; its fleet need not be at hand.
  static func read(_ name: String) throws(ExitCode) -> Recording {
    do throws(RecordingFailure) {
      return try Recording.read(name, in: .standard)
    } catch {
      throw exit(for: error)
    }
  }

  /// Says which line fails, if one does.
  static func complainOfFault(in recording: Recording) {
    if let fault = recording.contents.fault { ByteSink.complain("\(recording.file): \(fault)") }
  }

  /// Ends with the exit code of damage, once what is before it was shown; what is damaged was said when it was read.
  static func refuseDamage(in recordings: Recording...) throws {
    if recordings.contains(where: \.isDamaged) { throw ExitStatus.badInput }
  }

  /// Says what is wrong; the exit code that goes with it.
  static func exit(for failure: RecordingFailure) -> ExitCode {
    ByteSink.complain("rolldeck: \(failure)")
    switch failure {
    case .cannotRead, .cannotWrite, .inUse: return ExitStatus.inputOutput
    case .badName, .exists, .notAFile, .fault, .fleet: return ExitStatus.badInput
    }
  }

  /// Says where a replay differs from its recording, if it does.
  static func tell(_ mismatch: ReplayMismatch?, _ recording: Recording) throws {
    guard let mismatch else { return }
    ByteSink.complain("\(recording.file): the replay differs from the recording \(mismatch)")
    let file = SafeText.visible(recording.file)
    ByteSink.complain("What was recorded can be seen with: rolldeck recordings show \(file)")
    throw ExitStatus.breach
  }
}
