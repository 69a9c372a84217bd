import NIOCore
import Testing

@testable import ControlPlane

@Suite struct RequestPaceTests {
  private let start = NIODeadline.now() + .seconds(1)

  @Test("a page's worth of requests is answered as soon as it can be, those that never pause 3,000 a second")
  func turns() {
    let pace = RequestPace()
    let times = (0..<112).map { _ in pace.answerTime(at: start) }
    #expect(times.prefix(48).allSatisfy { $0 <= start })
    #expect(times.dropFirst(48).allSatisfy { $0 > start })
    #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 == .microseconds(333) })
  }

  @Test("who waited longer for the engine than for a turn is answered at once, and so is everyone after a pause")
  func pauses() {
    let pace = RequestPace()
    for _ in 0..<100 { _ = pace.answerTime(at: start) }
    let later = start + .milliseconds(50)
    #expect((0..<48).allSatisfy { _ in pace.answerTime(at: later) <= later })
    #expect(pace.answerTime(at: later) > later)
  }

  @Test("nobody waits for the turns of more clients than there may be connections, however many came and left")
  func leavers() {
    let pace = RequestPace()
    for _ in 0..<100_000 { _ = pace.answerTime(at: start) }
    #expect(pace.answerTime(at: start) <= start + .microseconds(333) * Int64(ConnectionLimit.connections))
  }
}
