public import FleetSession
import FleetModel
import FleetSimulator
internal import Yams

/// Reads fleet files: YAML, or JSON, which is YAML too. The format is described in docs/fleet-format.md.
public enum FleetFile {
  /// Reads a file from its bytes. `file` is what messages call it; `seed` decides everything that the file leaves to
  /// chance, so that the same bytes and seed are the same fleet on every machine. Throws everything that is wrong with
  /// the file at once; then nothing of it is loaded. `progress` is told now and then how many of all VMs are built.
  public static func load(
    bytes: [UInt8], file: String, seed: UInt64, progress: (_ built: Int, _ all: Int) -> Void = { _, _ in }
  ) throws(FleetFileErrors) -> FleetPlan {
    let log = ProblemLog(file: file)
    let plan = read(bytes, log, seed, progress)
    guard log.isEmpty, let plan else { throw log.errors }
    return plan
  }

  private static func read(
    _ bytes: [UInt8], _ log: ProblemLog, _ seed: UInt64, _ progress: (Int, Int) -> Void
  ) -> FleetPlan? {
    let root: Field
    switch FileText.decode(bytes, file: log.file).flatMap({ YAMLTree.compose($0, file: log.file) }) {
    case .failure(let problem):
      log.add(problem)
      return nil
    case .success(let node): root = Field(node: node, path: .top, log: log)
    }
    guard root.checkDepth(), let table = Table(root, FleetFileKeys.fleet) else { return nil }
    let draft = draft(table)
    var isRight = log.isEmpty
    let capacities = isRight ? draft.capacities(seed: seed) : nil
    isRight = log.isEmpty
    var assembly = FleetAssembly(isRight ? draft : draft.withoutGroups, seed: seed)
    let fleet = assembly.build(isRight ? capacities ?? [] : [], progress)
    if isRight { NameCheck.report(fleet, draft, origins: assembly.origins) }
    var weather = WeatherSection.read(table, draft.catalogue, places: assembly.places)
    // Of a fleet that cannot be built the names are not known; everything else about commands is still said.
    var parser = CommandParser(fleet: fleet)
    weather.maintenance = WeatherSection.maintenance(table["maintenance"], &parser, namesAreKnown: isRight)
    let scenario = ScenarioSection.read(table["scenario"], &parser, namesAreKnown: isRight)
    return FleetPlan(fleet: fleet, weather: weather, scenario: scenario)
  }

  private static func draft(_ table: Table) -> FleetDraft {
    let regions = RegionSection(table["regions"])
    let subscriptions = SubscriptionSection(table["subscriptions"])
    let catalogue = Catalogue(table["extensions"], regions: regions)
    var reader = TemplateReader(regions: regions, subscriptions: subscriptions, catalogue: catalogue)
    var names = NameIndex()
    var sets = reader.sets(table["scaleSets"], .scaleSet, names: &names)
    sets += reader.sets(table["availabilitySets"], .availabilitySet, names: &names)
    let standalone = reader.standalone(table["virtualMachines"])
    _ = table["description"]?.text("a description", atMost: FleetFileLimit.descriptionBytes)
    let draft = FleetDraft(
      name: table["name"]?.text("the name of the fleet") ?? "", policy: PolicySection.read(table["policy"]),
      phasePlan: table["phases"].map { PhaseSection.read($0, regions) } ?? PhaseSection.standard(regions),
      regions: regions, subscriptions: subscriptions, catalogue: reader.catalogue, sets: sets, standalone: standalone)
    draft.reportLimits()
    draft.reportWindow()
    return draft
  }
}

extension FleetDraft {
  /// The same without VMs, whose templates may be wrong.
  fileprivate var withoutGroups: FleetDraft {
    var draft = self
    draft.sets = []
    draft.standalone = []
    return draft
  }
}

extension Field {
  /// Whether nothing in it is nested too deeply; reports the first place that is.
  fileprivate func checkDepth(_ depth: Int = 1) -> Bool {
    guard depth <= FleetFileLimit.depth else {
      log.add(
        line: place.line, column: place.column, field: "", "more than \(FleetFileLimit.depth) levels of nesting",
        mend: "a fleet needs seven")
      return false
    }
    switch node {
    case .scalar, .alias: return true
    case .sequence(let nodes):
      return nodes.allSatisfy { Field(node: $0, path: .top, log: log).checkDepth(depth + 1) }
    case .mapping(let pairs):
      return pairs.allSatisfy { pair in
        Field(node: pair.key, path: .top, log: log).checkDepth(depth + 1)
          && Field(node: pair.value, path: .top, log: log).checkDepth(depth + 1)
      }
    }
  }
}
