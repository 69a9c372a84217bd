/// A recording as it was found: what can be relied on, and where and how that ends.
public struct JournalContents: Sendable {
  /// The first line.
  public let header: JournalHeader
  /// The records behind it up to the first line that fails, in order.
  public var entries: [Entry] = []
  /// What is wrong behind them; nil if nothing is.
  public var fault: JournalFault?
  /// Whole lines from a fault on, each once, in the order of the file: they can be listed, never replayed.
  public var salvaged: [Entry] = []
  /// Records of kinds that this version does not know and may leave out.
  public var skipped = 0
  /// How many bytes from the start are whole lines.
  public var wholeBytes: Int
  /// Lines in them.
  public var wholeLines = 1

  /// A record and where it stands.
  public struct Entry: Sendable, Equatable {
    /// The line, from 1.
    public let line: Int
    /// The byte at which the line begins, from 0.
    public let byte: Int
    /// The record.
    public let record: JournalRecord
  }

  /// The footer, if the recording was finished.
  public var end: RecordedEnd? {
    if case .end(let end)? = entries.last?.record { return end }
    return nil
  }
}

/// Where a recording stops being one.
public struct JournalFault: Error, Sendable, Equatable, CustomStringConvertible {
  /// The line that fails, from 1.
  public let line: Int
  /// The byte at which it begins, from 0.
  public let byte: Int
  /// What is wrong.
  public let kind: Kind

  /// What can be wrong.
  public enum Kind: Sendable, Equatable {
    /// Only the last line is incomplete: the writer was interrupted. What is before it is whole.
    case tornTail
    /// A line does not agree with its checksum or its number, and more follow it.
    case corrupt(String)
    /// A line is whole and says what it must not.
    case refused(String)
  }

  /// `line 7, byte 812: …`.
  public var description: String {
    switch kind {
    case .tornTail:
      "line \(line), byte \(byte): the last line is incomplete and is left out; what is before it is whole"
    case .corrupt(let why): "line \(line), byte \(byte): corrupt: \(why); only what is before it can be replayed"
    case .refused(let why): "line \(line), byte \(byte): \(why)"
    }
  }
}

/// Reads the bytes of a recording. It never crashes and never leaves anything out in silence.
public enum JournalReader {
  /// Reads up to the first line that fails. Throws if not even the header can be relied on.
  public static func read(_ bytes: [UInt8]) throws(JournalFault) -> JournalContents {
    let lines = Lines(bytes)
    guard let first = lines.next(after: 0) else {
      throw JournalFault(line: 1, byte: 0, kind: .refused("the file is empty"))
    }
    guard first.bytes.count <= RecordingLimit.lineBytes else {
      throw headFault(first, "the line is longer than \(RecordingLimit.lineBytes) bytes")
    }
    guard first.isEnded else { throw headFault(first, "the first line is incomplete") }
    guard let id = JournalLine.id(of: first.bytes) else {
      throw headFault(first, "this is not a recording: it does not begin with a header")
    }
    guard JournalLine.isWhole(first.bytes, id: id) else {
      throw JournalFault(line: 1, byte: 0, kind: .corrupt("the header does not agree with its checksum"))
    }
    var contents = JournalContents(header: try header(first), wholeBytes: first.next)
    var places = PlaceTable()
    var behind = NumbersBehindFault(from: 1)
    var number = 1
    var at = first.next
    while let line = lines.next(after: at) {
      defer {
        number += 1
        at = line.next
      }
      if contents.fault == nil {
        contents.fault = take(line, number, id, into: &contents, &places, bytes)
        guard contents.fault != nil else {
          contents.wholeBytes = line.next
          contents.wholeLines = number + 1
          continue
        }
        places.mayMiss = true
        behind = NumbersBehindFault(from: number)
      }
      // A line that fails since others are missing before it is whole itself.
      let least = contents.fault?.line == number + 1 ? number + 1 : 0
      if line.isEnded, line.bytes.count <= RecordingLimit.lineBytes, JournalLine.isWhole(line.bytes, id: id),
        let entry = try? entry(
          line, number, &places, { $0 >= least && behind.insert($0) ? nil : "it is told already" })
      {
        contents.salvaged.append(entry)
      }
    }
    if case .corrupt? = contents.fault?.kind, contents.salvaged.isEmpty, contents.fault!.line == number {
      contents.fault = JournalFault(line: number, byte: contents.fault!.byte, kind: .tornTail)
    }
    return contents
  }

