import NIOCore
import NIOHTTP1
import Synchronization

/// A client that listens to events: lines come on the engine's thread and leave on the connection's.
final class EventListener: Sendable {
  private struct State {
    var waiting: [UInt8] = []
    var isScheduled = false
    var isOver = false
  }

  private let state = Mutex(State())
  private let feed: EventFeed
  private let channel: any Channel
  private let key: Mutex<Int?>

  /// Nil if too many listen already.
  init?(_ feed: EventFeed, _ filter: EventFilter, _ channel: any Channel) {
    self.feed = feed
    self.channel = channel
    key = Mutex(nil)
    guard let key = feed.add(filter, { [weak self] id, line in self?.take(id, line) ?? false }) else { return nil }
    self.key.withLock { $0 = key }
  }

  /// Says that it is there, and again every few seconds, so that both sides notice a dead connection.
  func start() {
    channel.eventLoop.execute { [self] in write(Array(": rolldeck events\n\n".utf8)) }
    channel.eventLoop.scheduleRepeatedTask(initialDelay: .seconds(5), delay: .seconds(5)) { [weak self] task in
      guard let self, !state.withLock({ $0.isOver }) else { return task.cancel() }
      write(Array(": \n\n".utf8))
    }
  }

  func stop() {
    state.withLock { $0.isOver = true }
    if let key = key.withLock({ $0 }) { feed.remove(key) }
  }

  /// Takes a line; false once the client has fallen too far behind.
  private func take(_ id: Int, _ line: [UInt8]) -> Bool {
    let (goesOn, mustSchedule) = state.withLock { state in
      guard !state.isOver, state.waiting.count < ConnectionLimit.eventBytes else { return (false, !state.isOver) }
      state.waiting += "id: \(id)\ndata: ".utf8
      state.waiting += line
      state.waiting += "\n\n".utf8
      defer { state.isScheduled = true }
      return (true, !state.isScheduled)
    }
    if !goesOn {
      channel.eventLoop.execute { [self] in
        state.withLock { $0.isOver = true }
        channel.close(promise: nil)
      }
    } else if mustSchedule {
      channel.eventLoop.execute { [self] in flush() }
    }
    return goesOn
  }

  /// Lines wait while the client does not read; `take` notices when there are too many.
  private func flush() {
    // A connection that is closed never becomes writable again.
    guard channel.isActive, !state.withLock({ $0.isOver }) else { return }
    guard channel.isWritable else {
      channel.eventLoop.scheduleTask(in: .milliseconds(20)) { [self] in flush() }
      return
    }
    let bytes = state.withLock { state in
      state.isScheduled = false
      defer { state.waiting = [] }
      return state.waiting
    }
    if !bytes.isEmpty { write(bytes) }
  }

  private func write(_ bytes: [UInt8]) {
    guard channel.isActive else { return }
    channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: bytes))), promise: nil)
  }
}
