public import FleetModel
public import FleetSession
import RolloutOrchestrator

/// Writes the account of a run as JSON lines, keys sorted (the event stream).
///
/// It gathers bytes; whoever owns it takes them with `take()` and puts them where they belong.
public struct StreamWriter: Sendable {
  var buffer = LineBuffer()
  var names: NameBytes
  var number = 0
  /// The index of the next VM that is added.
  var nextMachine: VMIndex
  /// Whether each subscription is enrolled: steps on the way there are no lines of their own.
  var enrolled: [Bool]
  private let only: Set<String>?
  private var lineStart = 0

  /// The kinds of the lines that follow the header.
  public static let kinds = [
    "command", "versionPublished", "versionWithdrawn", "enrolment", "autoChanged", "extSet", "extRemoved", "groupAdded",
    "vmAdded", "vmRemoved", "vmChanged", "power", "health", "rolloutStarted", "phaseStarted", "phaseSucceeded",
    "phaseSkipped", "runStarted", "batchStarted", "attemptStarted", "installEnded", "rollbackStarted", "attemptEnded",
    "batchEnded", "runEnded", "waiting", "rolloutHeld", "rolloutResumed", "rolloutEnded", "digest", "end",
  ]

  /// A writer for a fleet as it is at the start. With `only`, lines of other kinds are left out, but counted.
  public init(fleet: Fleet, only: Set<String>? = nil) {
    names = NameBytes(fleet)
    nextMachine = fleet.machineIndices.upperBound
    enrolled = fleet.subscriptions.map(\.isEnrolled)
    self.only = only
  }

  /// The bytes since the last call: whole lines.
  public mutating func take() -> [UInt8] {
    defer { buffer.cut(to: 0) }
    return Array(buffer.bytes)
  }

  /// Hands over the bytes since the last call, whole lines, where they lie: whoever keeps them pays for a copy.
  public mutating func pour<E>(into sink: (ArraySlice<UInt8>) throws(E) -> Void) throws(E) {
    try sink(buffer.bytes)
    buffer.cut(to: 0)
  }

  /// How many bytes wait to be taken.
  public var pendingBytes: Int { buffer.count }

  /// Appends events. `fleet` is the fleet as it is after them; only its names and versions are read.
  public mutating func write(_ events: [SessionEvent], _ fleet: Fleet) {
    for event in events { write(event, fleet) }
  }

  /// The same for whoever takes it in pieces of about a mebibyte, since an instant can tell of every VM. The rest waits
  /// to be taken.
  public mutating func write<E>(
    _ events: [SessionEvent], _ fleet: Fleet, pieceBytes: Int = Self.pieceBytes,
    into sink: (ArraySlice<UInt8>) throws(E) -> Void
  ) throws(E) {
    for event in events {
      write(event, fleet)
      if pendingBytes >= pieceBytes { try pour(into: sink) }
    }
  }

  private mutating func write(_ event: SessionEvent, _ fleet: Fleet) {
    switch event.what {
    case .command(let command, let source): write(command, source, event.time, fleet)
    case .fleet(let change): write(change, event.time, fleet)
    case .rollout(let decision): write(decision, event.time, fleet)
    case .digest(let digest):
      begin()
      buffer.raw("\"h\":\"")
      buffer.raw(Array(digest.hex.utf8))
      buffer.raw("\",")
      end("digest", event.time)
    }
  }

  /// Appends the last line.
  public mutating func writeEnd(why: EndReason, _ session: Session) {
    begin()
    mark("end")
    stamp(session.now)
    buffer.raw(",\"tally\":{")
    // Keys are sorted as text.
    let ids = session.orchestrator.rollouts.map { String($0.id) }.sorted()
    for (place, id) in ids.enumerated() {
      let tally = session.orchestrator.outcomes(of: Int(id)!, in: session.fleet)
      if place > 0 { buffer.raw(",") }
      buffer.string(id)
      for (name, count) in [
        (",\"pending\":" as StaticString, tally.pending), (",\"rollbackFailed\":", tally.rollbackFailed),
        (",\"rolledBack\":", tally.rolledBack), (",\"upgraded\":", tally.upgraded),
      ] {
        if name.utf8CodeUnitCount == 11 {
          buffer.raw(":{\"excluded\":")
          buffer.int(tally.excluded)
        }
        buffer.raw(name)
        buffer.int(count)
      }
      buffer.raw("}")
    }
    buffer.raw("},\"why\":")
    buffer.string(why.rawValue)
    close()
  }