  private static func headFault(_ line: Lines.Line, _ why: String) -> JournalFault {
    JournalFault(line: 1, byte: line.start, kind: .refused(why))
  }

  private static func header(_ line: Lines.Line) throws(JournalFault) -> JournalHeader {
    do {
      return try JournalHeader.read(try JSONParser.parse(line.bytes))
    } catch let fault as JSONFault {
      throw headFault(line, "column \(fault.offset + 1): \(fault.text)")
    } catch {
      throw headFault(line, (error as? FieldFault)?.text ?? "it cannot be read")
    }
  }

  /// Reads one line behind the header; returns what is wrong with it.
  private static func take(
    _ line: Lines.Line, _ number: Int, _ id: String, into contents: inout JournalContents, _ places: inout PlaceTable,
    _ bytes: [UInt8]
  ) -> JournalFault? {
    func fault(_ kind: JournalFault.Kind) -> JournalFault {
      JournalFault(line: number + 1, byte: line.start, kind: kind)
    }
    guard line.bytes.count <= RecordingLimit.lineBytes else {
      return fault(.refused("the line is longer than \(RecordingLimit.lineBytes) bytes"))
    }
    guard line.isEnded else { return fault(.tornTail) }
    guard JournalLine.isWhole(line.bytes, id: id) else {
      return fault(.corrupt("the line does not agree with its checksum"))
    }
    if contents.end != nil { return fault(.refused("a line behind the footer")) }
    do {
      guard let entry = try entry(line, number, &places, { misplacement(of: $0, at: number) }) else {
        contents.skipped += 1
        return nil
      }
      if case .end(let end) = entry.record {
        guard end.lines == number, end.sha256 == SHA256.hex(bytes[..<line.start]) else {
          return fault(.refused("the footer's digest is not that of the file"))
        }
      }
      contents.entries.append(entry)
      return nil
    } catch {
      return fault(error.kind)
    }
  }

  /// Why a line of a number cannot stand where another is expected; nil if it is that one.
  private static func misplacement(of number: Int, at expected: Int) -> String? {
    guard number != expected else { return nil }
    let why = number > expected ? "a line is missing before it" : "it is repeated, or out of order"
    return "expected the line of number \(expected), found \(number): \(why)"
  }

  /// The record of a line that agrees with its checksum; nil if its kind may be left out. `whyNot` says what is wrong with
  /// a line of a number.
  private static func entry(
    _ line: Lines.Line, _ number: Int, _ places: inout PlaceTable, _ whyNot: (Int) -> String?
  ) throws(JournalFault) -> JournalContents.Entry? {
    func fault(_ kind: JournalFault.Kind) -> JournalFault {
      JournalFault(line: number + 1, byte: line.start, kind: kind)
    }
    do {
      let value = try JSONParser.parse(line.bytes)
      let fields = RecordFields(value: value)
      if let why = whyNot(try fields.count("n")) { throw fault(.refused(why)) }
      let kind = try fields.string("k")
      if let record = try JournalRecord.read(kind: kind, fields, &places) {
        return JournalContents.Entry(line: number + 1, byte: line.start, record: record)
      }
      let isCritical = kind.utf8.first.map { (65...90).contains($0) } ?? true
      guard !isCritical else {
        throw fault(.refused("records of the kind \(JSONText.excerpt(kind)) need a newer program"))
      }
      return nil
    } catch let known as JournalFault {
      throw known
    } catch let json as JSONFault {
      throw fault(.refused("column \(json.offset + 1): \(json.text)"))
    } catch {
      throw fault(.refused((error as? FieldFault)?.text ?? "it cannot be read"))
    }
  }
}

/// The numbers of whole lines behind a fault, so that one that stands twice is listed once.
private struct NumbersBehindFault {
  private let first: Int
  private var seen: Set<Int> = []

  /// The first of them; those before it are read already.
  init(from first: Int) { self.first = first }

  mutating func insert(_ number: Int) -> Bool { number >= first && seen.insert(number).inserted }
}

/// The lines of a file, found one after the other.
private struct Lines {
  struct Line {
    let bytes: ArraySlice<UInt8>
    let start: Int
    /// Where the next line begins.
    let next: Int
    /// Whether a line feed ends it.
    let isEnded: Bool
  }

  private let all: [UInt8]

  init(_ bytes: [UInt8]) { all = bytes }

  func next(after start: Int) -> Line? {
    guard start < all.count else { return nil }
    let end = all[start...].firstIndex(of: 10) ?? all.count
    return Line(bytes: all[start..<end], start: start, next: min(end + 1, all.count), isEnded: end < all.count)
  }
}
