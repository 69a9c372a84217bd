import FleetModel

/// Names that a fleet was built with must be the name of one thing: commands find groups and VMs by them.
enum NameCheck {
  static func report(_ fleet: Fleet, _ draft: FleetDraft, origins: GroupOrigins) {
    let written = draft.sets.flatMap { $0.written.map { ($0.name, $0.field) } }
    let standalone = draft.standalone.filter { $0.count == nil }.map { ($0.name, $0.field) }
    // A fleet may have a hundred thousand groups, whose names differ: numbers for them are enough to see that.
    guard !written.isEmpty || !standalone.isEmpty || hasTwins(fleet) else { return }
    var groups: [String: GroupIndex] = [:]
    groups.reserveCapacity(fleet.groups.count)
    for group in fleet.groups.indices {
      let name = fleet.name(ofGroup: group)
      if groups.updateValue(group, forKey: name) != nil {
        origins[group].field.report(
          "two groups are called \(QuotedText.quoted(name))", mend: "give one of them another name")
      }
    }
    var own: Set<String> = []
    for (name, field) in written + standalone {
      if !own.insert(name).inserted || isImplied(name, fleet, groups, origins) {
        field.report("two VMs are called \(QuotedText.quoted(name))", mend: "give one of them another name")
      }
    }
  }

  /// Whether the names of two groups have the same number, as they have if they are the same.
  private static func hasTwins(_ fleet: Fleet) -> Bool {
    var known = Set<UInt64>(minimumCapacity: fleet.groups.count)
    for group in fleet.groups.indices where !known.insert(fleet.nameHash(ofGroup: group)).inserted { return true }
    return false
  }

  /// Whether a VM without a name of its own is called so after its group.
  private static func isImplied(
    _ name: String, _ fleet: Fleet, _ groups: [String: GroupIndex], _ origins: GroupOrigins
  ) -> Bool {
    guard let dash = name.lastIndex(of: "_"), let ordinal = Quantity.whole(name[name.index(after: dash)...]),
      let group = groups[String(name[..<dash])]
    else { return false }
    // The first VMs of a set are those that are written out.
    return ordinal >= origins[group].writtenCount && ordinal < fleet.groups[group].initialCount
      && String(ordinal) == name[name.index(after: dash)...]
  }
}

/// Where a group of the fleet came from.
struct GroupOrigin {
  /// Its template.
  let field: Field
  /// How many of its first VMs are written out.
  let writtenCount: Int
}

/// Where each group of the fleet came from.
struct GroupOrigins {
  private var templates: [GroupOrigin] = []
  private var ofGroup: [Int32] = []

  subscript(group: GroupIndex) -> GroupOrigin { templates[Int(ofGroup[group])] }

  /// Adds a template; its number.
  mutating func add(_ origin: GroupOrigin) -> Int {
    templates.append(origin)
    return templates.count - 1
  }

  /// Notes the template of the next group.
  mutating func append(_ template: Int) { ofGroup.append(Int32(template)) }
}
