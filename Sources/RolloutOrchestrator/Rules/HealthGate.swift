/// R14 to R16: "more than so many percent", in whole numbers.
public enum HealthGate {
  /// Whether `count` is strictly more than `percent` of `total`. Exactly that much passes.
  public static func exceeds(_ count: Int, of total: Int, percent: Int) -> Bool { count * 100 > percent * total }
}
