/// Where batches start: what a recording calls a group, and where the group is.
struct RecordedPlace: Equatable {
  /// The region's name.
  let region: String
  /// The group's name.
  let group: String
  /// The region's phase, from 1; 0 if it has none.
  let phase: Int
}

/// The places that a recording has named up to a line, by their numbers, and how many decisions it told of them.
struct PlaceTable {
  /// By number; nil where the line that named it is damaged.
  private var places: [RecordedPlace?] = []
  private var decisions = 0
  /// Whether lines are read behind a damaged one, which may have named places, or in another order.
  var mayMiss = false

  /// Takes places that a line names, numbered from `first` on.
  mutating func name(_ named: [RecordedPlace], from first: Int) throws(FieldFault) {
    guard first == places.count || mayMiss else {
      throw FieldFault("from: the next place has number \(places.count)")
    }
    // Each is named where it is first used.
    guard first <= RecordingLimit.decisions, named.count <= RecordingLimit.decisions - first else {
      throw FieldFault("places: more than \(RecordingLimit.decisions)")
    }
    places += Array(repeating: nil, count: max(0, first + named.count - places.count))
    for (number, place) in zip(first..., named) { places[number] = places[number] ?? place }
  }

  /// The place of a number.
  func place(_ number: Int) throws(FieldFault) -> RecordedPlace {
    if number < places.count, let place = places[number] { return place }
    guard mayMiss else { throw FieldFault("b: there is no place \(number)") }
    return RecordedPlace(region: "named in a damaged line", group: "place \(number)", phase: 0)
  }

  /// Counts decisions of a line, so that short lines cannot become long lists.
  mutating func count(decisions more: Int) throws(FieldFault) {
    guard more <= RecordingLimit.decisions - decisions else {
      throw FieldFault("b: more than \(RecordingLimit.decisions) decisions")
    }
    decisions += more
  }
}
