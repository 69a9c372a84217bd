/// What is batched as one unit, with the counts that the invariants of groups need, kept by deltas.
struct AuditedGroup {
  enum Kind { case scaleSet, availabilitySet, standalone }

  let kind: Kind
  let subscription: Int
  let region: Int
  let isServiceFabric: Bool
  let settle: Int
  let grace: Int
  /// R5b: both health sources are configured.
  let isHealthSourceConflict: Bool
  let batchPercent: Int
  let unhealthyPercent: Int
  let upgradedPercent: Int
  let pause: Int
  let prioritizesUnhealthy: Bool

  /// Every VM that ever joined; whether it is still there is the machine table's to say.
  var members: [Int32] = []
  /// N: instances that exist.
  var count = 0
  /// Unhealthy instances that are not in flight.
  var unhealthy = 0
  /// VMs of the group in flight.
  var inFlight = 0
  /// I2: what may be in flight since the last selection.
  var cap = 0
  /// I9: in-flight VMs by update domain; -1 stands for none.
  var updateDomains = ValueTally()
  /// Index of the run in progress; -1 for none.
  var run = -1
  /// Index of the batch in progress; -1 for none.
  var batch = -1
  /// R34: extensions of the publisher that marks a Service Fabric scale set.
  var serviceFabricExtensions = 0
  /// I5: this group waits to be judged when the instant is over.
  var isDirty = false
  /// When something last happened to it or to one of its VMs.
  var touchedAt = 0

  /// R12, R18: the most VMs that one batch may hold.
  var batchLimit: Int { max(1, batchPercent * count / 100) }
  /// R14: strictly more than the percentage.
  var isOverUnhealthyLimit: Bool { 100 * unhealthy > unhealthyPercent * count }
  var isSet: Bool { kind != .standalone }
}

/// How often each of a few values is present.
struct ValueTally {
  private var values: [(value: Int, count: Int)] = []

  /// How many different values are present.
  var distinct: Int { values.count }
  /// The values present, in order of arrival.
  var present: [Int] { values.map(\.value) }

  mutating func add(_ value: Int) {
    for index in values.indices where values[index].value == value {
      values[index].count += 1
      return
    }
    values.append((value, 1))
  }

  mutating func remove(_ value: Int) {
    for index in values.indices where values[index].value == value {
      values[index].count -= 1
      if values[index].count == 0 { values.remove(at: index) }
      return
    }
  }
}
