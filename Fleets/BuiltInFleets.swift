/// The fleets that are part of the program, by the name a person types. Each is the text of a fleet file.
public enum BuiltInFleets {
  /// The names, in the order in which a newcomer might try them.
  public static let names = ["demo", "shop", "enterprise", "hyperscale", "edge", "game-day"]

  /// The file of a name, nil if there is none.
  public static func file(named name: String) -> [UInt8]? {
    switch name {
    case "demo": PackageResources.demo_yaml
    case "shop": PackageResources.shop_yaml
    case "enterprise": PackageResources.enterprise_yaml
    case "hyperscale": PackageResources.hyperscale_yaml
    case "edge": PackageResources.edge_yaml
    case "game-day": PackageResources.game_day_yaml
    default: nil
    }
  }

  /// A small fleet with a story; what runs when nothing else is asked for.
  public static var demo: [UInt8] { PackageResources.demo_yaml }
}
