import FleetModel
import FleetSimulator

/// What a file says about failures, maintenance and times that have nothing to do with a version.
enum WeatherSection {
  static func read(_ table: Table, _ catalogue: Catalogue, places: [HandlerIndex]) -> Weather {
    var weather = Weather()
    weather.quality = catalogue.quality.map { rule in
      var rule = rule
      rule.handler = places[rule.handler]
      return rule
    }
    weather.availability = catalogue.availability.map { date in
      var date = date
      date.handler = places[date.handler]
      return date
    }
    weather.background = table["backgroundFailures"].flatMap(background)
    if let range = table["registrationTime"]?.timeRange() { weather.registrationTime = range }
    if let range = table["startTime"]?.timeRange() { weather.startTime = range }
    if let field = table["registrationTime"], weather.registrationTime.longest > 15 * Span.minute {
      field.report("a registration takes at most 15m (R40)", mend: "for example 2m..15m")
    }
    return weather
  }

  private static func background(_ field: Field) -> BackgroundFailures? {
    guard let table = Table(field, FleetFileKeys.backgroundFailures) else { return nil }
    // More than a hundred failures a VM and day would only be noise.
    guard let rate = table["perMillionMachineDays"]?.whole(0...100_000_000) else { return nil }
    let duration = table["duration"]?.timeRange() ?? TimeRange(5 * Span.minute, 60 * Span.minute)
    return rate == 0 ? nil : BackgroundFailures(perMillionMachineDays: UInt32(rate), duration: duration)
  }

  /// Planned maintenance; its scopes name things of the fleet.
  static func maintenance(_ field: Field?, _ parser: inout CommandParser, namesAreKnown: Bool) -> [PlannedMaintenance] {
    guard let field else { return [] }
    let mend = "for example - {start: 2h, scope: region=northeurope, share: 10%, duration: 30m}"
    guard let items = field.items(of: "maintenances", mend: mend) else { return [] }
    return items.compactMap { item -> PlannedMaintenance? in
      guard let table = Table(item, FleetFileKeys.maintenance) else { return nil }
      let start = table["start"]?.duration()
      let every = table["every"]?.duration(Span.minute...FleetFileLimit.longestTime)
      let share = table["share"]?.share()
      let duration = table["duration"]?.duration(1...FleetFileLimit.longestTime)
      guard let field = table["scope"], let text = field.text("a scope") else { return nil }
      do throws(CommandSyntaxError) {
        let scope = try parser.parseScope(text)
        guard let start, let share, let duration else { return nil }
        return PlannedMaintenance(start: start, every: every, scope: scope, share: share, duration: duration)
      } catch {
        if namesAreKnown || !error.isUnknownName { field.report(error.text, mend: error.mend) }
        return nil
      }
    }
  }
}
