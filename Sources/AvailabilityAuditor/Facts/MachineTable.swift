/// What a VM is and does, one array a property, by dense number.
struct MachineTable {
  enum Health: UInt8 { case healthy, unhealthy, unknown, initializing }

  struct State: OptionSet {
    let rawValue: UInt8
    static let exists = State(rawValue: 1)
    static let running = State(rawValue: 2)
    static let agentReady = State(rawValue: 4)
    static let protected = State(rawValue: 8)
    static let latestModel = State(rawValue: 16)
    /// Neither unhealthy nor unknown when its batch was selected (R33).
    static let selectedWell = State(rawValue: 32)
  }

  /// What a line says of a VM.
  struct Description {
    var subscription, region, zone, group, updateDomain, placementGroup: Int
    var state: State
    var health: Health
  }

  private(set) var names = NameTable()
  private(set) var subscription: [Int32] = []
  private(set) var region: [Int32] = []
  /// 0 is none.
  private(set) var zone: [Int32] = []
  private(set) var group: [Int32] = []
  /// -1 is none.
  private(set) var updateDomain: [Int32] = []
  /// -1 is none.
  private(set) var placementGroup: [Int32] = []
  var state: [State] = []
  var health: [Health] = []
  /// Its attempt in flight; -1 for none.
  var attempt: [Int32] = []
  /// The last batch it was selected for; -1 for none.
  var batch: [Int32] = []
  /// Handlers, by their place in the batch's list, that its last batch could upgrade when it was selected.
  var planned: [UInt16] = []
  /// Handlers, by their place in the batch's list, that its last batch has started.
  var started: [UInt16] = []
  /// Head of its list in the extension table; -1 for none.
  var extensions: [Int32] = []
  /// I14: its lane of a subscription, region and zone; -1 if it is in a set.
  var lane: [Int32] = []

  var count: Int { state.count }

  func exists(_ vm: Int) -> Bool { state[vm].contains(.exists) }

  func find(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    guard let vm = names.find(bytes, range), exists(vm) else { return nil }
    return vm
  }

  /// A number for a VM, new or that of one of the same name which is gone; nil if such a VM exists.
  mutating func add(_ bytes: [UInt8], _ range: Range<Int>, _ description: Description) -> Int? {
    let vm = names.intern(bytes, range)
    if vm == count {
      subscription.append(0)
      region.append(0)
      zone.append(0)
      group.append(0)
      updateDomain.append(0)
      placementGroup.append(0)
      state.append([])
      health.append(.healthy)
      attempt.append(-1)
      batch.append(-1)
      planned.append(0)
      started.append(0)
      extensions.append(-1)
      lane.append(-1)
    } else if exists(vm) {
      return nil
    }
    subscription[vm] = Int32(description.subscription)
    region[vm] = Int32(description.region)
    zone[vm] = Int32(description.zone)
    group[vm] = Int32(description.group)
    updateDomain[vm] = Int32(description.updateDomain)
    placementGroup[vm] = Int32(description.placementGroup)
    state[vm] = description.state.union(.exists)
    health[vm] = description.health
    attempt[vm] = -1
    batch[vm] = -1
    extensions[vm] = -1
    lane[vm] = -1
    return vm
  }

  /// R14, R16: unhealthy or unknown; a stopped VM only by policy.
  func isSick(_ vm: Int, countingStopped: Bool) -> Bool {
    guard state[vm].contains(.running) else { return countingStopped }
    return isUnwell(vm)
  }

  /// R33: unhealthy or unknown, and so not selected.
  func isUnwell(_ vm: Int) -> Bool {
    switch health[vm] {
    case .unhealthy, .unknown: true
    case .healthy, .initializing: false
    }
  }
}
