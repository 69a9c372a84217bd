import ControlPlane
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

  /// How often the recording and the clients are looked after, in milliseconds.
  private static let interval = 20
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

  /// How often they want to be looked after while nothing else happens; -1 is never.
  var serviceInterval: Int { server == nil ? -1 : Self.interval }

  /// A command was carried out: it is in the recording before anyone is told that it was done.
  mutating func carriedOut(_ command: Command, by source: CommandSource, _ session: Session) {
    recorder?.record(command, by: source, in: session, wall: WallClock.elapsed)
    timeline?.append(command, by: source, at: session.now)
  }

  /// Events were taken from the session.
  mutating func note(_ events: [SessionEvent], _ session: Session) {
    recorder?.note(events, session)
    if !events.isEmpty { timeline?.follow(events, session) }
    server?.publish(events, session.fleet)
  }

  /// Takes what clients want, and syncs what is recorded. Returns a sentence for each command.
  mutating func serve(_ session: inout Session) -> [String] {
    var sentences: [String] = []
    for note in server?.drain(into: &session) ?? [] {
      let text = CommandText.text(of: note.command, in: session.fleet)
      if let rejection = note.rejection {
        sentences.append("\(note.sender): \(text): \(rejection)")
      } else {
        carriedOut(note.command, by: .http, session)
        sentences.append("\(note.sender): \(text)")
      }
    }
    let now = WallClock.elapsed
    if recorder != nil, now - lastTick >= Self.tick {
      lastTick = now
      recorder!.tick(session, wall: now)
    }
    return sentences
  }

  /// The terminal has a size; casts of the recording keep to it.
  mutating func show(width: Int, height: Int) { recorder?.show(width: width, height: height) }

  /// What goes along with a what-if that leaves the run at an earlier moment; the run itself is over.
  mutating func fork(
    at playback: Playback, endedAt session: Session
  ) -> (companions: LiveCompanions, sentence: String) {
    finish(session)
    let goodbye = server == nil ? "" : " Clients of the run before were told to go."
    guard let recorder else { return (.none, "Live from here, with the same seed; not recorded.\(goodbye)") }
    let parent = Result { () throws(RecordingFailure) in try Recording.read(recorder.name, in: .standard) }
    let (next, sentence) = WhatIf.companions(at: playback, of: parent)
    return (next, sentence + goodbye)
  }

  /// The run is over: the recording gets its footer, and clients are told to go.
  mutating func finish(_ session: Session) {
    recorder?.finish("quit", session)
    server?.stop(session)
  }
}
