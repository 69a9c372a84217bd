public import FleetModel
public import FleetSimulator

/// A fleet file, read and checked: the fleet as it is at the start, how it behaves, and the story it tells by itself.
public struct FleetPlan: Sendable {
  /// The fleet at the start.
  public var fleet: Fleet
  /// How it behaves.
  public var weather: Weather
  /// Commands that give themselves, in ascending time.
  public var scenario: [TimedCommand]

  /// A plan.
  public init(fleet: Fleet, weather: Weather, scenario: [TimedCommand]) {
    self.fleet = fleet
    self.weather = weather
    self.scenario = scenario
  }
}
