extension MachineFlags: BitwiseCopyable {}
extension MachineHealth: BitwiseCopyable {}

extension Fleet {
  /// Shows the columns by VM and by group.
  package mutating func visitColumns(_ visitor: inout some ColumnVisitor) {
    visitor.visit(&flagsOf)
    visitor.visit(&healthOf)
    for handler in installed.indices { visitor.visit(&installed[handler]) }
    visitor.visit(&tallies)
    visitor.visitSettled(groupOf)
    visitor.visitSettled(zoneOf)
    visitor.visitSettled(updateDomainOf)
    visitor.visitSettled(placementGroupOf)
    visitor.visitSettled(profileOf)
    for handler in automatic.indices { visitor.visitSettled(automatic[handler]) }
    visitor.visitSettled(groups)
    visitor.visitSettled(subscriptions)
  }
}
