import NIOCore
import Synchronization

/// Keeps the number of connections within the limit. Where it is reached, the connection on which nobody has been answered
/// for longest makes room, so that however many come and say nothing, one that asks gets its answer. While none can, since
/// all are being answered or have just come, further ones wait in the system's queue.
final class ConnectionGate: Sendable {
  private struct Entry: Sendable {
    let channel: any Channel
    /// When it was opened, or its last answer left.
    var since: NIODeadline
    var isAnswered = false
    var isLeaving = false
  }

  private struct State: Sendable {
    var entries: [Int: Entry] = [:]
    var next = 0
    var leaving = 0
    var isShut = false
    var listener: (any Channel)?

    /// The one that makes room; nil if none can.
    mutating func takeIdle() -> (any Channel)? {
      let limit = NIODeadline.now() - ConnectionLimit.patience
      let idle = entries.filter { !$0.value.isAnswered && !$0.value.isLeaving && $0.value.since < limit }
      guard let (key, entry) = idle.min(by: { $0.value.since < $1.value.since }) else { return nil }
      entries[key]?.isLeaving = true
      leaving += 1
      return entry.channel
    }

    /// What is to be done about those who wait, now that there is room or a connection that can make some.
    mutating func opening() -> (any Channel)? {
      guard isShut else { return nil }
      isShut = false
      return listener
    }
  }

  private let state = Mutex(State())

  func attach(_ listener: any Channel) { state.withLock { $0.listener = listener } }

  /// A connection came. The ticket is its own until it is closed.
  func opened(_ channel: any Channel) -> ConnectionTicket {
    let (key, leaver, full) = state.withLock { state -> (Int, (any Channel)?, (any Channel)?) in
      let mustLeave = state.entries.count - state.leaving >= ConnectionLimit.connections
      let leaver = mustLeave ? state.takeIdle() : nil
      state.next += 1
      state.entries[state.next] = Entry(channel: channel, since: .now())
      guard mustLeave, leaver == nil else { return (state.next, leaver, nil) }
      state.isShut = true
      return (state.next, nil, state.listener)
    }
    leaver?.close(promise: nil)
    if let full {
      _ = full.setOption(.autoRead, value: false)
      makeRoomLater(full.eventLoop)
    }
    return ConnectionTicket(self, key)
  }

  /// Nothing need happen on the connections that keep others out: they are looked at again until one can leave.
  private func makeRoomLater(_ loop: any EventLoop) {
    loop.scheduleTask(in: ConnectionLimit.patience) { [self] in
      let (isShut, leaver) = state.withLock { ($0.isShut, $0.isShut ? $0.takeIdle() : nil) }
      if let leaver { leaver.close(promise: nil) } else if isShut { makeRoomLater(loop) }
    }
  }

  fileprivate func change(_ key: Int, isAnswered: Bool) {
    state.withLock { state in
      state.entries[key]?.isAnswered = isAnswered
      state.entries[key]?.since = .now()
    }
  }

  fileprivate func close(_ key: Int) {
    let listener = state.withLock { state -> (any Channel)? in
      guard let entry = state.entries.removeValue(forKey: key) else { return nil }
      if entry.isLeaving { state.leaving -= 1 }
      return state.opening()
    }
    if let listener { _ = listener.setOption(.autoRead, value: true) }
  }
}

/// A connection's place.
struct ConnectionTicket: Sendable {
  private let gate: ConnectionGate
  private let key: Int

  fileprivate init(_ gate: ConnectionGate, _ key: Int) { (self.gate, self.key) = (gate, key) }

  /// A whole request came: the connection stays until it is answered.
  func beginAnswer() { gate.change(key, isAnswered: true) }

  /// The answer left.
  func endAnswer() { gate.change(key, isAnswered: false) }

  /// The connection is gone.
  func close() { gate.close(key) }
}
