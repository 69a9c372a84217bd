import Glibc

/// Pages of bytes by number, each kept once however many snapshots have it. A page that differs little from one that is
/// there is kept as its difference.
struct PageArena: Sendable {
  /// A page is as large as may well be compared or copied at once.
  static let pageBytes = 1_024
  private static let wordsPerPage = pageBytes / 8
  /// A difference of more bytes than this is kept as a page.
  private static let mostChangedBytes = pageBytes * 3 / 8
  /// What an entry takes beside its bytes: the entry, its references, and an allocation of its own.
  private static let bytesPerEntry = 64

  /// Memory is taken by so many pages at a time, so that a copy of an arena that is changed copies only what it changes.
  private static let slabBits = 9
  private static let slabMask = 1 << slabBits - 1

  /// How a page is kept.
  private enum Entry: Sendable {
    /// Whole, in a place of the slabs.
    case whole(UInt32)
    /// As what differs from an entry that is whole.
    case changes(PageChanges, from: UInt32)
    /// Nobody has it.
    case unused
  }

  private var entries: [Entry] = []
  private var references: [UInt32] = []
  private var freeEntries: [UInt32] = []
  private var slabs: [[UInt64]] = []
  private var placeCount = 0
  private var freePlaces: [UInt32] = []
  private var changedBytes = 0

  /// What all pages take.
  var bytes: Int {
    (placeCount - freePlaces.count) * Self.pageBytes + changedBytes
      + (entries.count - freeEntries.count) * Self.bytesPerEntry
  }

  /// The number of a page with these bytes, at most a page of them, for one more snapshot. It is the page `known` if that
  /// begins with them.
  mutating func store(_ bytes: UnsafeRawBufferPointer, like known: UInt32?) -> UInt32 {
    guard let known else { return add(bytes) }
    if page(known, beginsWith: bytes) {
      references[Int(known)] += 1
      return known
    }
    return addChanges(bytes, from: key(of: known)) ?? add(bytes)
  }

  /// One snapshot less has a page.
  mutating func release(_ page: UInt32) {
    references[Int(page)] -= 1
    guard references[Int(page)] == 0 else { return }
    switch entries[Int(page)] {
    case .whole(let place): freePlaces.append(place)
    case .changes(let changes, let key):
      changedBytes -= changes.size
      release(key)
    case .unused: preconditionFailure("a page is released once")
    }
    entries[Int(page)] = .unused
    freeEntries.append(page)
  }

  /// Gives back memory of pages that nobody has any more. It moves others, so it takes as long as reading them.
  mutating func compact() {
    guard freePlaces.count > Self.slabMask else { return }
    var owners = [Int?](repeating: nil, count: placeCount)
    for (number, entry) in entries.enumerated() {
      if case .whole(let place) = entry { owners[Int(place)] = number }
    }
    var low = 0
    var high = placeCount - 1
    while low < high {
      if owners[low] != nil {
        low += 1
      } else if let owner = owners[high] {
        move(owner, to: UInt32(low))
        (owners[low], owners[high]) = (owner, nil)
      } else {
        high -= 1
      }
    }
    placeCount -= freePlaces.count
    freePlaces = []
    slabs.removeLast(slabs.count - (placeCount + Self.slabMask) >> Self.slabBits)
  }

  private mutating func move(_ entry: Int, to place: UInt32) {
    let page = withWhole(UInt32(entry)) { Array($0) }
    page.withUnsafeBytes { write($0, to: place) }
    entries[entry] = .whole(place)
  }

  /// Copies the beginning of a page.
  func copy(_ page: UInt32, to target: UnsafeMutableRawBufferPointer) {
    withWhole(key(of: page)) { whole in
      target.copyMemory(from: UnsafeRawBufferPointer(rebasing: whole[..<target.count]))
    }
    if case .changes(let changes, _) = entries[Int(page)] { changes.apply(to: target) }
  }

  // MARK: Adding

