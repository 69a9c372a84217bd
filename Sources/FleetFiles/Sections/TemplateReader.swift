import FleetModel
import FleetSimulator

/// Reads templates of sets and of standalone VMs.
struct TemplateReader {
  let regions: RegionSection
  let subscriptions: SubscriptionSection
  var catalogue: Catalogue

  mutating func sets(_ field: Field?, _ kind: GroupKind, names: inout NameIndex) -> [GroupTemplate] {
    guard let field, let items = field.items(of: "sets", mend: "for example - {name: web, capacity: 10}") else {
      return []
    }
    return items.compactMap { set($0, kind, &names) }
  }

  mutating func standalone(_ field: Field?) -> [StandaloneTemplate] {
    guard let field, let items = field.items(of: "virtual machines", mend: "for example - {name: db-1}") else {
      return []
    }
    var names = NameIndex()
    return items.compactMap { item in
      guard let table = Table(item, FleetFileKeys.virtualMachine), let name = name(table, &names) else { return nil }
      let places = places(table)
      return StandaloneTemplate(
        field: item, name: name, count: table["count"]?.whole(0...FleetFileLimit.machines), places: places,
        zones: zones(table["zones"], places, allowsOne: false), machine: machine(table, over: .standard))
    }
  }

  private mutating func set(_ item: Field, _ kind: GroupKind, _ names: inout NameIndex) -> GroupTemplate? {
    let isScaleSet = kind == .scaleSet
    guard let table = Table(item, isScaleSet ? FleetFileKeys.scaleSet : FleetFileKeys.availabilitySet),
      let name = name(table, &names)
    else { return nil }
    let machine = machine(table, over: .standard)
    let written = writtenMachines(table["machines"], over: machine)
    let count = table["count"]?.whole(0...FleetFileLimit.machines)
    let total = table["totalMachines"]?.whole(0...FleetFileLimit.machines)
    let capacity = table["capacity"]?.capacity() ?? .mix(Mix(max(written.count, table["machines"] == nil ? 1 : 0)))
    if let field = table["totalMachines"], table["count"] != nil {
      field.report("count and totalMachines exclude each other", mend: "keep one of them")
    }
    if total != nil, capacity.largest == 0 {
      item.report("sets without VMs never reach totalMachines", mend: "give a capacity above 0")
    }
    if let field = table["machines"], count != nil || total != nil {
      field.report("VMs can be written out only in a single set", mend: "leave out count and totalMachines")
    } else if let field = table["capacity"], case .mix(let mix) = capacity, (mix.values.min() ?? 0) < written.count {
      field.report(
        "the capacity is below the \(written.count) VMs that are written out", mend: "raise it, or leave it out")
    }
    let places = places(table)
    let zones = isScaleSet ? zones(table["zones"], places, allowsOne: true) : Zones.none
    let groupSize = placementGroupSize(table, isScaleSet: isScaleSet, capacity)
    let healthSource = table["healthSource"]?.choice(TemplateWords.healthSources)
    if let field = table["probe"], (healthSource ?? inferredSource(machine)) == .platform {
      field.report("platform health has no probe", mend: "give a healthSource, or deploy Application Health")
    }
    let template = GroupTemplate(
      field: item, kind: kind, name: name, count: count, totalMachines: total, capacity: capacity, places: places,
      zones: zones, updateDomains: table["updateDomains"]?.whole(0...FleetLimit.domainsPerGroup) ?? 5,
      placementGroupSize: groupSize, profile: profile(table, kind), healthSource: healthSource, machine: machine,
      written: written)
    for machine in written { check(machine, in: template) }
    if template.profile.upgradeMode != .manual {
      if machine.latestModel < 1_000_000 { (table["latestModel"] ?? item).reportBehind() }
      for machine in written where machine.spec.latestModel < 1_000_000 { machine.field.reportBehind() }
    }
    return template
  }

  /// R5: Application Health judges a set that has it.
  private func inferredSource(_ machine: MachineSpec) -> HealthSource {
    let hasProbe = machine.extensions.contains { catalogue.entries[$0.entry].handler.isApplicationHealth }
    return hasProbe ? .applicationHealth : .platform
  }

  /// A VM that is written out must be where its set can have it.
  private func check(_ machine: WrittenMachine, in template: GroupTemplate) {
    if let domain = machine.updateDomain, domain >= template.updateDomains {
      machine.field.report(
        "the set has the update domains 0 to \(template.updateDomains - 1), found \(domain)", mend: "choose another one"
      )
    }
    guard let zone = machine.zone else { return }
    if template.kind == .availabilitySet {
      machine.field.report("the VMs of an availability set have no zone", mend: "leave out zone")
    } else if case .inTurn(let places) = template.places.regions {
      reportMissing(zone, in: Array(places.prefix(1)), machine.field)
    } else {
      reportMissing(zone, in: template.places.regions.all, machine.field)
    }
  }

  private func name(_ table: Table, _ names: inout NameIndex) -> String? {
    guard let field = table["name"], let name = field.text("a name") else { return nil }
    guard names.add(name) else {
      field.report("the name \(QuotedText.quoted(name)) is used twice", mend: "give it another name")
      return nil
    }
    return name
  }

