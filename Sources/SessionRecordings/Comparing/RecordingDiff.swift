public import FleetModel
public import FleetSession

/// Where two recordings part, and how each ends.
public struct RecordingDiff: Sendable {
  /// What is different from the very start, in words; empty if both began alike.
  public private(set) var origins: [String] = []
  /// The first command that only one of them has, or that they have differently.
  public private(set) var parting: Parting?
  /// How the first one went.
  public let first: RunFigures
  /// How the second one went.
  public let second: RunFigures

  /// The first command that differs.
  public struct Parting: Sendable, Equatable {
    /// When.
    public let time: Instant
    /// What the first one has there.
    public let first: String?
    /// What the second one has there.
    public let second: String?
  }

  /// Compares two recordings; both are run to their ends.
  public init(_ first: Recording, _ second: Recording, plans: (FleetPlan, FleetPlan)) {
    self.first = RunFigures(first, plan: plans.0)
    self.second = RunFigures(second, plan: plans.1)
    let (one, two) = (first.header, second.header)
    if one.fleet.content != two.fleet.content { origins.append("the fleet") }
    if one.seed != two.seed { origins.append("the seed (\(one.seed) and \(two.seed))") }
    if one.engine != two.engine { origins.append("the engine") }
    parting = Self.parting((first, plans.0), (second, plans.1))
  }

  /// Whether nothing but their lengths differs.
  public var isSame: Bool { origins.isEmpty && parting == nil }

  private static func parting(
    _ first: (recording: Recording, plan: FleetPlan), _ second: (recording: Recording, plan: FleetPlan)
  ) -> Parting? {
    let (one, two) = (commands(first.recording, first.plan), commands(second.recording, second.plan))
    var place = 0
    while place < one.count, place < two.count, one[place] == two[place] { place += 1 }
    let left = place < one.count ? one[place] : nil
    let right = place < two.count ? two[place] : nil
    switch (left, right) {
    case (nil, nil): return nil
    case (let command?, nil):
      // Behind the other's end nobody knows whether it would have been given.
      return command.time <= second.recording.end ? Parting(time: command.time, first: command.text, second: nil) : nil
    case (nil, let command?):
      return command.time <= first.recording.end ? Parting(time: command.time, first: nil, second: command.text) : nil
    case (let left?, let right?):
      let time = min(left.time, right.time)
      return Parting(
        time: time, first: left.time == time ? left.text : nil, second: right.time == time ? right.text : nil)
    }
  }

  private struct Given: Equatable {
    let time: Instant
    let text: String
  }

  /// Those of the scenario and the script, and those that were given.
  private static func commands(_ recording: Recording, _ plan: FleetPlan) -> [Given] {
    let told = plan.scenario.map { Given(time: $0.at, text: RecordedText.text($0.command, plan.fleet)) }
    let given = recording.steps.compactMap { step in
      if case .command(let text, _) = step.what { Given(time: step.time, text: text) } else { nil }
    }
    let all = told.filter { $0.time <= recording.end } + given
    return all.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
  }
}
