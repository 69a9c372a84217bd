import Glibc

/// The time of day. Tokens need it, since clients compare it with theirs; nothing of the simulation does.
enum WallClock {
  /// Seconds since 1970.
  static var seconds: Int64 { Int64(time(nil)) }
}