  private mutating func add(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    let place = freePlaces.popLast() ?? newPlace()
    write(bytes, to: place)
    return enter(.whole(place))
  }

  private mutating func write(_ bytes: UnsafeRawBufferPointer, to place: UInt32) {
    slabs[Int(place) >> Self.slabBits].withUnsafeMutableBytes { slab in
      let start = Int(place) & Self.slabMask * Self.pageBytes
      UnsafeMutableRawBufferPointer(rebasing: slab[start..<start + bytes.count]).copyMemory(from: bytes)
    }
  }

  private mutating func newPlace() -> UInt32 {
    if placeCount & Self.slabMask == 0 {
      slabs.append(Array(repeating: 0, count: Self.wordsPerPage << Self.slabBits))
    }
    placeCount += 1
    return UInt32(placeCount - 1)
  }

  /// Nil if there is too much to change, or less than a page, whose rest means nothing.
  private mutating func addChanges(_ bytes: UnsafeRawBufferPointer, from key: UInt32) -> UInt32? {
    guard bytes.count == Self.pageBytes else { return nil }
    let changes = withWhole(key) { PageChanges(from: $0, to: bytes, atMost: Self.mostChangedBytes) }
    guard let changes else { return nil }
    changedBytes += changes.size
    references[Int(key)] += 1
    return enter(.changes(changes, from: key))
  }

  private mutating func enter(_ entry: Entry) -> UInt32 {
    if let free = freeEntries.popLast() {
      entries[Int(free)] = entry
      references[Int(free)] = 1
      return free
    }
    entries.append(entry)
    references.append(1)
    return UInt32(entries.count - 1)
  }

  // MARK: Looking

  private func page(_ page: UInt32, beginsWith bytes: UnsafeRawBufferPointer) -> Bool {
    guard case .changes(let changes, let key) = entries[Int(page)] else {
      return withWhole(page) { memcmp($0.baseAddress!, bytes.baseAddress!, bytes.count) == 0 }
    }
    return bytes.count == Self.pageBytes && withWhole(key) { changes.lead(from: $0, to: bytes) }
  }

  private func key(of page: UInt32) -> UInt32 {
    if case .changes(_, let key) = entries[Int(page)] { key } else { page }
  }

  private func withWhole<Result>(_ page: UInt32, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    guard case .whole(let place) = entries[Int(page)] else { preconditionFailure("only whole pages have changes") }
    return slabs[Int(place) >> Self.slabBits].withUnsafeBytes { slab in
      let start = Int(place) & Self.slabMask * Self.pageBytes
      return body(UnsafeRawBufferPointer(rebasing: slab[start..<start + Self.pageBytes]))
    }
  }
}

extension PageArena {
  /// Writes all pages.
  func file(in index: IndexWriter) throws {
    try index.put(number: placeCount)
    for slab in slabs { try index.put(slab) }
    try index.put(freePlaces)
    try index.put(references)
    try index.put(freeEntries)
    for entry in entries {
      switch entry {
      case .unused: try index.put(number: 0)
      case .whole(let place):
        try index.put(number: 1)
        try index.put(number: Int(place))
      case .changes(let changes, let key):
        try index.put(number: 2)
        try index.put(number: Int(key))
        try index.put(changes.bytes)
      }
    }
  }

  /// Reads what was written.
  init(from index: IndexReader) throws {
    placeCount = try index.count()
    for _ in stride(from: 0, to: placeCount, by: 1 << Self.slabBits) { slabs.append(try index.numbers()) }
    freePlaces = try index.numbers()
    references = try index.numbers()
    freeEntries = try index.numbers()
    entries.reserveCapacity(references.count)
    for _ in references {
      switch try index.number() {
      case 0: entries.append(.unused)
      case 1: entries.append(.whole(UInt32(truncatingIfNeeded: try index.number())))
      default:
        let key = UInt32(truncatingIfNeeded: try index.number())
        let changes = PageChanges(bytes: try index.bytes())
        changedBytes += changes.size
        entries.append(.changes(changes, from: key))
      }
    }
  }
}
