import ArgumentParser
import FleetFiles
import FleetModel
import FleetSession

/// `rolldeck check`: is a fleet file right, and what does it describe?
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check a fleet file; say everything that is wrong with it, or what it describes.")

  @Argument(help: "A fleet file, or the name of a built-in fleet.") var fleet: String
  @Option(help: "The seed that draws sizes and shares.") var seed: UInt64 = 1

  func run() throws {
    let plan = try FleetSource.load(fleet, seed: seed)
    let groups = plan.fleet.groups.indices
    func count(_ kind: GroupKind) -> Int { groups.filter { plan.fleet.kind(of: $0) == kind }.count }
    try ByteSink.say(
      "\(plan.fleet.name): \(Quantity.count(plan.fleet.machineCount, "VM")) in \(Quantity.count(plan.fleet.regions.count, "region")), \(Quantity.count(plan.fleet.subscriptions.count, "subscription"))"
    )
    try ByteSink.say(
      "groups: \(Quantity.count(count(.scaleSet), "scale set")), \(Quantity.count(count(.availabilitySet), "availability set")), \(count(.standalone)) of standalone VMs"
    )
    try ByteSink.say("extensions: \(plan.fleet.handlers.map(\.type).joined(separator: ", "))")
    try ByteSink.say("phases: \(plan.fleet.phasePlan.count); commands in the scenario: \(plan.scenario.count)")
  }
}
