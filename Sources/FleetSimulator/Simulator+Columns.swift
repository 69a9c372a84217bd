package import FleetModel

extension Simulator {
  /// Shows the columns by VM and what is pending.
  package mutating func visitColumns(_ visitor: inout some ColumnVisitor) {
    visitor.visit(&operations)
    ailments.visitColumns(&visitor)
    agenda.visitColumns(&visitor)
  }
}

extension Agenda {
  fileprivate mutating func visitColumns(_ visitor: inout some ColumnVisitor) {
    wheels.visitColumns(&visitor)
    visitor.visitChurning(&window)
  }
}

extension AgendaWheels {
  fileprivate mutating func visitColumns(_ visitor: inout some ColumnVisitor) {
    lists.visitColumns(&visitor)
    visitor.visit(&slots)
  }
}

extension OccurrenceLists {
  fileprivate mutating func visitColumns(_ visitor: inout some ColumnVisitor) {
    visitor.visitChurning(&places)
    visitor.visitChurning(&followers)
  }
}
