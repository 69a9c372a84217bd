/// What a made-up fleet is like.
public enum Profile: String, Sendable, CaseIterable {
  /// At most eight VMs, and all faults.
  case tiny
  /// Up to some hundred VMs, faults and commands of every kind.
  case swarm
  /// Some thousand VMs.
  case big
  /// No faults and no commands: everything must finish.
  case calm

  /// 40 % tiny, 40 % swarm, 5 % big, 15 % calm.
  public static func of(seed: UInt64) -> Profile {
    var dice = Dice(seed: seed ^ 0x0F11E)
    switch dice.roll(100) {
    case ..<40: return .tiny
    case ..<80: return .swarm
    case ..<85: return .big
    default: return .calm
    }
  }
}
