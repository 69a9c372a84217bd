/// The fleets that are part of the program, by the name a person types.
public enum BuiltInFleets {
  public static var demo: [UInt8] { PackageResources.demo_yaml }
}
