import SessionRecordings

/// A file layer whose n-th call of a kind fails, once or from then on.
final class FaultyCalls: FileCalls {
  enum Kind: String, CaseIterable, Sendable {
    case open, write, shortWrite, synchronize, truncate, reserve, lock, rename
  }

  private let system = SystemCalls()
  private let kind: Kind
  private let number: Int
  private let code: Int
  private let isLasting: Bool
  /// Calls of the kind so far.
  private(set) var count = 0
  private(set) var failures = 0
  /// Set to make everything work again.
  var isHealed = false

  init(_ kind: Kind, number: Int, code: Int = 28, isLasting: Bool = false) {
    self.kind = kind
    self.number = number
    self.code = code
    self.isLasting = isLasting
  }

  private func fails(_ kind: Kind) -> Bool {
    guard kind == self.kind, !isHealed else { return false }
    count += 1
    let fails = isLasting ? count >= number : count == number
    if fails { failures += 1 }
    return fails
  }

  func open(_ path: String, _ mode: OpenMode) -> Int { fails(.open) ? -code : system.open(path, mode) }

  func write(_ descriptor: Int, _ bytes: ArraySlice<UInt8>) -> Int {
    if fails(.write) { return -code }
    if fails(.shortWrite) { return system.write(descriptor, bytes.prefix(bytes.count / 2)) }
    return system.write(descriptor, bytes)
  }

  func synchronize(_ descriptor: Int) -> Int { fails(.synchronize) ? -code : system.synchronize(descriptor) }
  func truncate(_ descriptor: Int, to length: Int) -> Int {
    fails(.truncate) ? -code : system.truncate(descriptor, to: length)
  }
  func reserve(_ descriptor: Int, upTo length: Int) -> Int {
    fails(.reserve) ? -code : system.reserve(descriptor, upTo: length)
  }
  func lock(_ descriptor: Int) -> Int { fails(.lock) ? -code : system.lock(descriptor) }
  func rename(_ from: String, _ to: String) -> Int { fails(.rename) ? -code : system.rename(from, to) }
  func remove(_ path: String) -> Int { system.remove(path) }
  func close(_ descriptor: Int) { system.close(descriptor) }
}
