import Dispatch
import FleetModel
import FleetSession
import RolloutOrchestrator
import Synchronization

/// What a client wants of the engine. It is planned, carried out and answered on the engine's thread.
struct Order: Sendable {
  typealias Read = @Sendable (FleetSnapshot) throws(ControlError) -> ControlResponse
  typealias Plan = @Sendable (FleetSnapshot) throws(ControlError) -> OrderPlan

  /// Who wants it.
  let sender: String
  /// Whether something that is so already counts as done.
  let toleratesNoChange: Bool
  /// The answer to one who only reads.
  let read: Read?
  /// What to do, decided by the state of the moment.
  let plan: Plan
  /// Goes on with something on the client's thread.
  let leave: @Sendable (@escaping @Sendable () -> Void) -> Void
  /// Takes the answer, on the client's thread.
  let reply: @Sendable (ControlResponse) -> Void

  /// An order that only reads.
  init(
    read: @escaping Read, leave: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void,
    reply: @escaping @Sendable (ControlResponse) -> Void
  ) {
    (sender, toleratesNoChange, self.read, self.leave, self.reply) = ("", false, read, leave, reply)
    plan = { _ in OrderPlan(commands: [], answer: read) }
  }

  /// An order that changes something.
  init(
    sender: String, toleratesNoChange: Bool, plan: @escaping Plan,
    leave: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void,
    reply: @escaping @Sendable (ControlResponse) -> Void
  ) {
    (self.sender, self.toleratesNoChange, read) = (sender, toleratesNoChange, nil)
    (self.plan, self.leave, self.reply) = (plan, leave, reply)
  }
}

/// The commands of an order, and how to answer once they were carried out.
struct OrderPlan: Sendable {
  var commands: [Command]
  var answer: @Sendable (FleetSnapshot) throws(ControlError) -> ControlResponse
}

/// Where orders wait until the engine's thread takes them, between two instants.
final class Mailbox: Sendable {
  /// Each connection has at most one order under way, and there are 64 of them.
  static let capacity = 256

  private struct State {
    var orders: ArraySlice<Order> = []
    var isClosed = false
  }

  private let state = Mutex(State())
  private let arrivals = DispatchSemaphore(value: 0)

  /// Puts an order in; false if it is full or closed.
  func post(_ order: Order) -> Bool {
    let isPosted = state.withLock { state in
      guard !state.isClosed, state.orders.count < Self.capacity else { return false }
      state.orders.append(order)
      return true
    }
    if isPosted { arrivals.signal() }
    return isPosted
  }

  /// The order that waits longest, if one does.
  func take() -> Order? { state.withLock { $0.orders.popFirst() } }

  /// The orders that only read, as long as nothing is to be done before them.
  func takeReads() -> [Order] {
    state.withLock { state in
      let reads = state.orders.prefix { $0.read != nil }
      state.orders.removeFirst(reads.count)
      return Array(reads)
    }
  }

  /// Whether an order waits.
  var isEmpty: Bool { state.withLock { $0.orders.isEmpty } }

  /// Refuses further orders and returns those that wait.
  func close() -> [Order] {
    state.withLock { state in
      state.isClosed = true
      defer { state.orders = [] }
      return Array(state.orders)
    }
  }

  /// Waits until an order arrives, or so many milliseconds passed.
  func wait(milliseconds: Int) {
    guard isEmpty else { return }
    guard arrivals.wait(timeout: .now() + .milliseconds(milliseconds)) == .success else { return }
    // One waking serves all that arrived so far.
    while arrivals.wait(timeout: .now()) == .success {}
  }
}
