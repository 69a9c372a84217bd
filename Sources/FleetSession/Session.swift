public import FleetModel
import FleetSimulator
public import RolloutOrchestrator

/// The loop: commands in, events out, state in between. A session is one value: a copy is a snapshot, and the same plan,
/// seed and commands always lead to the same state.
///
/// An instant is atomic: every occurrence due, then every decision, again until it is quiet. Commands enter between
/// instants, and so do all pauses, so neither frame rate nor pace can reach the engine.
public struct Session: Sendable, Codable {
  /// Simulated time. Everything due at or before it has happened.
  public private(set) var now: Instant = 0
  /// The fleet as it is observed.
  public internal(set) var fleet: Fleet
  /// The rollouts.
  public package(set) var orchestrator: Orchestrator
  /// What owners said about extensions.
  public internal(set) var details = ExtensionDetailsTable()
  var simulator: Simulator
  /// The seed that all chance follows from.
  public let seed: UInt64
  /// What happened so far, as 128 bits.
  public private(set) var digest = Digest()
  /// How many events there were, those about waiting not counted.
  public private(set) var eventCount = 0
  /// Commands of the scenario that could not be carried out when their time came.
  public private(set) var refusedScenario: [RefusedCommand] = []

  var scenario: [TimedCommand]
  private var nextScenario = 0
  /// Whether events are kept until `takeEvents` fetches them.
  package var keepsEvents: Bool
  /// Whether the facts of batches that start are kept until `takeBatches` fetches them.
  private let keepsBatches: Bool
  private var startedBatches: [StartedBatch] = []
  private var outbox: [SessionEvent] = []
  /// How many events were taken last: about as many come until the next time.
  private var lastTaken = 0
  private var nextCheckpoint: Instant = Span.hour
  private var eventsAtCheckpoint = 0
  private var lastInstant: Instant = 0
  var fleetEvents: [FleetEvent] = []
  var rolloutEvents: [RolloutEvent] = []

  /// A session at the start of time; nothing has happened yet, not even the rollouts that start by themselves (R27).
  ///
  /// - Parameters:
  ///   - keepsEvents: whether events are kept until `takeEvents` fetches them.
  ///   - tellsWaits: whether waits are among them (R31).
  ///   - keepsBatches: whether the facts of batches that start are kept until `takeBatches` fetches them; a recorder
  ///     needs no more.
  public init(
    plan: FleetPlan, seed: UInt64, keepsEvents: Bool = true, tellsWaits: Bool = true, keepsBatches: Bool = false
  ) {
    fleet = plan.fleet
    scenario = plan.scenario
    self.seed = seed
    self.keepsEvents = keepsEvents
    self.keepsBatches = keepsBatches
    orchestrator = Orchestrator(fleet: plan.fleet, seed: seed, tellsWaits: tellsWaits && keepsEvents)
    simulator = Simulator(fleet: plan.fleet, weather: plan.weather, seed: seed)
  }

  /// The next moment at which something is due; nil if nothing ever is.
  public var nextInstant: Instant? { first(simulator.wakeUp, orchestrator.wakeUp) }

  /// The same, asked where the session lies: a question that may not change it is asked of a copy of its parts.
  private mutating func findNextInstant() -> Instant? { first(simulator.findWakeUp(), orchestrator.findWakeUp()) }

  @inline(__always)
  private func first(_ occurrence: Instant?, _ decision: Instant?) -> Instant? {
    var next = occurrence
    if let decision, decision < next ?? .max { next = decision }
    if nextScenario < scenario.count, scenario[nextScenario].at < next ?? .max { next = scenario[nextScenario].at }
    return next.map { max($0, now) }
  }

  /// The commands of the scenario whose time is still to come, in their order.
  public var scenarioToCome: ArraySlice<TimedCommand> { scenario[nextScenario...] }

  /// The events since the last call, in order.
  public mutating func takeEvents() -> [SessionEvent] {
    lastTaken = outbox.count
    defer { outbox.removeAll(keepingCapacity: false) }
    return outbox
  }

  /// Hands over the batches that started since the last call, in order, for an empty list, in whose room the next are kept.
  public mutating func takeBatches(for batches: inout [StartedBatch]) {
    precondition(batches.isEmpty, "batches would be lost")
    swap(&batches, &startedBatches)
    if startedBatches.capacity > Self.mostExpected { startedBatches = [] }
  }

  /// Lets time pass up to and including `deadline`, or until `budget` instants were worked on.
  ///
  /// `advance(to: a); advance(to: b)` is the same as `advance(to: b)`, whatever the budgets.
  /// - Returns: whether the deadline was reached.
  @discardableResult
  public mutating func advance(to deadline: Instant, atMost budget: Int = .max) -> Bool {
    precondition(deadline >= now, "time does not run backwards")
    if keepsEvents, outbox.isEmpty { outbox.reserveCapacity(min(lastTaken, Self.mostExpected)) }
    var left = budget
    while let next = findNextInstant(), next <= deadline {
      guard left > 0 else { return false }
      left -= 1
      checkpointIfDue(before: next)
      now = next
      lastInstant = next
      settle()
      giveScenario()
    }
    now = deadline
    return true
  }

  /// More than that are no habit but a burst, whose room is given back.
  private static let mostExpected = 16_384

