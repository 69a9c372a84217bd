import FleetFiles
import FleetModel
import FleetSession
import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import ControlPlane

/// A server with its engine's loop on a thread, as `serve` has it; its clock is held.
final class RunningServer: Sendable {
  let port: Int
  private let isOver = Mutex(false)
  private let lastDigest: Mutex<String>
  private let thread = DispatchSemaphore(value: 0)

  init(tls: Bool = false, folder: String? = nil) throws {
    let folder = try folder ?? TemporaryFolder.make()
    let plan = try FleetFile.load(bytes: Array(TestBench.fleet.utf8), file: "bench", seed: 1)
    var session = Session(plan: plan, seed: 1)
    session.advance(to: 0)
    let server = try ControlPlaneServer(
      session, address: try #require(LoopbackAddress("0")), tls: tls, stateFolder: StateFolder(path: folder))
    port = server.port
    lastDigest = Mutex(session.digest.hex)
    let carried = Carried(session, server)
    Thread.detachNewThread { [self] in
      while !isOver.withLock({ $0 }) {
        carried.server.waitForClients(milliseconds: 2)
        _ = carried.server.drain(into: &carried.session)
        carried.server.publish(carried.session.takeEvents(), carried.session.fleet)
        lastDigest.withLock { $0 = carried.session.digest.hex }
      }
      carried.server.stop()
      thread.signal()
    }
  }

  var digest: String { lastDigest.withLock { $0 } }

  func stop() {
    isOver.withLock { $0 = true }
    thread.wait()
  }

  /// The session belongs to the thread alone.
  private final class Carried: @unchecked Sendable {
    var session: Session
    let server: ControlPlaneServer
    init(_ session: Session, _ server: ControlPlaneServer) { (self.session, self.server) = (session, server) }
  }

  /// Sends bytes on a connection of their own and returns what comes until the other side closes or falls silent.
  func exchange(_ bytes: [UInt8], waiting milliseconds: Int = 1_000) -> String {
    let descriptor = connection(sending: bytes)
    guard descriptor >= 0 else { return "not connected" }
    defer { close(descriptor) }
    var timeout = timeval(tv_sec: milliseconds / 1_000, tv_usec: milliseconds % 1_000 * 1_000)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    var answer: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &chunk, chunk.count, 0)
      guard count > 0 else { break }
      answer += chunk[..<count]
    }
    return String(decoding: answer, as: UTF8.self)
  }

  /// A connection on which bytes were sent; -1 if there is none.
  func connection(sending bytes: [UInt8]) -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else {
      close(descriptor)
      return -1
    }
    var offset = 0
    while offset < bytes.count {
      let count = bytes[offset...].withUnsafeBytes {
        send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { break }
      offset += count
    }
    return descriptor
  }

  func get(_ path: String, host: String? = nil, more: String = "", waiting milliseconds: Int = 1_000) -> String {
    exchange(
      Array("GET \(path) HTTP/1.1\r\nHost: \(host ?? "127.0.0.1:\(port)")\r\nConnection: close\r\n\(more)\r\n".utf8),
      waiting: milliseconds)
  }
}

@Suite(.serialized) struct LoopbackTests {
  @Test("A request over the socket is answered; a PUT reaches the engine")
  func endToEnd() throws {
    let server = try RunningServer()
    defer { server.stop() }
    #expect(server.get("/rolldeck/v1/state").hasPrefix("HTTP/1.1 200"))
    let body = extensionBody(true)
    let before = server.digest
    let put = server.exchange(
      Array(
        "PUT \(Place.machineExtension("agent", "dep")) HTTP/1.1\r\nHost: localhost:\(server.port)\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
          .utf8))
    #expect(put.hasPrefix("HTTP/1.1 200"))
    #expect(put.contains("Azure-AsyncOperation: http://localhost:\(server.port)/subscriptions/"))
    usleep(20_000)
    #expect(server.digest != before)
  }

