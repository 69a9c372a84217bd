/// The engine's own version. It changes whenever the same plan, seed and commands lead to another state than before.
public enum EngineVersion {
  /// The version that this program runs.
  public static let current = "2"
}
