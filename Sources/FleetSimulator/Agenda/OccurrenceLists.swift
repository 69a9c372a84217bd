/// Many first-in first-out lists in one array, by chunks, so that neighbours in a list are neighbours in memory.
struct OccurrenceLists: Codable {
  private static let chunk = 16
  private static let noChunk = UInt32.max
  /// Places are 32-bit.
  private static let mostPlaces = 1 << 32

  /// One list: the places of its first occurrence and after its last one. An empty list has both 0.
  struct List: Codable {
    fileprivate var start: UInt32 = 0
    fileprivate var end: UInt32 = 0
    var isEmpty: Bool { end == 0 }
  }

  var places: [PendingOccurrence] = []
  /// Of each chunk, the next one of its list, or of the free ones.
  var followers: [UInt32] = []
  private var free = Self.noChunk

  @inline(__always)
  mutating func append(_ occurrence: PendingOccurrence, to list: inout List) {
    // A list's end is at the start of a chunk when the last chunk is full, or when there is none.
    if Int(list.end) % Self.chunk == 0 { extend(&list) }
    places[Int(list.end)] = occurrence
    list.end &+= 1
  }

  /// The first occurrence of a list that is not empty.
  mutating func removeFirst(of list: inout List) -> PendingOccurrence {
    let occurrence = places[Int(list.start)]
    let chunk = Int(list.start) / Self.chunk
    list.start += 1
    if list.start == list.end {
      list = List()
      release(chunk, to: chunk)
    } else if Int(list.start) % Self.chunk == 0 {
      list.start = followers[chunk] * UInt32(Self.chunk)
      release(chunk, to: chunk)
    }
    return occurrence
  }

  /// Empties a list that is not empty into the first elements of `target`, and returns how many they are.
  mutating func move(_ list: inout List, into target: inout [PendingOccurrence]) -> Int {
    let count = copy(list, into: &target)
    release(Int(list.start) / Self.chunk, to: Int(list.end - 1) / Self.chunk)
    list = List()
    return count
  }

  private func copy(_ list: List, into target: inout [PendingOccurrence]) -> Int {
    let last = Int(list.end - 1) / Self.chunk
    var chunk = Int(list.start) / Self.chunk
    var chunks = 1
    while chunk != last {
      chunk = Int(followers[chunk])
      chunks += 1
    }
    target.makeRoom(for: chunks * Self.chunk)

    let places = places.span
    var copies = target.mutableSpan
    var count = 0
    var start = Int(list.start)
    while true {
      chunk = start / Self.chunk
      for place in start..<(chunk == last ? Int(list.end) : (chunk + 1) * Self.chunk) {
        copies[count] = places[place]
        count &+= 1
      }
      guard chunk != last else { return count }
      start = Int(followers[chunk]) * Self.chunk
    }
  }

  /// The least time in a list that is not empty.
  func earliest(in list: List) -> Int64 {
    let last = Int(list.end - 1) / Self.chunk
    var earliest = Int64.max
    var start = Int(list.start)
    while true {
      // A full last chunk may end where the first one starts, so the places alone do not tell the end of a list.
      let chunk = start / Self.chunk
      for place in start..<(chunk == last ? Int(list.end) : (chunk + 1) * Self.chunk) {
        earliest = min(earliest, places[place].time)
      }
      guard chunk != last else { return earliest }
      start = Int(followers[chunk]) * Self.chunk
    }
  }

  /// Gives a list a further chunk, from the free ones if there is any.
  @inline(never)
  private mutating func extend(_ list: inout List) {
    let chunk: Int
    if free != Self.noChunk {
      chunk = Int(free)
      free = followers[chunk]
    } else {
      chunk = followers.count
      precondition(places.count + Self.chunk < Self.mostPlaces)
      places.makeRoom(for: places.count + Self.chunk)
      followers.append(Self.noChunk)
    }
    let place = UInt32(chunk * Self.chunk)
    if list.isEmpty {
      list.start = place
    } else {
      followers[Int(list.end) / Self.chunk - 1] = UInt32(chunk)
    }
    list.end = place
  }

  /// Makes the chunks of a list, or a part of it, free.
  private mutating func release(_ first: Int, to last: Int) {
    followers[last] = free
    free = UInt32(first)
  }
}

extension [PendingOccurrence] {
  /// Grows to at least `count` elements; the new ones mean nothing.
  mutating func makeRoom(for count: Int) {
    guard self.count < count else { return }
    append(contentsOf: repeatElement(PendingOccurrence(time: 0, payload: 0), count: count - self.count))
  }
}
