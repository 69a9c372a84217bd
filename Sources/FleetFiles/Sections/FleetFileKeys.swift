/// Every kind of mapping that a fleet file may hold. `docs/fleet.schema.json` says the same; a test compares them.
enum FleetFileKeys {
  static let fleet = KeyTable(
    "a fleet",
    [
      "name", "description", "policy", "regions", "phases", "subscriptions", "extensions", "scaleSets",
      "availabilitySets", "virtualMachines", "backgroundFailures", "maintenance", "registrationTime", "startTime",
      "scenario",
    ], required: ["name", "regions", "subscriptions"])

  static let policy = KeyTable(
    "a policy",
    [
      "maxBatchInstancePercent", "maxUnhealthyInstancePercent", "maxUnhealthyUpgradedInstancePercent", "healthWindow",
      "installLimit", "retryMin", "retryMax", "phaseSuccessPercent", "concurrentScope", "countStoppedAsUnhealthy",
    ])

  static let region = KeyTable("a region", ["name", "zones", "pairs"], required: ["name"], synonyms: ["pair": "pairs"])

  static let phase = KeyTable("a phase", ["name", "regions", "bake"], required: ["name", "regions"])

  static let subscription = KeyTable("a subscription", ["name", "count", "enrolled"], required: ["name"])

  static let handler = KeyTable(
    "an extension", ["type", "publisher", "supported", "versions", "quality"], required: ["type"])

  static let version = KeyTable(
    "a version", ["version", "published", "regions", "later", "quality"], required: ["version"])

  static let laterAvailability = KeyTable("a later availability", ["at", "regions"], required: ["at", "regions"])

  static let quality = KeyTable(
    "a quality",
    ["os", "region", "size"] + QualityWords.times.map(\.key) + QualityWords.shares.map(\.key))

  /// What all VMs of a template have in common, or draw.
  private static let machineKeys = ["size", "power", "health", "agentReady", "protected", "extensions"]
  private static let placeSynonyms = ["region": "regions", "subscription": "subscriptions", "zone": "zones"]

  static let scaleSet = KeyTable(
    "a scale set",
    ["name", "count", "totalMachines", "capacity", "regions", "subscriptions", "zones"]
      + [
        "updateDomains", "placementGroupSize", "singlePlacementGroup", "orchestrationMode", "upgradeMode",
        "rollingUpgradePolicy", "healthSource", "probe", "serviceFabric", "os",
      ] + machineKeys + ["latestModel", "machines"],
    required: ["name"], synonyms: placeSynonyms)

  static let availabilitySet = KeyTable(
    "an availability set",
    ["name", "count", "totalMachines", "capacity", "regions", "subscriptions", "updateDomains"]
      + ["healthSource", "probe", "os"] + machineKeys + ["machines"],
    required: ["name"], synonyms: ["region": "regions", "subscription": "subscriptions"])

  static let virtualMachine = KeyTable(
    "a virtual machine", ["name", "count", "regions", "subscriptions", "zones", "os"] + machineKeys,
    required: ["name"], synonyms: placeSynonyms)

  static let machine = KeyTable(
    "a VM of a set", ["name", "zone", "updateDomain"] + machineKeys + ["latestModel"], required: ["name"])

  static let deployedExtension = KeyTable(
    "a deployed extension",
    ["type", "publisher", "version", "enableAutomaticUpgrade", "provisionAfterExtensions", "per", "os"],
    required: ["type", "version"], synonyms: ["automaticUpgrade": "enableAutomaticUpgrade"])

  static let rollingUpgradePolicy = KeyTable(
    "a rolling upgrade policy",
    [
      "maxBatchInstancePercent", "maxUnhealthyInstancePercent", "maxUnhealthyUpgradedInstancePercent",
      "pauseTimeBetweenBatches", "prioritizeUnhealthyInstances",
    ])

  static let probe = KeyTable("a probe", ["interval", "probes", "grace"])

  static let backgroundFailures = KeyTable(
    "background failures", ["perMillionMachineDays", "duration"], required: ["perMillionMachineDays"])

  static let maintenance = KeyTable(
    "a planned maintenance", ["start", "every", "scope", "share", "duration"],
    required: ["start", "scope", "share", "duration"])
}
