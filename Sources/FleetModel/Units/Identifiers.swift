// Dense indexes into the fleet's tables. Names live once, in the topology; everything that happens carries an index.

/// Position of a VM in the fleet. Never reused: a VM that is removed leaves its index behind.
public typealias VMIndex = Int
/// Position of a group (scale set, availability set or standalone group) in the fleet.
public typealias GroupIndex = Int
/// Position of a region in the fleet.
public typealias RegionIndex = Int
/// Position of a subscription in the fleet.
public typealias SubscriptionIndex = Int
/// Position of an extension handler in the catalogue. The catalogue is sorted by name, so this is also R9's order.
public typealias HandlerIndex = Int
/// Position of a version in its handler's list of known versions, in the order in which they became known.
public typealias VersionIndex = Int

/// Bounds on what one fleet may hold, each with its reason.
public enum FleetLimit {
  /// One bit a handler in the plan of a batch (R9).
  public static let handlers = 64
  /// Version indexes are stored in 16 bits; the highest value means "not installed".
  public static let versionsPerHandler = 65_534
  /// A lane is one bit in a byte: seven zones and the lane of VMs without a zone.
  public static let zonesPerRegion = 7
  /// A VM's index must fit the simulator's packed occurrences and the memory that a person's machine has.
  public static let machines = 20_000_000
  /// Update domains and placement groups are stored in a byte; 255 means none.
  public static let domainsPerGroup = 254
  /// VMs of one set: 240 full placement groups of a hundred, and one begun in each zone, fit a byte.
  public static let machinesPerGroup = 24_000
}
