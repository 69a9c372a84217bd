/// Chance as a pure function of a key: the same key always draws the same number, whatever else was drawn before.
public enum KeyedDraw {
  /// SplitMix64's finaliser: spreads the bits of `z` over the whole word.
  @inlinable
  public static func mix(_ z: UInt64) -> UInt64 {
    var z = z
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A whole number in `0..<bound`, fixed by the seed and the key's parts. `bound` 0 or 1 gives 0.
  @inlinable
  public static func draw(seed: UInt64, _ a: UInt64, _ b: UInt64, _ c: UInt64, below bound: UInt64) -> UInt64 {
    let step: UInt64 = 0x9E37_79B9_7F4A_7C15
    var h = mix(seed &+ step)
    h = mix(h ^ (a &+ step))
    h = mix(h &+ (b &* step))
    h = mix(h ^ (c &+ (step << 1)))
    return h.multipliedFullWidth(by: bound).high
  }
}
