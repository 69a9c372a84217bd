extension MachineFlags: BitwiseCopyable {}
extension MachineHealth: BitwiseCopyable {}
extension MachineCondition: BitwiseCopyable {}
extension GroupTally: BitwiseCopyable {}

extension Fleet {
  /// Shows the columns by VM and by group.
  package mutating func visitColumns(_ visitor: inout some ColumnVisitor) {
    visitor.visit(&conditionOf)
    for handler in installed.indices { visitor.visit(&installed[handler]) }
    visitor.visit(&tallies)
    visitor.visitSettled(&groupOf)
    visitor.visitSettled(&zoneOf)
    visitor.visitSettled(&updateDomainOf)
    visitor.visitSettled(&placementGroupOf)
    visitor.visitSettled(&profileOf)
    for handler in automatic.indices { automatic[handler].visitSettled(&visitor) }
    visitor.visitSettled(&groups)
    visitor.visitSettled(&subscriptions)
    visitor.visitSettled(&regions)
    visitor.visitSettled(&groupProfiles)
    visitor.visitSettled(&machineProfiles)
    visitor.visitSettled(&stems)
    ownNames.visitSettled(&visitor)
  }
}

extension MachineBits {
  /// Shows the bits as a column that changes here and there.
  package mutating func visitColumns(_ visitor: inout some ColumnVisitor) { visitor.visit(&words) }

  fileprivate mutating func visitSettled(_ visitor: inout some ColumnVisitor) { visitor.visitSettled(&words) }
}
