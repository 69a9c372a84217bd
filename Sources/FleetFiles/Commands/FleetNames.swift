import FleetModel

/// Finds the things of a fleet by their names. The tables are made when they are first asked for.
struct FleetNames {
  let fleet: Fleet
  private(set) var tables: CommandParser.Names

  init(_ fleet: Fleet, _ tables: CommandParser.Names = CommandParser.Names()) {
    self.fleet = fleet
    self.tables = tables
    guard tables.machines != fleet.machineIndices.count else { return }
    self.tables = CommandParser.Names()
    self.tables.machines = fleet.machineIndices.count
  }

  /// The handler of a name, `publisher/type` or the type alone; several if the type is ambiguous.
  func handlers(named name: String) -> [HandlerIndex] {
    let exact = fleet.handlers.indices.filter { fleet.handlers[$0].name == name }
    return exact.isEmpty ? fleet.handlers.indices.filter { fleet.handlers[$0].type == name } : exact
  }

  func region(named name: String) -> RegionIndex? { fleet.regions.firstIndex { $0.name == name } }

  func subscription(named name: String) -> SubscriptionIndex? { fleet.subscriptions.firstIndex { $0.name == name } }

  mutating func group(named name: String) -> GroupIndex? {
    if let groups = tables.groups { return groups[name] }
    var table: [String: GroupIndex] = [:]
    table.reserveCapacity(fleet.groups.count)
    for group in fleet.groups.indices { table[fleet.name(ofGroup: group)] = group }
    tables.groups = table
    return table[name]
  }

  /// Names of groups, for hints.
  var groupNames: some Sequence<String> { fleet.groups.indices.lazy.map { fleet.name(ofGroup: $0) } }

  mutating func machine(named name: String) -> VMIndex? {
    if let dash = name.lastIndex(of: "_"), let ordinal = Quantity.whole(name[name.index(after: dash)...]),
      let group = group(named: String(name[..<dash]))
    {
      let members = fleet.members(of: group)
      if ordinal < members.count, fleet.name(of: members[ordinal]) == name { return members[ordinal] }
    }
    if let ownNames = tables.ownNames { return ownNames[name] }
    let table = namesOfTheirOwn()
    tables.ownNames = table
    return table[name]
  }

  /// VMs that are not called after their group and number.
  private func namesOfTheirOwn() -> [String: VMIndex] {
    var table: [String: VMIndex] = [:]
    // Looking at a million names takes longer than any client of the control plane wants to wait.
    guard fleet.hasOwnNames else { return table }
    for group in fleet.groups.indices {
      let stem = fleet.name(ofGroup: group) + "_"
      for (ordinal, vm) in fleet.members(of: group).enumerated() {
        let name = fleet.name(of: vm)
        if name.utf8.count != stem.utf8.count + digits(ordinal) || !name.hasPrefix(stem) { table[name] = vm }
      }
    }
    return table
  }

  private func digits(_ number: Int) -> Int {
    var (count, rest) = (1, number / 10)
    while rest > 0 {
      count += 1
      rest /= 10
    }
    return count
  }
}
