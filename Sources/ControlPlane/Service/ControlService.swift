public import FleetModel
public import FleetSession
import Synchronization

/// Answers requests: reads from snapshots, writes through the mailbox. It knows nothing of sockets.
final class ControlService: Sendable {
  let directory: FleetDirectory
  let mailbox = Mailbox()
  let feed: EventFeed
  let ledger = Mutex(ExtensionLedger())
  let operations = Mutex(OperationLog())
  let counters = Mutex(RequestCounters())
  private let published: Mutex<Published>
  private let waits = Mutex(WaitBoard())
  private let staleness: Duration
  private let tallies = TallyKeeper()

  private struct Published {
    var snapshot: FleetSnapshot
    var at: ContinuousClock.Instant
  }

  /// - Parameter staleness: how old a state may be when it is shown.
  init(_ session: Session, staleness: Duration = .milliseconds(100)) {
    self.staleness = staleness
    directory = FleetDirectory(session.fleet)
    feed = EventFeed(session.fleet)
    published = Mutex(Published(snapshot: FleetSnapshot(session, waits: [], tallies: tallies), at: .now))
  }

  // MARK: The engine's side

  /// Carries out what waits in the mailbox; returns what was done, for logs.
  func drain(into session: inout Session) -> [ControlPlaneNote] {
    let orders = mailbox.takeAll()
    guard !orders.isEmpty else { return [] }
    var notes: [ControlPlaneNote] = []
    var outcomes: [Result<OrderPlan, ControlError>] = []
    for order in orders {
      do throws(ControlError) {
        let plan = try order.plan(session.fleet, session.orchestrator)
        var refusal: CommandRejection?
        for command in plan.commands {
          do throws(CommandRejection) {
            try session.submit(command, by: .http)
            notes.append(ControlPlaneNote(sender: order.sender, command: command, time: session.now, rejection: nil))
          } catch {
            if case .alreadySo = error, order.toleratesNoChange { continue }
            notes.append(ControlPlaneNote(sender: order.sender, command: command, time: session.now, rejection: error))
            refusal = error
            break
          }
        }
        outcomes.append(refusal.map { .failure(ControlError($0)) } ?? .success(plan))
      } catch {
        outcomes.append(.failure(error))
      }
    }
    let snapshot = publish(session)
    for (order, outcome) in zip(orders, outcomes) { order.reply(outcome, snapshot) }
    return notes
  }

  /// Takes note of events: for clients that listen, and for reasons.
  func read(_ events: [SessionEvent], _ fleet: Fleet) {
    guard !events.isEmpty else { return }
    waits.withLock { board in for event in events { board.read(event, fleet) } }
    feed.publish(events, fleet)
  }

  /// Refuses everything from now on.
  func close(_ session: Session) {
    let snapshot = publish(session)
    for order in mailbox.close() { order.reply(.failure(Self.isEnding), snapshot) }
  }

  private func publish(_ session: Session) -> FleetSnapshot {
    let snapshot = FleetSnapshot(session, waits: waits.withLock { $0.standing }, tallies: tallies)
    published.withLock { $0 = Published(snapshot: snapshot, at: .now) }
    return snapshot
  }

  private static let isEnding = ControlError(503, "ServiceUnavailable", "The simulation ends.")

  // MARK: The clients' side

  /// Answers a request, at once or after the engine took note. `hop` leaves the engine's thread before an answer is made.
  func handle(
    _ request: ControlRequest, hop: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void = { $0() },
    reply: @escaping @Sendable (ControlResponse) -> Void
  ) {
    perform(action(for: request), request, hop, reply)
  }

  /// What a request comes down to; refusals are answers too.
  func action(for request: ControlRequest) -> ControlAction {
    do throws(ControlError) { return try route(request) } catch { return .answer(error.response) }
  }

  func perform(
    _ action: ControlAction, _ request: ControlRequest,
    _ hop: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void,
    _ reply: @escaping @Sendable (ControlResponse) -> Void
  ) {
    switch action {
    case .answer(let response): reply(response)
    case .events: reply(ControlError(406, "NotAcceptable", "Events need a connection that stays open.").response)
    case .read(let answer):
      if let snapshot = fresh() { return reply(Self.respond(answer, snapshot)) }
      post(
        Order(sender: "", plan: { _, _ in OrderPlan(commands: [], answer: answer) }, reply: Self.replying(hop, reply)),
        reply)
    case .write(let toleratesNoChange, let plan):
      post(
        Order(
          sender: request.sender, toleratesNoChange: toleratesNoChange, plan: plan, reply: Self.replying(hop, reply)),
        reply)
    }
  }

  private func post(_ order: Order, _ reply: @Sendable (ControlResponse) -> Void) {
    if !mailbox.post(order) { reply(Self.isEnding.response) }
  }

  private static func replying(
    _ hop: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void,
    _ reply: @escaping @Sendable (ControlResponse) -> Void
  ) -> @Sendable (Result<OrderPlan, ControlError>, FleetSnapshot) -> Void {
    { outcome, snapshot in
      hop {
        switch outcome {
        case .success(let plan): reply(respond(plan.answer, snapshot))
        case .failure(let error): reply(error.response)
        }
      }
    }
  }

  private static func respond(
    _ answer: (FleetSnapshot) throws(ControlError) -> ControlResponse, _ snapshot: FleetSnapshot
  ) -> ControlResponse {
    do throws(ControlError) { return try answer(snapshot) } catch { return error.response }
  }

  /// The published state, unless it is too old to be shown. A large fleet costs more to publish, so it may be older.
  private func fresh() -> FleetSnapshot? {
    published.withLock { published in
      let age = published.at.duration(to: .now)
      let limit = staleness + staleness * published.snapshot.fleet.machineIndices.count / 500_000
      return age <= limit ? published.snapshot : nil
    }
  }
}

/// What a client did, for the dashboard's log.
public struct ControlPlaneNote: Sendable {
  /// Who: `az vm extension set`, or the name of a library.
  public let sender: String
  /// What.
  public let command: Command
  /// When, in simulated time.
  public let time: Instant
  /// Why it was not done; nil if it was.
  public let rejection: CommandRejection?
}
