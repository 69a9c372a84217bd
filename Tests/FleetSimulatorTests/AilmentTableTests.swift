import Testing

@testable import FleetSimulator

@Suite struct AilmentTableTests {
  @Test("an ailment that is over is forgotten; one that lasts, or whose mends or faults count, is not")
  func forgetting() {
    var table = AilmentTable(count: 4)
    table[0] = Ailment()
    table[1, default: Ailment()].sick = 1
    table[2, default: Ailment()].epoch = 1
    table[3, default: Ailment()].isFlapDue = true
    for vm in 0..<4 { table.forgetWhatIsOver(vm) }
    #expect(table[0] == nil)
    #expect(table[1]?.sick == 1 && table[2]?.epoch == 1 && table[3]?.isFlapDue == true)
  }
}
