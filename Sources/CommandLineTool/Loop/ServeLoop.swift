import FleetFiles
import FleetModel
import FleetSession
import Glibc
import SessionRecordings

/// Lets simulated time follow the wall's, and serves clients between instants.
struct ServeLoop {
  /// Simulated seconds in a second; nil is as fast as it goes.
  let pace: Int64?
  /// Clients are looked after at least this often, in milliseconds.
  private static let tick = 5
  /// Instants between two looks at the clock: one of a large fleet may take half a millisecond.
  private static let slice = 8
  /// Microseconds of work between two looks at the mailbox while no client asks.
  private static let budget: Int64 = 6_000
  /// The highest pace while nothing is rolled out: faults end and VMs start while clients look, but failures by themselves
  /// do not use up the hundred years that a recording holds.
  private static let idlePace: Int64 = 3_600

  /// Runs until a signal asks for the end; returns its number.
  func run(_ session: inout Session, _ companions: inout LiveCompanions, _ signals: PendingSignals) -> Int32 {
    var last = WallClock.elapsed
    var isBehind = false
    var trouble: String?
    while true {
      if let signal = signals.next() { return signal }
      if !isBehind { companions.waitForClients(milliseconds: Self.tick) }
      for sentence in companions.serve(&session) { log(sentence, session) }
      if companions.recordingTrouble != trouble {
        trouble = companions.recordingTrouble
        ByteSink.complain("rolldeck: \(companions.recordingStatus ?? "")")
      }
      let now = WallClock.elapsed
      isBehind = !advance(&session, after: now - last, budget: companions.budget(of: Self.budget))
      last = now
      companions.note(session.takeEvents(), session)
    }
  }

  /// Lets time pass within the budget; whether it passed as far as it should.
  private func advance(_ session: inout Session, after elapsed: Int64, budget: Int64) -> Bool {
    let start = WallClock.microseconds
    while WallClock.microseconds - start < budget {
      guard let pace = pace(for: session) else {
        guard !session.isOver, let next = session.nextInstant else { return true }
        session.advance(to: next, atMost: 1)
        continue
      }
      // Never more than a day of simulated time is caught up at once, however long the process was stopped.
      let target = session.now + min(elapsed * pace, Span.day * max(1, pace / 3_600))
      return catchUp(
        &session, max(session.now, min(target, RecordingLimit.longestTime)), until: start + budget)
    }
    return false
  }

  /// Simulated seconds in a second; nil is as fast as it goes, or not at all where nothing is due.
  private func pace(for session: borrowing Session) -> Int64? {
    pace ?? (session.isBusy || session.nextInstant == nil ? nil : Self.idlePace)
  }

  private func catchUp(_ session: inout Session, _ target: Instant, until end: Int64) -> Bool {
    while !session.advance(to: target, atMost: Self.slice) {
      if WallClock.microseconds >= end { return false }
    }
    return true
  }

  private func log(_ sentence: String, _ session: Session) {
    // A server goes on when nobody reads its account.
    try? ByteSink.say("\(Quantity.text(session.now)) \(sentence)")
  }
}

/// Signals that end the program, taken when the loop asks for them.
struct PendingSignals {
  private var set = sigset_t()

  /// Holds the signals back from now on; threads that start later inherit that.
  init() {
    sigemptyset(&set)
    for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, signal) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// One that arrived, if one did.
  func next() -> Int32? {
    var set = set
    var none = timespec()
    let signal = sigtimedwait(&set, nil, &none)
    return signal > 0 ? signal : nil
  }
}
