import Testing

@testable import FleetSimulator

/// What an agenda must do, done the slow way: a list searched for the least (time, order of scheduling).
private struct SlowAgenda {
  var pending: [(time: Int64, payload: UInt64)] = []

  var earliest: Int64? { pending.map(\.time).min() }

  mutating func popDue(upTo limit: Int64) -> (time: Int64, payload: UInt64)? {
    guard let time = earliest, time <= limit else { return nil }
    return pending.remove(at: pending.firstIndex { $0.time == time }!)
  }
}

/// An agenda and its slow twin, given the same commands; every answer is compared.
private struct Pair {
  var agenda = Agenda()
  var slow = SlowAgenda()
  var random: Steps
  var now: Int64 = 0
  var scheduled: UInt64 = 0

  mutating func schedule(at time: Int64) {
    agenda.schedule(at: time, payload: scheduled)
    slow.pending.append((time, scheduled))
    scheduled += 1
  }

  /// Asks both, checks that they agree, and says whether anything was due.
  mutating func pop(upTo limit: Int64) -> Bool {
    #expect(agenda.earliest == slow.earliest)
    let got = agenda.popDue(upTo: limit)
    let expected = slow.popDue(upTo: limit)
    #expect(got?.time == expected?.time)
    #expect(got?.payload == expected?.payload)
    #expect(agenda.count == slow.pending.count)
    if let expected { now = expected.time }
    return expected != nil
  }

  /// Delays as a fleet has them: at once, within a second, half a minute apart, days ahead.
  mutating func delay() -> Int64 {
    switch random.next(8) {
    case 0: 0
    case 1: Int64(random.next(4))
    case 2: Int64(random.next(1500))
    case 3: 30_000
    case 4: Int64(30_000 + random.next(90_001))
    case 5: Int64(random.next(5 * 86_400_000))
    case 6: Int64(random.next(100 * 86_400_000))
    default: 1 << Int64(random.next(36))
    }
  }

  mutating func step() {
    for _ in 0..<random.next(4) { schedule(at: now + delay()) }
    let limit = now + delay()
    for _ in 0..<random.next(4) where pop(upTo: limit) {
      if random.next(3) == 0 { schedule(at: now) }
    }
  }

  mutating func drain() {
    while pop(upTo: .max) {}
    #expect(agenda.earliest == nil)
  }
}

/// SplitMix64, stepped through.
private struct Steps {
  var state: UInt64

  mutating func next(_ n: UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return RandomSource.mix64(state) % n
  }
}

@Suite("Agenda")
struct AgendaTests {
  @Test("Occurrences come out by time, then in the order of scheduling, as from a sorted list", arguments: 1...40)
  func agreesWithSortedList(seed: UInt64) {
    var pair = Pair(random: Steps(state: seed))
    for _ in 0..<400 { pair.step() }
    pair.drain()
  }

  @Test("Many in one window come out in order, with what is scheduled among them meanwhile", arguments: 1...10)
  func denseWindows(seed: UInt64) {
    var pair = Pair(random: Steps(state: seed))
    for _ in 0..<3 {
      let start = (pair.now + 70_000) / 512 * 512
      for _ in 0..<160 { pair.schedule(at: start + Int64(pair.random.next(512))) }
      while pair.pop(upTo: start + 400) {
        if pair.random.next(3) == 0 { pair.schedule(at: pair.now + Int64(pair.random.next(90))) }
      }
    }
    pair.drain()
  }

  @Test(
    "The earliest of many is known wherever their chunks of memory were used before", arguments: [15, 16, 17, 32, 48])
  func recycledChunks(many: Int64) {
    var agenda = Agenda()
    for time in stride(from: Int64(1000), through: 4000, by: 1000) { agenda.schedule(at: time, payload: 0) }
    while agenda.popDue(upTo: .max) != nil {}
    for i in 0..<many { agenda.schedule(at: 3_000_000 - i, payload: UInt64(i)) }
    #expect(agenda.earliest == 3_000_001 - many)
    #expect(agenda.popDue(upTo: 3_000_000 - many) == nil)
    for i in (0..<many).reversed() { #expect(agenda.popDue(upTo: 3_000_000 - i)?.payload == UInt64(i)) }
  }

  @Test("A copy goes its own way, and neither sees the other", arguments: 1...10)
  func copiesDiverge(seed: UInt64) {
    var one = Pair(random: Steps(state: seed))
    for _ in 0..<100 { one.step() }
    var other = one
    other.random = Steps(state: ~seed)
    for _ in 0..<100 {
      one.step()
      other.step()
    }
    one.drain()
    other.drain()
  }

  @Test("What is scheduled for the present instant while it is drained comes last in it")
  func schedulingWithinAnInstant() {
    var agenda = Agenda()
    agenda.schedule(at: 5, payload: 1)
    agenda.schedule(at: 5, payload: 2)
    #expect(agenda.popDue(upTo: 5)?.payload == 1)
    agenda.schedule(at: 5, payload: 3)
    #expect(agenda.popDue(upTo: 5)?.payload == 2)
    #expect(agenda.popDue(upTo: 5)?.payload == 3)
    #expect(agenda.popDue(upTo: 5) == nil)
  }

  @Test("One time keeps its order, whether scheduled from afar or from near")
  func equalTimesFromFarAndNear() {
    var agenda = Agenda()
    let target: Int64 = 9 * 86_400_000
    agenda.schedule(at: target, payload: 0)
    for (payload, distance) in [5_000_000_000, 80_000_000, 1_000_000, 40_000, 900, 1].enumerated() {
      let near = max(0, target - Int64(distance))
      agenda.schedule(at: near, payload: 99)
      #expect(agenda.popDue(upTo: near)?.time == near)
      agenda.schedule(at: target, payload: UInt64(payload + 1))
    }
    for payload in 0...6 { #expect(agenda.popDue(upTo: target)?.payload == UInt64(payload)) }
    #expect(agenda.count == 0)
  }

  @Test("Looking ahead in vain does not bar what is scheduled before the time looked at")
  func schedulingAfterAVainLook() {
    var agenda = Agenda()
    agenda.schedule(at: 2_000_000, payload: 2)
    #expect(agenda.popDue(upTo: 1_999_999) == nil)
    agenda.schedule(at: 3, payload: 1)
    #expect(agenda.earliest == 3)
    #expect(agenda.popDue(upTo: 1_999_999)?.payload == 1)
    #expect(agenda.popDue(upTo: 1_999_999) == nil)
    #expect(agenda.popDue(upTo: 2_000_000)?.payload == 2)
  }

  @Test("The last representable times are times as any other")
  func endOfTime() {
    var agenda = Agenda()
    agenda.schedule(at: .max, payload: 2)
    agenda.schedule(at: .max - 1, payload: 1)
    agenda.schedule(at: .max, payload: 3)
    #expect(agenda.earliest == Int64.max - 1)
    #expect((1...3).map { _ in agenda.popDue(upTo: .max)?.payload } == [1, 2, 3])
  }

  @Test("An empty agenda has nothing to say")
  func empty() {
    var agenda = Agenda()
    #expect(agenda.earliest == nil)
    #expect(agenda.popDue(upTo: .max) == nil)
    #expect(agenda.count == 0)
  }
}
