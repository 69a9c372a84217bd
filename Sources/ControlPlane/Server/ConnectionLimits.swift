import NIOCore
import NIOHTTP1

/// Bounds on what clients may do, each with its reason.
enum ConnectionLimit {
  /// Bytes of a request's head: Azure's own clients stay below 4 KiB.
  static let headBytes = 16 << 10
  /// Bytes of a body: the largest scale-set models are some 100 KiB.
  static let bodyBytes = 1 << 20
  /// Connections: every one costs a descriptor and buffers. Those on which nobody is answered make room for new ones.
  static let connections = 64
  /// One that was opened or answered so recently need not make room: its next request may be on the way.
  static let patience = TimeAmount.milliseconds(100)
  /// A connection on which nothing happens is closed after this.
  static let idle = TimeAmount.seconds(10)
  /// A request must be complete this long after its first byte, so that nobody holds a connection byte by byte.
  static let request = TimeAmount.seconds(20)
  /// Bytes that may wait for a client which listens to events and does not read them.
  static let eventBytes = 1 << 20
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
