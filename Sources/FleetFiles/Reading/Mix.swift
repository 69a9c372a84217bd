import FleetSimulator

/// Values with shares: one alone, or several whose shares are 100 % together.
struct Mix<Value> {
  /// The values, in the order of the file.
  let values: [Value]
  /// The sum of the shares up to and including each value, in parts per million; the last is a million.
  private let sums: [PartsPerMillion]

  /// One value for all.
  init(_ value: Value) {
    values = [value]
    sums = [1_000_000]
  }

  /// Values with shares that must be a million together.
  init(_ parts: [(value: Value, share: PartsPerMillion)]) {
    var sum: PartsPerMillion = 0
    values = parts.map(\.value)
    sums = parts.map {
      sum += $0.share
      return sum
    }
    precondition(sum == 1_000_000, "the shares of a mix are 100 %")
  }

  /// The share of each value.
  var parts: [PartsPerMillion] { zip(sums, [0] + sums).map { $0 - $1 } }

  /// Whether there is nothing to draw.
  var isCertain: Bool { values.count == 1 }

  /// The place of the value for a number that was drawn below a million.
  func place(for draw: UInt64) -> Int { sums.firstIndex { draw < UInt64($0) } ?? sums.count - 1 }

  /// The value for a number that was drawn below a million.
  func value(for draw: UInt64) -> Value { values[place(for: draw)] }
}

extension Field {
  /// A value, or a mapping of values to shares. `read` reads a value, and reports what is wrong with it.
  func mix<Value>(_ read: (Field) -> Value?) -> Mix<Value>? {
    guard let entries = entries() else { return read(self).map { Mix($0) } }
    guard !entries.isEmpty, entries.count <= 1_000 else {
      expected("from 1 to 1,000 values with shares", mend: "for example {a: 30%, b: 70%}")
      return nil
    }
    var parts: [(value: Value, share: PartsPerMillion)] = []
    for (key, value) in entries {
      guard let read = read(key), let share = value.share() else { continue }
      parts.append((read, share))
    }
    guard parts.count == entries.count else { return nil }
    let sum = parts.reduce(UInt64(0)) { $0 + UInt64($1.share) }
    guard sum == 1_000_000 else {
      let text = "\(sum / 10_000).\(String(String(10_000 + sum % 10_000).dropFirst()))%"
      report("the shares of a mix must be 100% together, they are \(text)", mend: "change one of them")
      return nil
    }
    return Mix(parts)
  }
}
