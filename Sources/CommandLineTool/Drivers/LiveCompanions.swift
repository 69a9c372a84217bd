import ControlPlane
import EventStream
import FleetDashboard
import FleetFiles
import FleetSession
import SessionRecordings

/// What goes along with a live run: its recording, its past, and clients of the control plane.
struct LiveCompanions {
  private var recorder: LiveRecorder?
  /// The past, to be looked at while the run goes on; nil where nobody looks.
  var timeline: Timeline?
  private var server: ControlPlaneServer?
  private var lastTick: Int64 = 0

  /// How often clients are looked after while none asks, in milliseconds.
  private static let idleInterval = 20
  /// And while some do.
  private static let busyInterval = 2
  private static let busyBudget: Int64 = 2_000
  /// Milliseconds after a question in which the next one is expected.
  private static let busyTime: Int64 = 500
  private var lastAsked: Int64 = -busyTime
  /// A tenth of a second between two looks at the disk.
  private static let tick: Int64 = 100

  /// Nobody.
  static var none: LiveCompanions { LiveCompanions(recorder: nil, server: nil) }

  init(recorder: LiveRecorder?, server: ControlPlaneServer?) {
    self.recorder = recorder
    self.server = server
  }

  /// They come along from now on.
  mutating func join(recorder: LiveRecorder?, server: ControlPlaneServer?) {
    self.recorder = recorder
    self.server = server
  }

  /// What the status line says: the recording, and where clients find the control plane.
  var status: String? {
    let parts = [recorder?.status, server?.url].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: "  ")
  }

  /// What is wrong with the recording; nil while it is well, or where there is none.
  var recordingTrouble: String? { recorder?.trouble }
  /// That it records, and what could not be recorded; nil where there is none.
  var recordingStatus: String? { recorder?.status }
  /// What must be said of the recording once the run is over; nil if all of it is there and safe, or there is none.
  var shortfall: String? { recorder?.shortfall }

  /// How often they want to be looked after while nothing else happens; -1 is never.
  var serviceInterval: Int {
    guard server != nil else { return -1 }
    return isAsked ? Self.busyInterval : Self.idleInterval
  }

  /// Whether clients are about that ask.
  private var isAsked: Bool { WallClock.elapsed - lastAsked < Self.busyTime }

  /// How many microseconds the engine may work before they are looked after again, of so many that it has without them:
  /// a client waits for half of it on average, and for the frame or the answers before it.
  func budget(of most: Int64) -> Int64 { server != nil && isAsked ? min(most, Self.busyBudget) : most }

  /// Waits until a client wants something, at most so many milliseconds.
  func waitForClients(milliseconds: Int) { server?.waitForClients(milliseconds: milliseconds) }

  /// A command was carried out: it is in the recording before anyone is told that it was done.
  mutating func carriedOut(_ command: Command, by source: CommandSource, _ session: Session) {
    recorder?.record(command, by: source, in: session, wall: WallClock.elapsed)
    timeline?.append(command, by: source, at: session.now)
  }

  /// Events were taken from the session.
  mutating func note(_ events: [SessionEvent], _ session: Session) {
    server?.publish(events, session.fleet)
    guard !events.isEmpty else { return }
    let isLong = Self.takeLong(events) || timeline?.wantsSnapshot(of: session) ?? false
    guard isLong, isAsked, let server else { return keep(events, session) }
    server.standStill(session)
    keep(events, session)
    server.goOn()
  }

  private mutating func keep(_ events: [SessionEvent], _ session: Session) {
    recorder?.note(events, session)
    timeline?.follow(events, session)
  }

  /// Whether so much happened at once that clients should not wait until all of it is noted: a millisecond and more.
  static func takeLong(_ events: [SessionEvent]) -> Bool { events.count >= 4_096 }

  /// The session stands still while `work` is done, which may take long: clients that only read need not wait for its end.
  func whileStanding(_ session: @autoclosure () -> Session, isLong: Bool = true, _ work: () -> Void) {
    guard isLong, let server else { return work() }
    server.standStill(session())
    work()
    server.goOn()
  }

  /// Takes what clients want, and syncs what is recorded. Returns a sentence for each command.
  mutating func serve(_ session: inout Session) -> [String] {
    if server?.hasOrders ?? false { lastAsked = WallClock.elapsed }
    var sentences: [String] = []
    var recorder = recorder
    var past: Timeline?
    swap(&past, &timeline)
    let notes = server?.drain(into: &session) { command, session in
      recorder?.record(command, by: .http, in: session, wall: WallClock.elapsed, isLast: false)
      past?.append(command, by: .http, at: session.now)
    }
    timeline = past
    // One sync for all of them, and clients need not wait for the disk.
    if recorder != nil, notes?.contains(where: { $0.rejection == nil }) ?? false {
      whileStanding(session) { recorder?.synchronize(wall: WallClock.elapsed) }
    }
    self.recorder = recorder
    for note in notes ?? [] {
      let text = CommandText.text(of: note.command, in: session.fleet)
      if let rejection = note.rejection {
        sentences.append("\(note.sender): \(text): \(rejection)")
      } else {
        sentences.append("\(note.sender): \(text)")
      }
    }
    let now = WallClock.elapsed
    if recorder != nil, now - lastTick >= Self.tick {
      lastTick = now
      var recorder = self.recorder
      // A sync waits for the disk, and clients need not.
      whileStanding(session) { recorder?.tick(session.mark, wall: now) }
      self.recorder = recorder
    }
    return sentences
  }

  /// The terminal has a size; casts of the recording keep to it.
  mutating func show(width: Int, height: Int) { recorder?.show(width: width, height: height) }

  /// What goes along with a what-if that leaves the run at an earlier moment; the run itself is over.
  mutating func fork(
    at playback: Playback, endedAt session: Session
  ) -> (companions: LiveCompanions, sentence: String) {
    finish(session, .quit)
    let goodbye = server == nil ? "" : " Clients of the run before were told to go."
    guard let recorder else { return (.none, "Live from here, with the same seed; not recorded.\(goodbye)") }
    let parent = Result { () throws(RecordingFailure) in try Recording.read(recorder.name, in: .standard) }
    let (next, sentence) = WhatIf.companions(at: playback, of: parent)
    return (next, sentence + goodbye)
  }

  /// The run is over: the recording gets its footer, which says why, and clients are told to go.
  mutating func finish(_ session: Session, _ why: EndReason) {
    recorder?.finish(why.rawValue, session.mark)
    server?.stop()
  }
}