  private func placementGroupSize(_ table: Table, isScaleSet: Bool, _ capacity: Capacity) -> Int {
    guard isScaleSet else { return 0 }
    let isSingle = table["singlePlacementGroup"]?.flag() ?? false
    if isSingle, capacity.largest > 100 {
      table["singlePlacementGroup"]?.report(
        "a single placement group holds at most 100 VMs, the capacity may be \(capacity.largest)",
        mend: "lower the capacity, or leave out singlePlacementGroup")
    }
    guard let field = table["placementGroupSize"] else { return 100 }
    if isSingle { field.report("singlePlacementGroup says how large it is", mend: "keep one of them") }
    guard let size = field.whole(1...FleetFileLimit.capacity) else { return 100 }
    // Each zone may leave a placement group half full.
    if (capacity.largest + size - 1) / size + FleetLimit.zonesPerRegion > FleetLimit.domainsPerGroup {
      field.report(
        "a set of \(capacity.largest) VMs would have more than \(FleetLimit.domainsPerGroup) placement groups",
        mend: "raise the size")
    }
    return size
  }

  private func profile(_ table: Table, _ kind: GroupKind) -> GroupProfile {
    var profile = GroupProfile(kind: kind)
    profile.policy = PolicySection.readRolling(table["rollingUpgradePolicy"])
    if let value = table["serviceFabric"]?.flag() { profile.isServiceFabric = value }
    if let value = table["upgradeMode"]?.choice(TemplateWords.upgradeModes) { profile.upgradeMode = value }
    if let value = table["orchestrationMode"]?.choice(TemplateWords.orchestrationModes) {
      profile.orchestrationMode = value
    }
    profile.probeInterval = 5 * Span.second
    profile.probeCount = 1
    profile.gracePeriod = 5 * Span.second
    guard let field = table["probe"], let probe = Table(field, FleetFileKeys.probe) else { return profile }
    if let value = probe["interval"]?.duration(5 * Span.second...60 * Span.second) { profile.probeInterval = value }
    if let value = probe["probes"]?.whole(1...24) { profile.probeCount = value }
    if profile.settle > FleetFileLimit.settle {
      field.report(
        "interval times probes is \(Quantity.text(profile.settle)), more than 4m (R6)", mend: "lower one of them")
    }
    // Without a grace period Azure waits as long as the probes need.
    profile.gracePeriod = profile.settle
    if let value = probe["grace"]?.duration(5 * Span.second...14_400 * Span.second) { profile.gracePeriod = value }
    return profile
  }
}

/// The words that templates choose from.
enum TemplateWords {
  static let healthSources: [(word: String, value: HealthSource)] = [
    ("platform", .platform), ("applicationHealth", .applicationHealth), ("loadBalancer", .loadBalancer),
    ("conflict", .conflict),
  ]
  static let upgradeModes: [(word: String, value: UpgradeMode)] = [
    ("Automatic", .automatic), ("Rolling", .rolling), ("Manual", .manual),
  ]
  static let orchestrationModes: [(word: String, value: OrchestrationMode)] = [
    ("Uniform", .uniform), ("Flexible", .flexible),
  ]
  static let healths: [(word: String, value: MachineHealth)] = MachineHealth.allCases.map { ($0.word, $0) }
  static let power: [(word: String, value: Bool)] = [("on", true), ("off", false)]
  static let per: [(word: String, value: Bool)] = [("vm", false), ("set", true)]
  static let systems: [(word: String, value: OperatingSystem?)] =
    QualityWords.systems.map { ($0.word, $0.value) } + [("any", nil)]
}

extension Field {
  /// How many VMs: a number, a range, a mix or `published`.
  func capacity() -> Capacity? {
    let mend = "for example 10, 2..50, published or {1: 60%, 10: 40%}"
    if scalar == "published" { return .published }
    if let text = scalar, let dots = Quantity.firstDots(text) {
      let ends = [text[..<dots], text[text.index(dots, offsetBy: 2)...]].map { Quantity.whole($0) }
      guard let low = ends[0], let high = ends[1], low <= high, high <= FleetFileLimit.capacity else {
        expected("a range of whole numbers up to \(FleetFileLimit.capacity)", mend: mend)
        return nil
      }
      return .range(low...high)
    }
    let isMix = isMapping
    let mix = mix { (field: Field) -> Int? in
      // In JSON the keys of a mapping are always in quotes.
      let text = isMix ? field.scalar : field.plainScalar
      guard let text, let number = Quantity.whole(text), number <= FleetFileLimit.capacity else {
        field.expected("a number of VMs from 0 to \(FleetFileLimit.capacity)", mend: mend)
        return nil
      }
      return number
    }
    return mix.map { .mix($0) }
  }
}

extension Field {
  /// R33: in other sets every VM follows its model at once.
  fileprivate func reportBehind() {
    report(
      "only VMs of a set whose upgradeMode is Manual can be behind their model",
      mend: "give the set upgradeMode: Manual, or leave out latestModel")
  }
}