  // MARK: Lines

  mutating func begin() {
    lineStart = buffer.count
    buffer.raw("{")
  }

  /// Writes `"k":KIND` in its place among the keys; `stamp` and `close` follow.
  mutating func mark(_ kind: StaticString) {
    buffer.raw("\"k\":\"")
    buffer.raw(kind)
    buffer.raw("\"")
    if only != nil { isLeftOut = isLeftOut(kind: "\(kind)") }
  }

  /// Writes `,"n":…` where no key lies between it and `t`, then `,"t":…`.
  mutating func stamp(_ time: Instant) {
    numberLine()
    at(time)
  }

  mutating func numberLine() {
    buffer.raw(",\"n\":")
    buffer.int(number)
    number += 1
  }

  mutating func at(_ time: Instant) {
    buffer.raw(",\"t\":")
    buffer.int(Int(time))
  }

  mutating func close() {
    buffer.raw("}\n")
    if isLeftOut { buffer.cut(to: lineStart) }
    isLeftOut = false
  }

  var isLeftOut = false

  func isLeftOut(kind: String) -> Bool { only.map { !$0.contains(kind) } ?? false }

  /// The common case: nothing sorts behind `t`.
  mutating func end(_ kind: StaticString, _ time: Instant) {
    mark(kind)
    stamp(time)
    close()
  }

  mutating func vm(_ vm: VMIndex, _ fleet: Fleet) {
    buffer.raw("\"vm\":")
    machine(vm, fleet)
  }

  mutating func machine(_ vm: VMIndex, _ fleet: Fleet) {
    buffer.raw("\"")
    bareMachine(vm, fleet)
    buffer.raw("\"")
  }

  /// A VM's name without its quotes.
  mutating func bareMachine(_ vm: VMIndex, _ fleet: Fleet) {
    if fleet.hasOwnNames, let own = fleet.ownName(of: vm) {
      buffer.raw(JSONText.quoted(own).dropFirst().dropLast())
      return
    }
    buffer.raw(names.groups.bare(fleet.group(of: vm)))
    buffer.raw("_")
    buffer.int(fleet.ordinal(of: vm))
  }

  /// A zone's number as a text; VMs without one have none.
  mutating func zone(_ zone: Int) {
    guard zone != 0 else { return buffer.raw("null") }
    buffer.raw("\"")
    buffer.int(zone)
    buffer.raw("\"")
  }

  mutating func regions(_ scope: RegionScope) {
    switch scope {
    case .all: buffer.raw("null")
    case .only(let regions): list(regions.map { names.regions[$0] })
    }
  }

  mutating func list(_ items: [ArraySlice<UInt8>]) {
    buffer.raw("[")
    for (place, item) in items.enumerated() {
      if place > 0 { buffer.raw(",") }
      buffer.raw(item)
    }
    buffer.raw("]")
  }

  mutating func versionName(_ handler: HandlerIndex, _ version: VersionIndex, _ fleet: Fleet) {
    names.learn(handler, version, fleet)
    buffer.raw(names.version(handler, version))
  }

  mutating func rollout(_ id: RolloutID) {
    buffer.raw("\"")
    buffer.int(id)
    buffer.raw("\"")
  }
}

/// Why a stream ends.
public enum EndReason: String, Sendable {
  /// The time asked for was reached.
  case until
  /// A person quit.
  case quit
  /// Nothing will ever happen again.
  case idle
  /// Something went wrong.
  case error
}
