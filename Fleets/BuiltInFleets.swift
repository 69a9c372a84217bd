/// The fleets that are part of the program, by the name a person types. Each is the text of a fleet file.
public enum BuiltInFleets {
  /// The names, from the smallest to the largest idea.
  public static let names = ["demo"]

  /// The file of a name, nil if there is none.
  public static func file(named name: String) -> [UInt8]? {
    switch name {
    case "demo": demo
    default: nil
    }
  }

  /// A small fleet with a story; what runs when nothing else is asked for.
  public static var demo: [UInt8] { PackageResources.demo_yaml }
}
