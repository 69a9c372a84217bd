import NIOCore
import NIOHTTP1
import Synchronization

/// One connection: puts requests together, has them answered one after the other, and refuses what no client sends.
final class HTTPConnection: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let service: ControlService
  private let pace: RequestPace
  private let ticket: ConnectionTicket
  private let isSecure: Bool
  private let port: Int
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []
  private var refusal: ControlError?
  private var isAnswering = false
  private var listening: EventListener?

  init(_ service: ControlService, _ pace: RequestPace, _ ticket: ConnectionTicket, isSecure: Bool, port: Int) {
    self.service = service
    self.pace = pace
    self.ticket = ticket
    self.isSecure = isSecure
    self.port = port
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): begin(head, context)
    case .body(let part):
      guard refusal == nil else { return }
      if body.count + part.readableBytes > ConnectionLimit.bodyBytes {
        refusal = Self.tooLarge
        body = []
      } else {
        body.append(contentsOf: part.readableBytesView)
      }
      // A body that goes on and on is not waited for.
      if refusal != nil { answerAndClose(context) }
    case .end: end(context)
    }
  }

  private static let tooLarge = ControlError(
    413, "RequestContentTooLarge", "A body has at most \(ConnectionLimit.bodyBytes) bytes.")

  private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    self.head = head
    body = []
    refusal = RequestCheck.refusal(of: head, isSecure: isSecure, port: port)
    if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }), length > ConnectionLimit.bodyBytes
    {
      refusal = Self.tooLarge
    }
    if refusal?.status == 413 || refusal?.status == 400 {
      answerAndClose(context)
    } else if head.headers["expect"].contains(where: { $0.lowercased() == "100-continue" }) {
      context.writeAndFlush(
        wrapOutboundOut(.head(HTTPResponseHead(version: head.version, status: .continue))), promise: nil)
    }
  }

  private func end(_ context: ChannelHandlerContext) {
    guard let head, !isAnswering else { return }
    ticket.beginAnswer()
    if let refusal { return respond(refusal.response, head, context) }
    let authority = head.headers.first(name: "host") ?? "127.0.0.1:\(port)"
    var headers: [String: String] = [:]
    for header in head.headers where headers[header.name.lowercased()] == nil {
      headers[header.name.lowercased()] = header.value
    }
    guard
      let request = ControlRequest(
        method: head.method.rawValue, target: head.uri, headers: headers, body: body,
        base: "\(isSecure ? "https" : "http")://\(authority)")
    else {
      return respond(
        ControlError(400, "BadRequest", "The address of the request is not valid.").response, head, context)
    }
    body = []
    isAnswering = true
    let action = service.action(for: request)
    if case .events(let filter) = action { return listen(filter, head, context) }
    perform(action, request, head, context)
  }

  private func perform(
    _ action: ControlAction, _ request: ControlRequest, _ head: HTTPRequestHead, _ context: ChannelHandlerContext
  ) {
    let loop = context.eventLoop
    let bound = NIOLoopBound((self, context), eventLoop: loop)
    let time = pace.answerTime()
    service.perform(action, request, { work in loop.execute(work) }) { response in
      let answer: @Sendable () -> Void = {
        let (connection, context) = bound.value
        if context.channel.isActive { connection.respond(response, head, context) }
      }
      if NIODeadline.now() < time {
        loop.scheduleTask(deadline: time, answer)
      } else if loop.inEventLoop {
        answer()
      } else {
        loop.execute(answer)
      }
    }
  }

  // MARK: Answers

  private func answerAndClose(_ context: ChannelHandlerContext) {
    guard !isAnswering, let head, let refusal else { return }
    isAnswering = true
    respond(refusal.response, head, context, closes: true)
  }

  private func respond(
    _ response: ControlResponse, _ head: HTTPRequestHead, _ context: ChannelHandlerContext, closes: Bool = false
  ) {
    service.counters.withLock { $0.count(response.status) }
    let keepsAlive = head.isKeepAlive && !closes
    var headers = HTTPHeaders(response.headers.map { ($0.name, $0.value) })
    Self.addCommon(to: &headers, head)
    let body = response.body
    let hasBody = head.method != .HEAD && response.status != 204
    if response.status != 204 { headers.replaceOrAdd(name: "Content-Length", value: String(body.count)) }
    if !keepsAlive { headers.replaceOrAdd(name: "Connection", value: "close") }
    let status = HTTPResponseStatus(statusCode: response.status)
    context.write(
      wrapOutboundOut(.head(HTTPResponseHead(version: head.version, status: status, headers: headers))), promise: nil)
    if hasBody, !body.isEmpty {
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
    }
    isAnswering = false
    ticket.endAnswer()
    self.head = nil
    let promise = keepsAlive ? nil : context.eventLoop.makePromise(of: Void.self)
    if let promise {
      let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
      promise.futureResult.whenComplete { _ in bound.value.close(promise: nil) }
      isAnswering = true
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: promise)
  }

  /// What every answer carries. Nothing is to be kept or guessed by a browser.
  private static func addCommon(to headers: inout HTTPHeaders, _ head: HTTPRequestHead) {
    headers.replaceOrAdd(name: "Cache-Control", value: "no-store")
    headers.replaceOrAdd(name: "X-Content-Type-Options", value: "nosniff")
    if let id = head.headers.first(name: "x-ms-client-request-id"), id.utf8.count <= 64,
      id.utf8.allSatisfy({ $0 > 32 && $0 < 127 })
    {
      headers.replaceOrAdd(name: "x-ms-client-request-id", value: id)
      headers.replaceOrAdd(name: "x-ms-request-id", value: SteadyName.guid(from: "request " + id))
    }
  }

  // MARK: Events

  private func listen(_ filter: EventFilter, _ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    guard let listener = EventListener(service.feed, filter, context.channel) else {
      return respond(
        ControlError(409, "TooManyListeners", "Too many clients listen to events.").response, head, context)
    }
    listening = listener
    service.counters.withLock { $0.count(200) }
    var headers = HTTPHeaders([("Content-Type", "text/event-stream; charset=utf-8"), ("Connection", "close")])
    Self.addCommon(to: &headers, head)
    context.writeAndFlush(
      wrapOutboundOut(.head(HTTPResponseHead(version: head.version, status: .ok, headers: headers))), promise: nil)
    listener.start()
  }

  // MARK: Ends

  func channelInactive(context: ChannelHandlerContext) {
    listening?.stop()
    listening = nil
    context.fireChannelInactive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is IdleStateHandler.IdleStateEvent, !isAnswering { return context.close(promise: nil) }
    context.fireUserInboundEventTriggered(event)
  }

  /// What is no HTTP is answered once, in case it nearly was, and closed.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard error is HTTPParserError, !isAnswering, context.channel.isActive else { return context.close(promise: nil) }
    isAnswering = true
    let isTooLarge = error as? HTTPParserError == .headerOverflow
    let refusal =
      isTooLarge
      ? ControlError(
        431, "RequestHeaderFieldsTooLarge", "A request's head has at most \(ConnectionLimit.headBytes) bytes.")
      : ControlError(400, "BadRequest", "This is not an HTTP request.")
    respond(refusal.response, HTTPRequestHead(version: .http1_1, method: .GET, uri: "/"), context, closes: true)
  }
}
