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

  /// The places of the first occurrences of a list that is not empty, those in its first chunk.
  @inline(__always)
  func firstRun(of list: List) -> Range<Int> { run(from: Int(list.start), of: list) }

  /// The places in the chunk after that of `run`; nil if that was the list's last one.
  @inline(__always)
  func run(after run: Range<Int>, of list: List) -> Range<Int>? {
    // A full last chunk may end where the first one starts, so only the chunk tells the end of a list.
    let chunk = run.lowerBound / Self.chunk
    return chunk == Int(list.end - 1) / Self.chunk
      ? nil : self.run(from: Int(followers[chunk]) * Self.chunk, of: list)
  }

  @inline(__always)
  private func run(from start: Int, of list: List) -> Range<Int> {
    let chunk = start / Self.chunk
    let isLast = chunk == Int(list.end - 1) / Self.chunk
    return start..<(isLast ? Int(list.end) : (chunk + 1) * Self.chunk)
  }

  /// How many occurrences a list that is not empty holds.
  func count(of list: List) -> Int {
    var count = 0
    var run: Range<Int>? = firstRun(of: list)
    while let part = run {
      count += part.count
      run = self.run(after: part, of: list)
    }
    return count
  }

  /// The least time in a list that is not empty.
  func earliest(in list: List) -> Int64 {
    var earliest = Int64.max
    var run: Range<Int>? = firstRun(of: list)
    while let part = run {
      for place in part { earliest = min(earliest, places[place].time) }
      run = self.run(after: part, of: list)
    }
    return earliest
  }

  /// Empties a list that is not empty.
  mutating func clear(_ list: inout List) {
    release(Int(list.start) / Self.chunk, to: Int(list.end - 1) / Self.chunk)
    list = List()
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
