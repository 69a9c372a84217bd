import FleetModel

/// The ailments of the VMs that have one; of the others only a bit is kept, since that is what most events ask.
struct AilmentTable: Sendable, Codable {
  private var ailing: MachineBits
  /// Looked up by VM, never walked through.
  private var entries: [VMIndex: Ailment] = [:]
  /// How many ends of one fault of one VM are to come besides the first, by `place`: it is over with the last.
  private var furtherEnds: [Int: Int] = [:]

  init(count: Int) { ailing = MachineBits(count: count) }

  /// Shows which VMs have an entry, and the entries.
  mutating func visitColumns(_ visitor: inout some ColumnVisitor) {
    ailing.visitColumns(&visitor)
    visitor.visitTable(&entries, TableOperations(==))
    visitor.visitTable(&furtherEnds, TableOperations(==))
  }

  /// The ailment of a VM; nil if it has none. What was set stays until it is forgotten, though nothing may be wrong any more.
  @inline(__always)
  subscript(vm: VMIndex) -> Ailment? {
    get { ailing.contains(vm) ? entries[vm] : nil }
    set {
      guard newValue != nil || ailing.contains(vm) else { return }
      ailing.set(vm, to: newValue != nil)
      entries[vm] = newValue
    }
  }

  /// Forgets what is over, of which nothing is told apart from what never was. In years every VM fails once.
  @inline(__always)
  mutating func forgetWhatIsOver(_ vm: VMIndex) {
    guard ailing.contains(vm), entries[vm] == Ailment() else { return }
    self[vm] = nil
  }

  @inline(__always)
  subscript(vm: VMIndex, default none: Ailment) -> Ailment {
    get { self[vm] ?? none }
    set { self[vm] = newValue }
  }

  /// Notes that an injected fault is to end, some time, or lasts until it is mended.
  mutating func inject(_ fault: FaultSet, into vm: VMIndex, isTimed: Bool) {
    var ailment = self[vm] ?? Ailment()
    ailment.faults.insert(fault)
    if !isTimed {
      ailment.lasting.insert(fault)
    } else if !ailment.timed.insert(fault).inserted {
      furtherEnds[Self.place(fault, vm), default: 0] += 1
    }
    self[vm] = ailment
  }

  /// An end of an injected fault has come. True if the fault is over: none of its other ends is to come, and nobody
  /// injected it until it is mended.
  mutating func isOver(_ fault: FaultSet, of vm: VMIndex) -> Bool {
    let place = Self.place(fault, vm)
    if let further = furtherEnds[place] {
      furtherEnds[place] = further > 1 ? further - 1 : nil
      return false
    }
    self[vm]!.timed.remove(fault)
    return !self[vm]!.lasting.contains(fault)
  }

  /// Everything is mended, and of the ends that are to come none counts.
  mutating func mend(_ vm: VMIndex) {
    guard let ailment = self[vm] else { return }
    if !ailment.timed.isEmpty {
      for bit in 0..<UInt16.bitWidth { furtherEnds[Self.place(FaultSet(rawValue: 1 << UInt16(bit)), vm)] = nil }
    }
    var mended = Ailment()
    mended.epoch = ailment.epoch &+ 1
    self[vm] = mended
  }

  private static func place(_ fault: FaultSet, _ vm: VMIndex) -> Int {
    vm * UInt16.bitWidth + fault.rawValue.trailingZeroBitCount
  }
}
