/// Up to 64 small numbers.
struct Set64: ExpressibleByArrayLiteral {
  private var bits: UInt64 = 0
  init(arrayLiteral elements: Int...) { for element in elements { insert(element) } }
  mutating func insert(_ element: Int) { bits |= 1 << UInt64(element) }
  /// Ascending.
  var elements: [Int] { (0..<64).filter { bits & (1 << UInt64($0)) != 0 } }
}