  /// Lets the next instants pass until something happened, but not beyond `deadline`; false if nothing did.
  public mutating func step(upTo deadline: Instant) -> Bool {
    let before = eventCount
    while let next = findNextInstant(), next <= deadline {
      advance(to: next, atMost: 1)
      if eventCount != before { return true }
    }
    return false
  }

  /// Carries out a command now. Nothing changes if it is rejected.
  public mutating func submit(_ command: Command, by source: CommandSource) throws(CommandRejection) {
    advance(to: now)
    let steps = try resolve(command)
    for step in steps { carryOut(step, by: source) }
    checkpoint(at: now)
  }

  private mutating func giveScenario() {
    while nextScenario < scenario.count, scenario[nextScenario].at <= now {
      let timed = scenario[nextScenario]
      nextScenario += 1
      do {
        for step in try resolve(timed.command) { carryOut(step, by: .script) }
        checkpoint(at: now)
      } catch {
        refusedScenario.append(RefusedCommand(command: timed, rejection: error))
      }
    }
  }

  private mutating func carryOut(_ command: Command, by source: CommandSource) {
    record(command, source)
    perform(command)
    drain()
    settle()
  }

  /// One instant, until it is quiet.
  private mutating func settle() {
    var isQuiet = false
    while !isQuiet {
      isQuiet = true
      while simulator.takeNext(observing: fleet, at: now, into: &fleetEvents) { drain() }
      orchestrator.decide(observing: fleet, at: now, into: &rolloutEvents)
      if drainDecisions() { isQuiet = false }
    }
    orchestrator.endInstant(observing: fleet)
  }

  /// Records and obeys what the orchestrator decided; true if there was anything.
  private mutating func drainDecisions() -> Bool {
    guard !rolloutEvents.isEmpty else { return false }
    var events: [RolloutEvent] = []
    swap(&events, &rolloutEvents)
    for event in events {
      record(event)
      guard let operation = event.operation else { continue }
      simulator.perform(operation, observing: fleet, at: now, into: &fleetEvents)
      if !fleetEvents.isEmpty { drain() }
    }
    guard rolloutEvents.isEmpty, events.capacity <= Self.mostExpected else { return true }
    events.removeAll(keepingCapacity: true)
    swap(&events, &rolloutEvents)
    return true
  }

  /// Applies what happened in the fleet, and lets the orchestrator take note of it.
  mutating func drain() {
    guard !fleetEvents.isEmpty else { return }
    var events: [FleetEvent] = []
    swap(&events, &fleetEvents)
    for event in events {
      fleet.apply(event)
      if case .machineAdded = event { simulator.added(fleet.machineIndices.upperBound - 1, at: now) }
      record(event)
      orchestrator.observe(event, in: fleet, at: now, into: &rolloutEvents)
    }
    guard fleetEvents.isEmpty, events.capacity <= Self.mostExpected else { return }
    events.removeAll(keepingCapacity: true)
    swap(&events, &fleetEvents)
  }

  // MARK: The account

  private mutating func record(_ event: FleetEvent) {
    eventCount += 1
    digest.fold(Int(now))
    digest.fold(event)
    if keepsEvents { outbox.append(SessionEvent(time: now, what: .fleet(event))) }
  }

  private mutating func record(_ event: RolloutEvent) {
    if event.isWait {
      if keepsEvents { outbox.append(SessionEvent(time: now, what: .rollout(event))) }
      return
    }
    eventCount += 1
    digest.fold(Int(now))
    digest.fold(event)
    if keepsEvents { outbox.append(SessionEvent(time: now, what: .rollout(event))) }
    if keepsBatches, case .batchStarted(let batch) = event { startedBatches.append(.of(batch, at: now, fleet)) }
  }

  private mutating func record(_ command: Command, _ source: CommandSource) {
    eventCount += 1
    if keepsEvents { outbox.append(SessionEvent(time: now, what: .command(command, source))) }
  }

  /// A checkpoint each simulated hour in which something happened, and every so many events.
  private mutating func checkpointIfDue(before next: Instant) {
    // At the last instant, not at `now`: that depends on where a call of `advance` happened to stop.
    if eventCount - eventsAtCheckpoint >= Self.eventsPerCheckpoint { checkpoint(at: lastInstant) }
    guard next >= nextCheckpoint else { return }
    if eventCount > eventsAtCheckpoint { checkpoint(at: nextCheckpoint) }
    nextCheckpoint = next - next % Span.hour + Span.hour
  }

  /// So that a divergence is located closely even in a busy hour.
  private static let eventsPerCheckpoint = 50_000

  private mutating func checkpoint(at time: Instant) {
    eventsAtCheckpoint = eventCount
    if keepsEvents { outbox.append(SessionEvent(time: time, what: .digest(digest))) }
  }
}

/// A command of the scenario that could not be carried out when its time came.
public struct RefusedCommand: Sendable, Codable {
  /// The command and its time.
  public let command: TimedCommand
  /// Why not.
  public let rejection: CommandRejection
}

extension Session {
  /// A version that somebody deploys becomes known, published or not.
  mutating func learn(_ version: HandlerVersion, of handler: HandlerIndex) -> VersionIndex {
    fleet.learn(version, of: handler)
  }
}
