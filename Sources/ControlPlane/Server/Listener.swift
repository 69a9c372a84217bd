import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// The loopback socket and what stands behind each of its connections.
struct Listener {
  private let channel: any Channel
  private let group: MultiThreadedEventLoopGroup
  let port: Int

  /// Threads: requests are short, and the machine belongs to the simulation.
  private static let threads = 2

  static func open(
    _ service: ControlService, _ address: LoopbackAddress, tls: NIOSSLContext?
  ) throws(ServerFailure) -> Listener {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
    let gate = ConnectionGate()
    let pace = RequestPace()
    do {
      let channel = try ServerBootstrap(group: group)
        .serverChannelOption(.backlog, value: 128)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .serverChannelOption(.maxMessagesPerRead, value: 1)
        .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        .childChannelInitializer { child in
          let ticket = gate.opened(child)
          child.closeFuture.whenComplete { _ in ticket.close() }
          return configure(child, service, pace, ticket, tls)
        }
        .bind(host: address.host, port: address.port).wait()
      gate.attach(channel)
      return Listener(channel: channel, group: group, port: channel.localAddress?.port ?? address.port)
    } catch {
      try? group.syncShutdownGracefully()
      throw .address("\(address.shownHost):\(address.port)", (error as? IOError)?.errnoCode ?? EIO)
    }
  }

  func close() {
    try? channel.close().wait()
    try? group.syncShutdownGracefully()
  }

  private static func configure(
    _ child: any Channel, _ service: ControlService, _ pace: RequestPace, _ ticket: ConnectionTicket,
    _ tls: NIOSSLContext?
  ) -> EventLoopFuture<Void> {
    child.eventLoop.makeCompletedFuture {
      let pipeline = child.pipeline.syncOperations
      try pipeline.addHandler(IdleStateHandler(allTimeout: ConnectionLimit.idle))
      guard let tls else { return try addHTTP(child, service, pace, ticket, isSecure: false) }
      try pipeline.addHandler(
        FirstByte { isSecure, channel in
          channel.eventLoop.makeCompletedFuture {
            if isSecure { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
            try addHTTP(channel, service, pace, ticket, isSecure: isSecure)
          }
        })
    }
  }

  private static func addHTTP(
    _ channel: any Channel, _ service: ControlService, _ pace: RequestPace, _ ticket: ConnectionTicket, isSecure: Bool
  ) throws {
    var limits = NIOHTTPDecoderLimitConfiguration()
    limits.maxHeaderFieldSize = ConnectionLimit.headBytes
    limits.maxHeaderListSize = ConnectionLimit.headBytes
    limits.maxHeaderFieldCount = 100
    let decoder = HTTPRequestDecoder(
      leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .drop, limitConfiguration: limits)
    let meter = RequestMeter()
    let pipeline = channel.pipeline.syncOperations
    try pipeline.addHandlers(BackPressureHandler(), meter)
    try pipeline.addHandler(HTTPResponseEncoder())
    try pipeline.addHandler(ByteToMessageHandler(decoder))
    try pipeline.addHandlers(RequestWatch(meter), HTTPServerPipelineHandler())
    let port = channel.localAddress?.port ?? 0
    try pipeline.addHandler(HTTPConnection(service, pace, ticket, isSecure: isSecure, port: port))
  }
}
