import NIOCore
import NIOHTTP1
import Synchronization

/// Bounds on what clients may do, each with its reason.
enum ConnectionLimit {
  /// Bytes of a request's head: Azure's own clients stay below 4 KiB.
  static let headBytes = 16 << 10
  /// Bytes of a body: the largest scale-set models are some 100 KiB.
  static let bodyBytes = 1 << 20
  /// Connections: every one costs a descriptor and buffers.
  static let connections = 64
  /// A connection on which nothing happens is closed after this.
  static let idle = TimeAmount.seconds(10)
  /// A request must be complete this long after its first byte, so that nobody holds a connection byte by byte.
  static let request = TimeAmount.seconds(20)
  /// Bytes that may wait for a client which listens to events and does not read them.
  static let eventBytes = 1 << 20
}

/// Accepts no further connections while the limit is reached; they wait in the system's queue.
final class ConnectionGate: Sendable {
  private struct State: Sendable {
    var open = 0
    var listener: (any Channel)?
  }

  private let state = Mutex(State())

  func attach(_ listener: any Channel) { state.withLock { $0.listener = listener } }

  func opened() {
    let full = state.withLock { state -> (any Channel)? in
      state.open += 1
      return state.open >= ConnectionLimit.connections ? state.listener : nil
    }
    if let full { _ = full.setOption(.autoRead, value: false) }
  }

  func closed() {
    let free = state.withLock { state -> (any Channel)? in
      state.open -= 1
      return state.open == ConnectionLimit.connections - 1 ? state.listener : nil
    }
    if let free { _ = free.setOption(.autoRead, value: true) }
  }
}

/// Watches the bytes of a request's head and the time that the whole request takes. The decoder behind it reports through
/// `RequestWatch`.
final class RequestMeter: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private var bytes = 0
  private var isInHead = true
  private var deadline: Scheduled<Void>?

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let count = unwrapInboundIn(data).readableBytes
    if isInHead { bytes += count }
    if deadline == nil {
      let channel = context.channel
      deadline = context.eventLoop.scheduleTask(in: ConnectionLimit.request) { channel.close(promise: nil) }
    }
    context.fireChannelRead(data)
    // A head that came whole set the count back while the decoder read it.
    if isInHead, bytes > ConnectionLimit.headBytes { context.fireErrorCaught(HTTPParserError.headerOverflow) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    deadline?.cancel()
    context.fireChannelInactive()
  }

  fileprivate func headArrived() {
    isInHead = false
    bytes = 0
  }

  fileprivate func requestArrived() {
    isInHead = true
    deadline?.cancel()
    deadline = nil
  }
}

/// Tells the meter what the decoder found.
final class RequestWatch: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart

  private let meter: RequestMeter

  init(_ meter: RequestMeter) { self.meter = meter }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head: meter.headArrived()
    case .body: break
    case .end: meter.requestArrived()
    }
    context.fireChannelRead(data)
  }
}
