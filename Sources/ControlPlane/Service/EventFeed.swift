import EventStream
import FleetModel
import FleetSession
import Synchronization

/// Hands the lines of the event stream to the clients that listen. While nobody does, hardly anything is done.
final class EventFeed: Sendable {
  /// Clients that may listen at a time: each costs as much as a file being written.
  static let listeners = 16

  /// A client that listens. Returns false to be left out from now on.
  typealias Listener = @Sendable (_ id: Int, _ line: [UInt8]) -> Bool

  private struct State: Sendable {
    var listeners: [(key: Int, filter: EventFilter, take: Listener)] = []
    var nextKey = 0
    var lastID = 0
    var writer: StreamWriter
  }

  private let state: Mutex<State>

  init(_ fleet: Fleet) { state = Mutex(State(writer: StreamWriter(fleet: fleet))) }

  /// Adds a client; nil if there are too many.
  func add(_ filter: EventFilter, _ take: @escaping Listener) -> Int? {
    state.withLock { state in
      guard state.listeners.count < Self.listeners else { return nil }
      state.nextKey += 1
      state.listeners.append((state.nextKey, filter, take))
      return state.nextKey
    }
  }

  /// Leaves a client out.
  func remove(_ key: Int) { state.withLock { $0.listeners.removeAll { $0.key == key } } }

  /// Takes events; `fleet` is the fleet after them.
  func publish(_ events: [SessionEvent], _ fleet: Fleet) {
    state.withLock { state in
      guard !state.listeners.isEmpty else {
        // The writer counts VMs that are added; it must not miss one.
        state.writer.write(events.filter(Self.addsMachine), fleet)
        _ = state.writer.take()
        return
      }
      state.writer.write(events, fleet)
      for line in state.writer.take().split(separator: UInt8(ascii: "\n")) {
        state.lastID += 1
        let kind = Self.kind(of: line)
        let id = state.lastID
        state.listeners.removeAll { listener in
          guard listener.filter.kinds?.contains(kind) ?? true else { return false }
          return !listener.take(id, Array(line))
        }
      }
    }
  }

  private static func addsMachine(_ event: SessionEvent) -> Bool {
    if case .fleet(.machineAdded) = event.what { true } else { false }
  }

  /// The value of `"k"`.
  static func kind(of line: ArraySlice<UInt8>) -> String {
    let mark = Array("\"k\":\"".utf8)
    var start = line.startIndex
    while start + mark.count < line.endIndex {
      if line[start..<start + mark.count].elementsEqual(mark) {
        return String(decoding: line[(start + mark.count)...].prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
      }
      start += 1
    }
    return ""
  }
}
