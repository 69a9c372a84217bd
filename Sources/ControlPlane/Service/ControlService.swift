public import FleetModel
public import FleetSession
import Synchronization

/// Answers requests. Reads and writes alike wait in the mailbox and are looked after on the engine's thread, between two
/// instants: a state that were kept for readers would have to be copied by the engine's next step, which takes long in a
/// large fleet. It knows nothing of sockets.
final class ControlService: Sendable {
  let directory: FleetDirectory
  let mailbox = Mailbox()
  let feed: EventFeed
  let operations = Mutex(OperationLog())
  let counters = Mutex(RequestCounters())
  private let waits = Mutex(WaitBoard())
  private let tallies: TallyKeeper
  private let window = ReadingWindow()
  /// How long the engine waits for clients at a time, at most: more orders than fit wait for the next turn.
  private static let turn = Duration.milliseconds(8)

  /// A service for a session, whose names it learns by heart.
  init(_ session: Session) {
    directory = FleetDirectory(session.fleet)
    feed = EventFeed(session.fleet)
    tallies = TallyKeeper(session.fleet)
  }

  // MARK: The engine's side

  /// Carries out what waits in the mailbox, as far as it fits into a turn; returns what was done, for logs.
  ///
  /// - Parameter carriedOut: told of each command before the client is.
  func drain(
    into session: inout Session, carriedOut: (Command, Session) -> Void = { _, _ in }
  ) -> [ControlPlaneNote] {
    tallies.goOn(session.fleet)
    guard let first = mailbox.take() else { return [] }
    var notes: [ControlPlaneNote] = []
    let start = ContinuousClock.now
    var next: Order? = first
    while let order = next {
      carryOut(order, &session, &notes, carriedOut)
      next = start.duration(to: .now) < Self.turn ? mailbox.take() : nil
    }
    return notes
  }

  private func carryOut(
    _ order: Order, _ session: inout Session, _ notes: inout [ControlPlaneNote],
    _ carriedOut: (Command, Session) -> Void
  ) {
    let response = response(to: order, &session, &notes, carriedOut)
    order.leave { order.reply(response) }
  }

  private func response(
    to order: Order, _ session: inout Session, _ notes: inout [ControlPlaneNote],
    _ carriedOut: (Command, Session) -> Void
  ) -> ControlResponse {
    if let read = order.read { return Self.respond(read, snapshot(session)) }
    do throws(ControlError) {
      let plan = try order.plan(snapshot(session))
      for command in plan.commands {
        do throws(CommandRejection) {
          try session.submit(command, by: .http)
          carriedOut(command, session)
          notes.append(ControlPlaneNote(sender: order.sender, command: command, time: session.now, rejection: nil))
        } catch {
          if case .alreadySo = error, order.toleratesNoChange { continue }
          notes.append(ControlPlaneNote(sender: order.sender, command: command, time: session.now, rejection: error))
          throw ControlError(error)
        }
      }
      return try plan.answer(snapshot(session))
    } catch {
      return error.response
    }
  }

  /// Takes note of events: for clients that listen, and for reasons.
  func read(_ events: [SessionEvent], _ fleet: Fleet) {
    guard !events.isEmpty else { return }
    waits.withLock { board in for event in events { board.read(event, fleet) } }
    feed.publish(events, fleet)
  }

  /// Refuses everything from now on.
  func close() { for order in mailbox.close() { order.leave { order.reply(Self.isEnding.response) } } }

  /// The session stands still from now on although its thread is busy: whoever only reads need not wait for it.
  func openWindow(_ session: Session) {
    window.open(snapshot(session))
    for order in mailbox.takeReads() { order.leave { [self] in answer(order) } }
  }

  /// The session goes on.
  func closeWindow() { window.close() }

  /// Answers on the connection's thread while that is possible; otherwise the order waits for the engine's.
  private func answer(_ order: Order) {
    guard let read = order.read else { return }
    if let response = window.read({ Self.respond(read, $0) }) {
      order.reply(response)
    } else if !mailbox.post(order) {
      order.reply(Self.isEnding.response)
    }
  }

  private static func respond(
    _ answer: (FleetSnapshot) throws(ControlError) -> ControlResponse, _ snapshot: FleetSnapshot
  ) -> ControlResponse {
    do throws(ControlError) { return try answer(snapshot) } catch { return error.response }
  }

  /// It must be gone before the session goes on, which would have to copy what it shares with it.
  private func snapshot(_ session: Session) -> FleetSnapshot {
    FleetSnapshot(session, waits: waits.withLock { $0.standing }, tallies: tallies)
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
    case .read(let read): answer(Order(read: read, leave: hop, reply: reply))
    case .write(let toleratesNoChange, let plan):
      let order = Order(
        sender: request.sender, toleratesNoChange: toleratesNoChange, plan: plan, leave: hop, reply: reply)
      if !mailbox.post(order) { reply(Self.isEnding.response) }
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
