import EventStream
import FleetModel
import FleetSession

/// Batches that follow each other, as a line that is being put together. Each is a few numbers: milliseconds since the one
/// before, rollout, place, VMs, and update domain and zone as far as there are any.
///
/// A place is named in the line that first uses it, since then no torn tail and no lost line can part the two.
struct BatchLine {
  /// Batches so far.
  private(set) var count = 0
  /// Places that this line and those before it name.
  private(set) var named = 0
  private var first: Instant = 0
  private var last: Instant = 0
  /// The number of the first place that is named here.
  private var from = 0
  /// The region of the place that was named last.
  private var region = -1
  private var rows = LineBuffer()
  private var places = LineBuffer()
  /// The number that each group has as a place, by its index; `nameless` if it has none.
  private var numbers: [Int32] = []

  private static let nameless: Int32 = -1
  /// Some two hundred batches: a torn tail loses no more, and people still find their way in a line.
  private static let mostBytes = 4_096

  /// Whether no further batch belongs on this line.
  var isFull: Bool { rows.count + places.count >= Self.mostBytes }
  /// Whether it names the first place of the recording.
  var namesFirstPlace: Bool { from == 0 && named > 0 }

  /// Adds batches until the line is full; those for which there is no room.
  mutating func add(_ batches: ArraySlice<StartedBatch>, _ fleet: Fleet) -> ArraySlice<StartedBatch> {
    for index in batches.indices {
      if isFull { return batches[index...] }
      add(batches[index], fleet)
    }
    return []
  }

  /// No earlier one may follow a later one.
  private mutating func add(_ batch: StartedBatch, _ fleet: Fleet) {
    precondition(count == 0 || batch.time >= last, "decisions are told in their order")
    if count == 0 { (first, last) = (batch.time, batch.time) }
    let numbers: InlineArray<6, Int> = [
      Int(batch.time - last), batch.rollout, number(of: batch.group, fleet), batch.count,
      batch.updateDomain ?? LineBuffer.none, batch.zone ?? LineBuffer.none,
    ]
    let used = batch.zone != nil ? 6 : batch.updateDomain != nil ? 5 : 4
    rows.list(numbers.span.extracting(first: used), isFirst: count == 0)
    last = batch.time
    count += 1
  }

  /// Appends the inside of the line, from the kind on, and begins the next.
  mutating func pour(into line: inout LineBuffer) {
    line.raw("\"k\":\"batches\",\"t\":")
    line.int(Int(first))
    if named > from {
      line.raw(",\"from\":")
      line.int(from)
      line.raw(",\"places\":[")
      line.raw(places.bytes)
      line.raw("]]")
    }
    line.raw(",\"b\":[")
    line.raw(rows.bytes)
    line.raw("]")
    rows.cut(to: 0)
    places.cut(to: 0)
    (count, from) = (0, named)
  }

  /// Lines that named places from this number on never came to be: they are named again when they are used.
  mutating func forget(from number: Int) {
    for index in numbers.indices where numbers[index] >= number { numbers[index] = Self.nameless }
    (named, from) = (number, number)
  }

  private mutating func number(of group: GroupIndex, _ fleet: Fleet) -> Int {
    if group < numbers.count, numbers[group] != Self.nameless { return Int(numbers[group]) }
    if group >= numbers.count {
      numbers += Array(repeating: Self.nameless, count: max(group + 1, fleet.groups.count) - numbers.count)
    }
    let region = fleet.groups[group].region
    if named == from || region != self.region {
      places.raw(named == from ? "[" : "],[")
      JSONText.write(fleet.regions[region].name, into: &places)
      places.raw(",")
      places.int(fleet.phase(ofRegion: region))
      self.region = region
    }
    places.raw(",")
    let (stem, ordinal) = fleet.nameParts(ofGroup: group)
    if !places.quoted(plain: stem, number: ordinal, digits: Fleet.digitsInName) {
      JSONText.write(fleet.name(ofGroup: group), into: &places)
    }
    numbers[group] = Int32(named)
    named += 1
    return named - 1
  }
}
