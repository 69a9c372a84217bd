/// What is still to come, ordered by time and, within one time, by the order of scheduling.
///
/// Most of it lies unsorted in `AgendaWheels`. Only the window of 512 ms under way is sorted, when it is reached.
/// What is scheduled into that window later waits in level 0 of the wheels, which has a list for every millisecond, and
/// comes after what `window` has for the same time. So no order of scheduling has to be stored, or compared.
struct Agenda: Sendable, Codable {
  /// How many are pending.
  private(set) var count = 0

  var wheels = AgendaWheels()
  /// `window[next..<end]` is the rest of the window under way, in order.
  var window: [PendingOccurrence] = []
  private var next = 0
  private var end = 0
  /// Nothing pending is earlier. It spares a second look into a slot that was found to be not yet due.
  private var notBefore: Int64 = 0

  /// An agenda with nothing in it, at time 0.
  init() {}

  /// Adds an occurrence at `time` (ms), which is not before the last one removed.
  @inline(__always)
  mutating func schedule(at time: Int64, payload: UInt64) {
    wheels.add(PendingOccurrence(time: time, payload: payload))
    count &+= 1
    if time < notBefore { notBefore = time }
  }

  /// Removes and returns the earliest occurrence if it is due at or before `limit`; of several at one time, the one
  /// that was scheduled first.
  @inline(__always)
  mutating func popDue(upTo limit: Int64) -> (time: Int64, payload: UInt64)? {
    next < end && wheels.isLevel0Empty ? popFromWindow(upTo: limit) : popAfterComparing(upTo: limit)
  }

  /// The time of the earliest pending occurrence.
  var earliest: Int64? {
    let late = wheels.earliestInLevel0
    guard next < end else { return late ?? wheels.earliestAboveLevel0 }
    return min(window[next].time, late ?? .max)
  }

  /// The same, asked where the agenda lies and not of a copy.
  mutating func findEarliest() -> Int64? { earliest }

  @inline(__always)
  private mutating func popFromWindow(upTo limit: Int64) -> (time: Int64, payload: UInt64)? {
    let occurrence = window[next]
    guard occurrence.time <= limit else { return nil }
    next &+= 1
    count &-= 1
    wheels.base = occurrence.time
    return (occurrence.time, occurrence.payload)
  }

  private mutating func popAfterComparing(upTo limit: Int64) -> (time: Int64, payload: UInt64)? {
    while true {
      if let late = wheels.earliestInLevel0, next == end || late < window[next].time {
        guard late <= limit else { return nil }
        count -= 1
        let occurrence = wheels.removeFirstOfLevel0()
        return (occurrence.time, occurrence.payload)
      }
      if next < end { return popFromWindow(upTo: limit) }
      guard openNextSlot(upTo: limit) else { return nil }
    }
  }

  /// Moves on to the next slot of the wheels that holds anything, if any of that is due at or before `limit`: only then is
  /// something about to be removed, and nothing can be scheduled before the slot any more.
  private mutating func openNextSlot(upTo limit: Int64) -> Bool {
    guard notBefore <= limit, let slot = wheels.firstSlotAboveLevel0 else { return false }
    if slot.lastMoment > limit {
      notBefore = wheels.earliest(in: slot)
      guard notBefore <= limit else { return false }
    }
    if slot.level == 1 {
      end = wheels.sort(slot, into: &window)
      next = 0
      wheels.close(slot)
    } else {
      wheels.deal(slot)
    }
    return true
  }
}

/// When something will occur, and what; the meaning of `payload` is its scheduler's.
struct PendingOccurrence: Codable {
  let time: Int64
  let payload: UInt64
}
