/// Sorts the occurrences of one window by their millisecond, keeping the order of equal ones.
enum WindowSorter {
  /// Up to this many are sorted by insertion, which beats counting over the window's milliseconds then.
  private static let few = 16

  /// Sorts the first `count` elements of `unsorted` into those of `target`.
  static func sort(_ unsorted: [PendingOccurrence], _ count: Int, into target: inout [PendingOccurrence]) {
    target.makeRoom(for: count)
    let unsorted = unsorted.span.extracting(first: count)
    if count <= few {
      insert(unsorted, into: target.mutableSpan)
    } else {
      scatter(unsorted, into: target.mutableSpan)
    }
  }

  private static func insert(_ unsorted: Span<PendingOccurrence>, into target: consuming MutableSpan<PendingOccurrence>)
  {
    for i in unsorted.indices {
      let occurrence = unsorted[i]
      var place = i
      while place > 0, target[place - 1].time > occurrence.time {
        target[place] = target[place - 1]
        place -= 1
      }
      target[place] = occurrence
    }
  }

  /// A counting sort that looks only at the milliseconds that occur.
  private static func scatter(
    _ unsorted: Span<PendingOccurrence>, into target: consuming MutableSpan<PendingOccurrence>
  ) {
    // Of each millisecond (`AgendaWheels.slots` of them), how many there are; then the place of the next one.
    var places = InlineArray<512, UInt32>(repeating: 0)
    var occurring = InlineArray<8, UInt64>(repeating: 0)
    for i in unsorted.indices {
      let digit = unsorted[i].millisecond
      places[digit] &+= 1
      occurring[digit / 64] |= 1 << UInt64(digit % 64)
    }
    var place: UInt32 = 0
    for word in occurring.indices {
      var rest = occurring[word]
      while rest != 0 {
        let digit = word * 64 + rest.trailingZeroBitCount
        (places[digit], place) = (place, place &+ places[digit])
        rest &= rest &- 1
      }
    }
    for i in unsorted.indices {
      let occurrence = unsorted[i]
      let digit = occurrence.millisecond
      target[Int(places[digit])] = occurrence
      places[digit] &+= 1
    }
  }
}

extension PendingOccurrence {
  /// Which millisecond of its window it is due at.
  fileprivate var millisecond: Int { Int(truncatingIfNeeded: time & AgendaWheels.windowMask) }
}
