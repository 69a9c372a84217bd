import FleetModel

// Batches as lines hold them: one a line in format 1, many a line since.

extension RecordedBatch {
  /// The batch of a line of its own.
  static func read(_ fields: RecordFields) throws(FieldFault) -> RecordedBatch {
    RecordedBatch(
      time: try fields.instant("t"), rollout: try fields.count("r"), phase: try fields.count("p"),
      region: try fields.string("region"), group: try fields.string("group"),
      updateDomain: try fields.optionalCount("ud"), zone: try fields.optionalCount("z"), count: try fields.count("vms"))
  }

  /// The batches of a line that holds many, and the places that it names.
  static func readMany(_ fields: RecordFields, _ places: inout PlaceTable) throws(FieldFault) -> [RecordedBatch] {
    var time = try fields.instant("t")
    if let named = fields.value["places"] { try places.name(readPlaces(named), from: fields.count("from")) }
    let rows = try RowFields.rows(fields.value["b"], "b")
    guard !rows.isEmpty else { throw FieldFault("b: expected a list of batches") }
    try places.count(decisions: rows.count)
    var batches: [RecordedBatch] = []
    batches.reserveCapacity(rows.count)
    for row in rows {
      guard (4...6).contains(row.count) else { throw FieldFault("b: expected four to six numbers a batch") }
      let (wait, number) = (try row.count(0), try row.count(2))
      guard wait <= RecordingLimit.longestTime - time else { throw FieldFault("b: more than a hundred years") }
      time += Instant(wait)
      let place = try places.place(number)
      batches.append(
        RecordedBatch(
          time: time, rollout: try row.count(1), phase: place.phase, region: place.region, group: place.group,
          updateDomain: try row.optionalCount(4), zone: try row.optionalCount(5), count: try row.count(3)))
    }
    return batches
  }

  private static func readPlaces(_ value: JSONValue) throws(FieldFault) -> [RecordedPlace] {
    var places: [RecordedPlace] = []
    for row in try RowFields.rows(value, "places") {
      guard row.count >= 3 else { throw FieldFault("places: expected a region, its phase and groups") }
      let (region, phase) = (try row.string(0), try row.count(1))
      for group in 2..<row.count {
        places.append(RecordedPlace(region: region, group: try row.string(group), phase: phase))
      }
    }
    return places
  }
}

/// A list within a list, read as what its elements must be.
private struct RowFields {
  private let key: String
  private let values: [JSONValue]

  /// The lists of a key.
  static func rows(_ value: JSONValue?, _ key: String) throws(FieldFault) -> [RowFields] {
    guard case .array(let rows)? = value else { throw FieldFault("\(key): expected a list") }
    var result: [RowFields] = []
    result.reserveCapacity(rows.count)
    for row in rows {
      guard case .array(let values) = row else { throw FieldFault("\(key): expected lists in the list") }
      result.append(RowFields(key: key, values: values))
    }
    return result
  }

  var count: Int { values.count }

  func string(_ index: Int) throws(FieldFault) -> String {
    guard case .string(let text) = values[index] else { throw FieldFault("\(key): expected a text") }
    return text
  }

  func count(_ index: Int) throws(FieldFault) -> Int {
    guard case .int(let number) = values[index], number >= 0 else {
      throw FieldFault("\(key): expected a number from 0")
    }
    return Int(number)
  }

  /// Nil for null, and for what is left out at the end.
  func optionalCount(_ index: Int) throws(FieldFault) -> Int? {
    if index >= values.count { return nil }
    if case .null = values[index] { return nil }
    return try count(index)
  }
}
