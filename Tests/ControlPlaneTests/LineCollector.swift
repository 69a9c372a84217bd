import Synchronization

@testable import ControlPlane

/// Gathers what listeners get.
final class LineCollector: Sendable {
  private struct State {
    var ids: [Int] = []
    var kinds: [String] = []
    var filtered: [String] = []
  }

  private let state = Mutex(State())

  func add(_ id: Int, _ line: [UInt8]) -> Bool {
    state.withLock { state in
      state.ids.append(id)
      state.kinds.append(EventFeed.kind(of: line[...]))
    }
    return true
  }

  func addFiltered(_ id: Int, _ line: [UInt8]) -> Bool {
    state.withLock { $0.filtered.append(EventFeed.kind(of: line[...])) }
    return true
  }

  var ids: [Int] { state.withLock { $0.ids } }
  var kinds: [String] { state.withLock { $0.kinds } }
  var filtered: [String] { state.withLock { $0.filtered } }
}
