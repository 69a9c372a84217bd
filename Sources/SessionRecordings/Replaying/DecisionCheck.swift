import FleetFiles
public import FleetModel
public import FleetSession
import RolloutOrchestrator

/// Compares the batches that were recorded with those that a replay decides, so that the first divergence is located
/// more closely than checkpoints do.
public enum DecisionCheck {
  /// A batch that one of the two has.
  public struct Difference: Sendable, Equatable, CustomStringConvertible {
    /// Simulated time.
    public let time: Instant
    /// What was recorded; nil if the recording has none there.
    public let recorded: RecordedBatch?
    /// What the replay decided; nil if it decided none there.
    public let replayed: RecordedBatch?

    /// Both in one line.
    public var description: String {
      func text(_ batch: RecordedBatch?) -> String {
        guard let batch else { return "no batch" }
        let machines = Quantity.count(batch.count, "VM")
        return "\(machines) of \(JSONText.excerpt(batch.group)) for rollout \(batch.rollout) at \(batch.time) ms"
      }
      return "recorded \(text(recorded)), replayed \(text(replayed))"
    }
  }

  /// The first difference, as far as the recording was made without loss and the replay goes; nil if there is none.
  public static func firstDifference(
    _ recording: Recording, plan: FleetPlan
  ) -> Difference? {
    // A fork has its parent's commands, but none of its parent's decisions.
    let start = recording.header.parent?.time ?? -1
    var recorded: [RecordedBatch] = []
    var isComplete = recording.gap == nil
    for entry in recording.contents.entries {
      if case .batches(let batches) = entry.record { recorded += batches.filter { $0.time > start } }
      if case .lost(let count) = entry.record, count > 0 { isComplete = false }
      if !isComplete { break }
    }
    var playback = Playback(recording, plan: plan, keepsEvents: true)
    var place = 0
    var isDone = false
    while !isDone {
      do throws(ReplayMismatch) {
        isDone = try playback.advance(to: recording.end, atMost: 1_000)
      } catch {
        isDone = true
      }
      for event in playback.takeEvents() {
        guard event.time > start, case .rollout(.batchStarted(let batch)) = event.what else { continue }
        let replayed = RecordedBatch.told(
          .of(batch, at: event.time, playback.session.fleet), playback.session.fleet)
        guard place < recorded.count else {
          // A writer that was killed may have told fewer than it decided, and one of a later format in other ways.
          let isWhole = isComplete && recording.contents.end != nil && recording.contents.skipped == 0
          return isWhole ? Difference(time: event.time, recorded: nil, replayed: replayed) : nil
        }
        if recorded[place] != replayed {
          return Difference(
            time: min(event.time, recorded[place].time), recorded: recorded[place], replayed: replayed)
        }
        place += 1
      }
    }
    guard place < recorded.count else { return nil }
    return Difference(time: recorded[place].time, recorded: recorded[place], replayed: nil)
  }
}

extension RecordedBatch {
  /// A batch as recordings tell it. No initializer, since those take copies of what they are given, and a fleet is large.
  static func told(_ batch: StartedBatch, _ fleet: Fleet) -> RecordedBatch {
    let region = fleet.groups[batch.group].region
    return RecordedBatch(
      time: batch.time, rollout: batch.rollout, phase: fleet.phase(ofRegion: region),
      region: fleet.regions[region].name,
      group: fleet.name(ofGroup: batch.group), updateDomain: batch.updateDomain, zone: batch.zone, count: batch.count)
  }
}

extension Fleet {
  /// The phase of a region, from 1; 0 if no phase has it.
  func phase(ofRegion region: RegionIndex) -> Int { (phasePlan.firstIndex { $0.regions.contains(region) } ?? -1) + 1 }
}