  @Test("Host and Origin of others are refused; no answer allows other origins")
  func foreign() throws {
    let server = try RunningServer()
    defer { server.stop() }
    #expect(server.get("/rolldeck/v1/state", host: "example.com").hasPrefix("HTTP/1.1 403"))
    #expect(server.get("/rolldeck/v1/state", host: "127.0.0.1").hasPrefix("HTTP/1.1 403"))
    #expect(server.get("/rolldeck/v1/state", more: "Origin: http://example.com\r\n").hasPrefix("HTTP/1.1 403"))
    #expect(server.get("/rolldeck/v1/state", more: "Origin: null\r\n").hasPrefix("HTTP/1.1 403"))
    let own = server.get("/rolldeck/v1/state", more: "Origin: http://127.0.0.1:\(server.port)\r\n")
    #expect(own.hasPrefix("HTTP/1.1 200"))
    #expect(!own.lowercased().contains("access-control"))
  }

  @Test("Hostile bytes change nothing and bring nothing down")
  func hostile() throws {
    let server = try RunningServer()
    defer { server.stop() }
    _ = server.get("/rolldeck/v1/state")
    let digest = server.digest
    let host = "Host: 127.0.0.1:\(server.port)\r\n"
    let put = "PUT \(Place.machineExtension("agent", "dep")) HTTP/1.1\r\n\(host)"
    let messages: [(String, String)] = [
      ("GARBAGE\r\n\r\n", "HTTP/1.1 400"),
      ("\u{16}\u{3}\u{1}", ""),
      ("GET / HTTP/9.9\r\n\r\n", "HTTP/1.1 400"),
      ("GET /rolldeck/v1/state HTTP/1.1\r\n\r\n", "HTTP/1.1 403"),
      ("GET http://127.0.0.1/ HTTP/1.1\r\n\(host)\r\n", "HTTP/1.1 400"),
      ("GET / HTTP/1.1\r\n\(host)\(host)\r\n", "HTTP/1.1 403"),
      (
        "GET /rolldeck/v1/state HTTP/1.1\r\n\(host)X: " + String(repeating: "a", count: 20_000) + "\r\n\r\n",
        "HTTP/1.1 431"
      ),
      ("GET /" + String(repeating: "a", count: 20_000) + " HTTP/1.1\r\n\(host)\r\n", "HTTP/1.1 4"),
      ("GET / HTTP/1.1\r\n\(host)" + String(repeating: "A: b\r\n", count: 4_000) + "\r\n", "HTTP/1.1 431"),
      ("\(put)Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 400"),
      ("\(put)Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde", "HTTP/1.1 400"),
      ("\(put)Content-Length: -1\r\n\r\n", "HTTP/1.1 400"),
      ("\(put)Content-Length: 99999999999999999999\r\n\r\n", "HTTP/1.1 4"),
      ("\(put)Content-Length: 2000000\r\n\r\n{", "HTTP/1.1 413"),
      ("\(put)Transfer-Encoding: gzip\r\n\r\n", "HTTP/1.1 400"),
      ("\(put)Transfer-Encoding: chunked\r\n\r\nzz\r\n", "HTTP/1.1 400"),
      (
        "\(put)Transfer-Encoding: chunked\r\n\r\n"
          + String(repeating: "10000\r\n" + String(repeating: "x", count: 65_536) + "\r\n", count: 20),
        "HTTP/1.1 413"
      ),
      ("\(put)Content-Length: 4\r\n\r\n{\"a\"", "HTTP/1.1 400"),
      ("\(put)Content-Length: 100000\r\n\r\n" + String(repeating: "[", count: 100_000), "HTTP/1.1 400"),
      ("GET /%00 HTTP/1.1\r\n\(host)\r\n", "HTTP/1.1 400"),
      ("GET /subscriptions/%2e%2e/x?api-version=2020-01-01 HTTP/1.1\r\n\(host)\r\n", "HTTP/1.1 404"),
      ("CONNECT 127.0.0.1:22 HTTP/1.1\r\n\(host)\r\n", "HTTP/1.1 400"),
    ]
    for (message, expected) in messages {
      let answer = server.exchange(Array(message.utf8), waiting: 300)
      #expect(answer.hasPrefix(expected), "\(message.prefix(60)): \(answer.prefix(200))")
    }
    #expect(server.get("/rolldeck/v1/state").hasPrefix("HTTP/1.1 200"))
    #expect(server.digest == digest)
  }

