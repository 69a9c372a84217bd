import Dispatch
import FleetModel
import FleetSession
import RolloutOrchestrator
import Synchronization

/// What a client wants of the engine. It is planned and carried out on the engine's thread, against the state of that
/// moment, and answered from the state after it.
struct Order: Sendable {
  /// Who wants it.
  let sender: String
  /// Whether something that is so already counts as done.
  var toleratesNoChange = false
  /// What to do; nothing for a client that only waits for a newer state.
  let plan: @Sendable (Fleet, Orchestrator) throws(ControlError) -> OrderPlan
  /// Takes the outcome on the engine's thread, and should leave it quickly.
  let reply: @Sendable (Result<OrderPlan, ControlError>, FleetSnapshot) -> Void
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
    var orders: [Order] = []
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

  /// All orders that wait, in their order.
  func takeAll() -> [Order] {
    state.withLock { state in
      defer { state.orders = [] }
      return state.orders
    }
  }

  /// Refuses further orders and returns those that wait.
  func close() -> [Order] {
    state.withLock { state in
      state.isClosed = true
      defer { state.orders = [] }
      return state.orders
    }
  }

  /// Waits until an order arrives, or so many milliseconds passed.
  func wait(milliseconds: Int) {
    guard arrivals.wait(timeout: .now() + .milliseconds(milliseconds)) == .success else { return }
    // One waking serves all that arrived so far.
    while arrivals.wait(timeout: .now()) == .success {}
  }
}
