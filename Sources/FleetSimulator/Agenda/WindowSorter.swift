/// Sorts the occurrences of one window by their millisecond, keeping the order of equal ones.
enum WindowSorter {
  /// Up to this many are sorted by insertion, which beats counting over the window's milliseconds then.
  private static let few = 16

  /// Sorts a list of `lists` that is not empty into the first elements of `target`, and returns how many they are.
  static func sort(
    _ list: OccurrenceLists.List, of lists: OccurrenceLists, into target: inout [PendingOccurrence]
  ) -> Int {
    let count = lists.count(of: list)
    target.makeRoom(for: count)
    if count <= few {
      insert(list, of: lists, into: target.mutableSpan)
    } else {
      scatter(list, of: lists, into: target.mutableSpan)
    }
    return count
  }

  private static func insert(
    _ list: OccurrenceLists.List, of lists: OccurrenceLists, into target: consuming MutableSpan<PendingOccurrence>
  ) {
    let unsorted = lists.places.span
    var count = 0
    var run: Range<Int>? = lists.firstRun(of: list)
    while let part = run {
      for i in part {
        let occurrence = unsorted[i]
        var place = count
        while place > 0, target[place - 1].time > occurrence.time {
          target[place] = target[place - 1]
          place -= 1
        }
        target[place] = occurrence
        count += 1
      }
      run = lists.run(after: part, of: list)
    }
  }

  /// A counting sort that looks only at the milliseconds that occur.
  private static func scatter(
    _ list: OccurrenceLists.List, of lists: OccurrenceLists, into target: consuming MutableSpan<PendingOccurrence>
  ) {
    let unsorted = lists.places.span
    // Of each millisecond (`AgendaWheels.slots` of them), how many there are; then the place of the next one.
    var places = InlineArray<512, UInt32>(repeating: 0)
    var occurring = InlineArray<8, UInt64>(repeating: 0)
    var run: Range<Int>? = lists.firstRun(of: list)
    while let part = run {
      for i in part {
        let digit = unsorted[i].millisecond
        places[digit] &+= 1
        occurring[digit / 64] |= 1 << UInt64(digit % 64)
      }
      run = lists.run(after: part, of: list)
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
    run = lists.firstRun(of: list)
    while let part = run {
      for i in part {
        let occurrence = unsorted[i]
        let digit = occurrence.millisecond
        target[Int(places[digit])] = occurrence
        places[digit] &+= 1
      }
      run = lists.run(after: part, of: list)
    }
  }
}

extension PendingOccurrence {
  /// Which millisecond of its window it is due at.
  fileprivate var millisecond: Int { Int(truncatingIfNeeded: time & AgendaWheels.windowMask) }
}
