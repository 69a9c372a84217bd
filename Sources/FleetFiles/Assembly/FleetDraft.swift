import FleetModel
import FleetSimulator

/// All that a file says, read and checked but not yet built. Handlers are places in the catalogue.
struct FleetDraft {
  var name = ""
  var policy = RolloutPolicy()
  var phasePlan: [PlannedPhase] = []
  var regions: RegionSection
  var subscriptions: SubscriptionSection
  var catalogue: Catalogue
  var sets: [GroupTemplate] = []
  var standalone: [StandaloneTemplate] = []

  /// How many VMs each set of each template has; nil, and a report, if they are too many.
  func capacities(seed: UInt64) -> [[Int]]? {
    var left = FleetFileLimit.machines
    var all: [[Int]] = []
    for template in sets {
      guard let capacities = Self.capacities(of: template, seed: seed, atMost: left) else { return nil }
      left -= capacities.reduce(0, +)
      all.append(capacities)
    }
    for template in standalone {
      let count = template.count ?? 1
      guard count <= left else {
        Self.reportTooMany(template.field)
        return nil
      }
      left -= count
    }
    return all
  }

  private static func capacities(of template: GroupTemplate, seed: UInt64, atMost limit: Int) -> [Int]? {
    let luck = Luck(seed: seed, kind: template.kind, name: template.name)
    var capacities: [Int] = []
    var sum = 0
    while template.totalMachines.map({ sum < $0 }) ?? (capacities.count < template.count ?? 1) {
      var capacity = 0
      let item = UInt64(capacities.count)
      switch template.capacity {
      case .mix(let mix): capacity = mix.values[luck.place(in: mix, .capacity, of: item)]
      case .range(let range):
        capacity = range.lowerBound + Int(luck.draw(.capacity, of: item)) * range.count / 1_000_000
      case .published: capacity = PublishedSizes.size(for: luck.draw(.capacity, of: item))
      }
      if let total = template.totalMachines { capacity = min(capacity, total - sum) }
      sum += capacity
      capacities.append(capacity)
      // Sets without VMs count too: a fleet of nothing but empty sets must end as well.
      guard sum <= limit, capacities.count <= FleetFileLimit.machines else {
        reportTooMany(template.field)
        return nil
      }
    }
    return capacities
  }

  private static func reportTooMany(_ field: Field) {
    field.report(
      "with this the fleet has more than \(FleetFileLimit.machines) VMs", mend: "lower a count or a capacity")
  }

  /// R4: reports sets whose VMs could never be found healthy in time.
  func reportWindow() {
    for template in sets
    where template.profile.settle >= policy.healthWindow && template.profile.settle <= FleetFileLimit.settle {
      template.field.report(
        "its probe takes \(Quantity.text(template.profile.settle)) (interval times probes) and more, the policy's "
          + "healthWindow is \(Quantity.text(policy.healthWindow)): every upgrade would be rolled back (R4)",
        mend: "raise healthWindow, or lower the probe's interval or probes")
    }
  }

  /// Reports what would not fit the fleet's tables.
  func reportLimits() {
    var sizes: Set<String> = []
    var versions = catalogue.entries.map { Set($0.published.map(\.version)) }
    func count(_ spec: MachineSpec, _ field: Field) {
      let before = sizes.count
      sizes.formUnion(spec.size.values)
      if before <= FleetFileLimit.sizes, sizes.count > FleetFileLimit.sizes {
        field.report("with this the fleet has more than \(FleetFileLimit.sizes) VM sizes", mend: "use fewer sizes")
      }
      for deployed in spec.extensions {
        let before = versions[deployed.entry].count
        versions[deployed.entry].formUnion(deployed.versions.values)
        if before <= FleetFileLimit.versions, versions[deployed.entry].count > FleetFileLimit.versions {
          field.report("with this an extension has too many versions", mend: "use fewer versions")
        }
      }
    }
    for template in sets {
      count(template.machine, template.field)
      for machine in template.written { count(machine.spec, machine.field) }
    }
    for template in standalone { count(template.machine, template.field) }
  }
}
