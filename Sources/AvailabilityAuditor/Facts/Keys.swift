/// A run is named by its rollout and its number.
struct RunKey: Hashable {
  let rollout: Int
  let number: Int
}

/// One handler in one scale set's model.
struct ModelKey: Hashable {
  let group: Int
  let handler: Int
}

/// A group that one rollout stopped in.
struct GroupRetryKey: Hashable {
  let rollout: Int
  let group: Int
}

/// R17: when the rollout may come back to the group.
struct GroupRetry {
  let at: Int
  let event: Int
}

/// What happened at the present instant that explains, or must be judged with, what follows in it.
struct InstantNotes {
  /// A command to switch automatic upgrade on or off.
  struct FlagCommand {
    let handler: Int
    let auto: Bool
    var vm: Int?
    var group: Int?
    var subscription: Int?
    var region: Int?
  }

  var flagCommands: [FlagCommand] = []
  var unenrolled: [Int] = []
  /// `hold`, `resume`, `cancel` and `skip`, with the rollout named.
  var rolloutCommands: [(word: StreamWord, rollout: Int)] = []
  /// Groups to judge when the instant is over (I5).
  var dirtyGroups: [Int] = []
  /// Handlers whose rollouts are to be judged when the instant is over (R28).
  var startedHandlers: [Int] = []

  mutating func clear() {
    flagCommands.removeAll(keepingCapacity: true)
    unenrolled.removeAll(keepingCapacity: true)
    rolloutCommands.removeAll(keepingCapacity: true)
    dirtyGroups.removeAll(keepingCapacity: true)
    startedHandlers.removeAll(keepingCapacity: true)
  }
}

/// R19, I14: the standalone VMs of a subscription, by region and zone.
struct StandaloneLanes {
  struct Key: Hashable {
    let subscription: Int
    let region: Int
    let zone: Int
  }

  private var numbers: [Key: Int] = [:]
  private(set) var count: [Int] = []
  private(set) var inFlight: [Int] = []
  private(set) var subscriptionCount: [Int] = []
  private(set) var subscriptionInFlight: [Int] = []

  /// One VM more, in the lane that is answered.
  mutating func add(_ key: Key) -> Int {
    while subscriptionCount.count <= key.subscription {
      subscriptionCount.append(0)
      subscriptionInFlight.append(0)
    }
    subscriptionCount[key.subscription] += 1
    if let lane = numbers[key] {
      count[lane] += 1
      return lane
    }
    let lane = count.count
    numbers[key] = lane
    count.append(1)
    inFlight.append(0)
    return lane
  }

  mutating func remove(_ lane: Int, _ subscription: Int) {
    count[lane] -= 1
    subscriptionCount[subscription] -= 1
  }

  mutating func changeInFlight(_ lane: Int, _ subscription: Int, by difference: Int) {
    inFlight[lane] += difference
    subscriptionInFlight[subscription] += difference
  }
}
