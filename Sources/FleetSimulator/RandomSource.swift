import FleetModel

/// Draws that depend only on the seed and on what they are for, never on how many draws came before: one more draw
/// for one machine leaves the luck of every other as it was.
///
/// It is SplitMix64 read at a position instead of stepped through.
struct RandomSource: Sendable, Codable {
  /// Every `a` has this many draws of its own in a stream; a purpose is the number of one of them.
  static let purposesPerKey: UInt64 = 32
  /// A draw has 32 bits, so it cannot fill a larger range.
  static let largestBound: UInt64 = 1 << 32

  private static let golden: UInt64 = 0x9E37_79B9_7F4A_7C15
  private let key: UInt64

  /// A source whose every draw follows from `seed`.
  init(seed: UInt64) { key = Self.mix64(seed) }

  /// The draw number `purpose` (below 32) of `a` (a machine, say) in stream `b` (an attempt, say), uniform in
  /// `0..<n` for `n` in `1...2^32`. Stream 0 is plain SplitMix64.
  @inline(__always)
  func draw(_ a: UInt64, _ b: UInt64, _ purpose: UInt64, below n: UInt64) -> UInt64 {
    precondition(purpose < Self.purposesPerKey && n &- 1 < Self.largestBound)
    let position = a &* Self.purposesPerKey &+ purpose &+ 1
    let bits = Self.mix64((key ^ Self.mix64(b)) &+ position &* Self.golden)
    return ((bits >> 32) &* n) >> 32
  }

  /// SplitMix64's finalizer: a bijection in which every input bit moves about half of the output's. It keeps 0.
  @inline(__always)
  static func mix64(_ z: UInt64) -> UInt64 { KeyedDraw.mix(z) }
}