  @Test("More connections than the limit wait their turn, and requests in a row are answered in a row")
  func connections() throws {
    let server = try RunningServer()
    defer { server.stop() }
    let request = "GET /rolldeck/v1/rollouts HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n"
    let answer = server.exchange(
      Array((request + "\r\n" + request + "\r\n" + request + "Connection: close\r\n\r\n").utf8))
    #expect(answer.split(separator: "HTTP/1.1 200").count == 3)
    let good = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 100) { _ in
      if server.get("/rolldeck/v1/rollouts").hasPrefix("HTTP/1.1 200") { good.withLock { $0 += 1 } }
    }
    #expect(good.withLock { $0 } == 100)
  }

  @Test("However many connections say nothing or half of something, one that asks is answered")
  func silentConnections() throws {
    let server = try RunningServer()
    defer { server.stop() }
    let half = Array("GET /rolldeck/v1/state HTTP/1.1\r\nHost: 127.0".utf8)
    let silent = (0..<150).map { server.connection(sending: $0.isMultiple(of: 2) ? half : []) }
    defer { for descriptor in silent { close(descriptor) } }
    for _ in 0..<5 {
      #expect(server.get("/rolldeck/v1/rollouts", waiting: 9_000).hasPrefix("HTTP/1.1 200"))
    }
  }

  @Test("Events come over the socket")
  func events() throws {
    let server = try RunningServer()
    defer { server.stop() }
    let heard = Mutex("")
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      let request = "GET /rolldeck/v1/events?kinds=command HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n\r\n"
      let text = server.exchange(Array(request.utf8), waiting: 600)
      heard.withLock { $0 = text }
      done.signal()
    }
    usleep(200_000)
    let body = #"{"text": "protect on vm=agent"}"#
    _ = server.exchange(
      Array(
        "POST /rolldeck/v1/commands HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
          .utf8))
    done.wait()
    let text = heard.withLock { $0 }
    #expect(text.contains("text/event-stream"))
    #expect(text.contains(#""op":"protect""#))
  }

  @Test("With TLS one port speaks both, the certificate is kept, and az finds its folder")
  func tls() throws {
    let folder = try TemporaryFolder.make()
    let server = try RunningServer(tls: true, folder: folder)
    #expect(server.get("/rolldeck/v1/state").hasPrefix("HTTP/1.1 200"))
    // A client's hello that stops short is answered by TLS or not at all.
    #expect(!server.exchange([22, 3, 1, 0, 1, 0], waiting: 300).hasPrefix("HTTP"))
    server.stop()
    let certificate = try String(contentsOfFile: folder + "/tls/certificate.pem", encoding: .utf8)
    #expect(try LoopbackCertificate.kept(in: folder + "/tls").certificatePEM == certificate)
    let later = Date().addingTimeInterval(360 * 86_400)
    #expect(try LoopbackCertificate.kept(in: folder + "/tls", now: later).certificatePEM != certificate)
    let permissions = try FileManager.default.attributesOfItem(atPath: folder + "/tls/key.pem")[.posixPermissions]
    #expect(permissions as? Int == 0o600)
    let az = AzureClientFolder(StateFolder(path: folder), port: server.port)
    #expect(az.exists)
    #expect(az.lines.count == 3)
  }

  @Test(
    "Only the loopback interface is served",
    arguments: [
      "0.0.0.0:80", "192.168.0.1:80", "::80", "example.com:80", "", ":80", "80x", "65536", "-1", "127.0.0.1:",
    ])
  func addresses(_ text: String) { #expect(LoopbackAddress(text) == nil) }
}
