import FleetModel
import FleetSimulator

/// What a file says about sets of one kind: one set, or many that are alike but for what is drawn.
struct GroupTemplate {
  let field: Field
  let kind: GroupKind
  let name: String
  /// How many sets; nil is one set that bears the template's name.
  let count: Int?
  /// How many VMs in all, if that decides how many sets there are.
  let totalMachines: Int?
  let capacity: Capacity
  let places: Places
  let zones: Zones
  let updateDomains: Int
  let placementGroupSize: Int
  /// The settings of the sets' profiles that are the same for all.
  let profile: GroupProfile
  /// Where health comes from, if the file says so.
  let healthSource: HealthSource?
  let machine: MachineSpec
  /// VMs that are written out; they are the first of the set.
  let written: [WrittenMachine]
}

/// A VM of a set that is written out.
struct WrittenMachine {
  let field: Field
  let name: String
  let zone: Int?
  let updateDomain: Int?
  let spec: MachineSpec
}

/// What a file says about standalone VMs: one by name, or many.
struct StandaloneTemplate {
  let field: Field
  let name: String
  /// How many VMs; nil is one VM that bears the template's name.
  let count: Int?
  let places: Places
  let zones: Zones
  let machine: MachineSpec
}

/// What is said of a VM; everything may be a mix that is drawn.
struct MachineSpec {
  var os: Mix<OperatingSystem>
  var size: Mix<String>
  /// How many of a million are running.
  var running: PartsPerMillion
  var health: Mix<MachineHealth>
  var agentReady: PartsPerMillion
  var protected: PartsPerMillion
  var latestModel: PartsPerMillion
  var extensions: [ExtensionSpec]

  /// Whether nothing about the state of a VM has to be drawn and it is as VMs normally are.
  var isOrdinary: Bool {
    running == 1_000_000 && agentReady == 1_000_000 && protected == 0 && latestModel == 1_000_000 && health.isCertain
      && health.values[0] == .healthy
  }
}

/// An extension that is deployed from the start.
struct ExtensionSpec {
  /// Place in the catalogue.
  let entry: Int
  /// Only on VMs of this operating system; nil is all.
  let os: OperatingSystem?
  let versions: Mix<HandlerVersion>
  let automatic: PartsPerMillion
  /// Whether a set draws once for all its VMs.
  let isDrawnPerSet: Bool
}

/// How many VMs a set has.
enum Capacity {
  case mix(Mix<Int>)
  case range(ClosedRange<Int>)
  /// Sizes of deployments as published.
  case published

  /// The most VMs that a set may get.
  var largest: Int {
    switch self {
    case .mix(let mix): mix.values.max() ?? 0
    case .range(let range): range.upperBound
    case .published: PublishedSizes.largest
    }
  }
}

/// Which zones VMs are in.
enum Zones {
  /// In none.
  case none
  /// Spread over all zones that the region has.
  case all
  /// Each set in one of the zones that the region has, in turn.
  case one
  /// Spread over these.
  case only([Int])
}

/// Where sets or standalone VMs are.
struct Places {
  let regions: Spread
  let subscriptions: Spread
}

/// How things are spread over places.
enum Spread {
  /// In turn.
  case inTurn([Int])
  /// By drawing.
  case drawn(Mix<Int>)

  /// Every place that may be met.
  var all: [Int] {
    switch self {
    case .inTurn(let places): places
    case .drawn(let mix): mix.values
    }
  }

  /// How many turns there are until the first place comes again; 1 if places are drawn.
  var turns: Int { if case .inTurn(let places) = self { places.count } else { 1 } }
}
