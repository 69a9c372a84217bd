import NIOCore

/// Looks at the first byte of a connection: TLS begins with 22, HTTP with a letter. So one port serves both, since az asks
/// for its token in the clear and for everything else by TLS.
final class FirstByte: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer

  private let configure: (_ isSecure: Bool, any Channel) -> EventLoopFuture<Void>
  private var waiting: [ByteBuffer] = []
  private var isDecided = false

  init(_ configure: @escaping (_ isSecure: Bool, any Channel) -> EventLoopFuture<Void>) { self.configure = configure }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let buffer = unwrapInboundIn(data)
    waiting.append(buffer)
    guard !isDecided, let first = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self) else { return }
    isDecided = true
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    configure(first == 22, context.channel).whenComplete { result in
      let (handler, context) = bound.value
      if case .failure = result { return context.close(promise: nil) }
      for buffer in handler.waiting { context.fireChannelRead(NIOAny(buffer)) }
      handler.waiting = []
      context.fireChannelReadComplete()
      context.pipeline.syncOperations.removeHandler(handler, promise: nil)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is IdleStateHandler.IdleStateEvent { return context.close(promise: nil) }
    context.fireUserInboundEventTriggered(event)
  }
}
