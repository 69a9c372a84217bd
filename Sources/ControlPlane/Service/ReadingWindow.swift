import Dispatch
import Synchronization

/// A stretch in which the state stands still although the engine's thread is busy, as while it draws a frame. Connections
/// then answer reads by themselves. When it ends nobody holds the state any more, so that the engine need not copy it.
final class ReadingWindow: Sendable {
  private struct State {
    var snapshot: FleetSnapshot?
    var readers = 0
    var isEnding = false
  }

  private let state = Mutex(State())
  private let lastLeft = DispatchSemaphore(value: 0)

  /// The state stands still from now on.
  func open(_ snapshot: FleetSnapshot) { state.withLock { $0.snapshot = snapshot } }

  /// It goes on, as soon as those who read have finished.
  func close() {
    let mustWait = state.withLock { state in
      state.snapshot = nil
      state.isEnding = state.readers > 0
      return state.isEnding
    }
    if mustWait { lastLeft.wait() }
  }

  /// What `answer` makes of the state, if it stands still now.
  func read<Answer>(_ answer: (FleetSnapshot) -> Answer) -> Answer? {
    let result = enter().map(answer)
    guard result != nil else { return nil }
    let isLast = state.withLock { state in
      state.readers -= 1
      guard state.readers == 0, state.isEnding else { return false }
      state.isEnding = false
      return true
    }
    if isLast { lastLeft.signal() }
    return result
  }

  private func enter() -> FleetSnapshot? {
    state.withLock { state in
      if state.snapshot != nil { state.readers += 1 }
      return state.snapshot
    }
  }
}
