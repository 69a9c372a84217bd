// Names of the present line as numbers, and numbers as names in a violation's text.
extension AvailabilityAuditor {
  /// How many VMs a violation names before it only counts the rest.
  static let namedMachineLimit = 8

  func word(_ key: StreamKey, in object: Int = 0) throws(LineFault) -> StreamWord? {
    words.find(tape.bytes, try tape.name(key, in: object)).map { StreamWord.allCases[$0] }
  }

  mutating func region(_ range: Range<Int>) -> Int {
    let region = regionNames.intern(tape.bytes, range)
    while pairs.count <= region {
      pairs.append([])
      regionMembers.append([])
      regionTouchedAt.append(-1)
    }
    return region
  }

  mutating func handler(_ range: Range<Int>) -> Int {
    let handler = handlerNames.intern(tape.bytes, range)
    while liveRollouts.count <= handler {
      liveRollouts.append([])
      supportedHandlers.append(false)
    }
    return handler
  }

  mutating func subscription(_ range: Range<Int>) -> Int {
    let subscription = subscriptionNames.intern(tape.bytes, range)
    while isEnrolled.count <= subscription { isEnrolled.append(false) }
    return subscription
  }

  /// 0 for null.
  mutating func zone(_ key: StreamKey, in object: Int = 0) throws(LineFault) -> Int {
    try tape.isNull(key, in: object) ? 0 : zoneNames.intern(tape.bytes, try tape.name(key, in: object))
  }

  /// The regions under a key, nil for all.
  mutating func regionsOrAll(_ key: StreamKey) throws(LineFault) -> [Int]? {
    try tape.isNull(key) ? nil : try regions(try tape.elements(key), key)
  }

  mutating func regions(_ nodes: [Int], _ key: StreamKey) throws(LineFault) -> [Int] {
    var regions: [Int] = []
    for node in nodes {
      guard tape.nodes[node].kind == .text else { throw .unusable(key) }
      regions.append(region(tape.nodes[node].range))
    }
    return regions
  }

  /// The VM under a key, which must exist.
  func machine(_ key: StreamKey = .vm, in object: Int = 0) throws(LineFault) -> Int {
    let range = try tape.name(key, in: object)
    guard let vm = machines.find(tape.bytes, range) else { throw .unknown(key, tape.spelling(range)) }
    return vm
  }

  func group(_ key: StreamKey = .group, in object: Int = 0) throws(LineFault) -> Int {
    let range = try tape.name(key, in: object)
    guard let group = groupNames.find(tape.bytes, range) else { throw .unknown(key, tape.spelling(range)) }
    return group
  }

  func rollout(_ key: StreamKey = .rollout) throws(LineFault) -> Int {
    let range = try tape.name(key)
    guard let rollout = rolloutNames.find(tape.bytes, range) else { throw .unknown(key, tape.spelling(range)) }
    return rollout
  }

  func handlerName(of rollout: Int) -> String { handlerNames[rollouts[rollout].handler] }

  func list(_ vms: some Collection<Int32>) -> String {
    let named = vms.prefix(Self.namedMachineLimit).map { machines.names[Int($0)] }.joined(separator: ", ")
    let rest = vms.count - Self.namedMachineLimit
    return rest > 0 ? "[\(named) and \(rest) more]" : "[\(named)]"
  }
}
