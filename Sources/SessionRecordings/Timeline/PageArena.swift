import Glibc

/// Pages of bytes by number, each kept once however many snapshots have it. A page that differs little from one that is
/// there is kept as its difference.
struct PageArena: Sendable {
  /// A page is as large as may well be compared or copied at once.
  static let pageBytes = 1_024
  private static let wordsPerPage = pageBytes / 8
  /// A difference of more words than this is kept as a page.
  private static let mostChangedWords = wordsPerPage / 4
  /// What an entry takes beside its bytes: the entry, its references, and an allocation of its own.
  private static let bytesPerEntry = 64

  /// Memory is taken by so many pages at a time, so that a copy of an arena that is changed copies only what it changes.
  private static let slabBits = 9
  private static let slabMask = 1 << slabBits - 1

  /// How a page is kept.
  private enum Entry: Sendable {
    /// Whole, in a place of the slabs.
    case whole(UInt32)
    /// As words that differ from an entry that is whole: first a bit for each word, then those words.
    case changes([UInt64], from: UInt32)
    /// Nobody has it.
    case unused
  }

  private var entries: [Entry] = []
  private var references: [UInt32] = []
  private var freeEntries: [UInt32] = []
  private var slabs: [[UInt64]] = []
  private var placeCount = 0
  private var freePlaces: [UInt32] = []
  private var changedWords = 0

  /// What all pages take.
  var bytes: Int {
    (placeCount - freePlaces.count) * Self.pageBytes + changedWords * 8
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
    case .changes(let words, let key):
      changedWords -= words.count
      release(key)
    case .unused: preconditionFailure("a page is released once")
    }
    entries[Int(page)] = .unused
    freeEntries.append(page)
  }

  /// Copies the beginning of a page.
  func copy(_ page: UInt32, to target: UnsafeMutableRawBufferPointer) {
    withWhole(key(of: page)) { whole in
      target.copyMemory(from: UnsafeRawBufferPointer(rebasing: whole[..<target.count]))
    }
    guard case .changes(let words, _) = entries[Int(page)] else { return }
    Self.eachChange(words) { word, value in
      withUnsafeBytes(of: value) { bytes in
        let start = word * 8
        guard start < target.count else { return }
        let count = min(8, target.count - start)
        UnsafeMutableRawBufferPointer(rebasing: target[start..<start + count])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
      }
    }
  }

  // MARK: Adding

  private mutating func add(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    let place = freePlaces.popLast() ?? newPlace()
    slabs[Int(place) >> Self.slabBits].withUnsafeMutableBytes { slab in
      let start = Int(place) & Self.slabMask * Self.pageBytes
      UnsafeMutableRawBufferPointer(rebasing: slab[start..<start + bytes.count]).copyMemory(from: bytes)
    }
    return enter(.whole(place))
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
    var words = [UInt64](repeating: 0, count: Self.wordsPerPage / 64)
    withWhole(key) { whole in
      for word in 0..<Self.wordsPerPage {
        let value = bytes.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self)
        guard value != whole.load(fromByteOffset: word * 8, as: UInt64.self) else { continue }
        words[word / 64] |= 1 << UInt64(word % 64)
        words.append(value)
      }
    }
    guard words.count <= Self.mostChangedWords else { return nil }
    changedWords += words.count
    references[Int(key)] += 1
    return enter(.changes(words, from: key))
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
    guard case .changes(let words, let key) = entries[Int(page)] else {
      return withWhole(page) { memcmp($0.baseAddress!, bytes.baseAddress!, bytes.count) == 0 }
    }
    // What differs from the whole page must be what was noted, and nothing else.
    return withWhole(key) { whole in
      var next = Self.wordsPerPage / 64
      for word in 0..<bytes.count / 8 {
        var expected = whole.load(fromByteOffset: word * 8, as: UInt64.self)
        if words[word / 64] >> UInt64(word % 64) & 1 != 0 {
          expected = words[next]
          next += 1
        }
        guard expected == bytes.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self) else { return false }
      }
      return bytes.count == Self.pageBytes
    }
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

  private static func eachChange(_ words: [UInt64], _ body: (Int, UInt64) -> Void) {
    var next = wordsPerPage / 64
    for group in 0..<wordsPerPage / 64 {
      var rest = words[group]
      while rest != 0 {
        body(group * 64 + rest.trailingZeroBitCount, words[next])
        rest &= rest &- 1
        next += 1
      }
    }
  }
}
