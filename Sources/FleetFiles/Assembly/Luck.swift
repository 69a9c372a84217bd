import FleetModel
import FleetSimulator

/// The draws of one template. Each is keyed by the template's name, the item and the purpose, so that no other template
/// and no other draw shifts it.
struct Luck {
  enum Purpose: UInt64 {
    case capacity = 1
    case region, subscription, os, size, power, health, agent, protection, model, version, automatic
  }

  private let seed: UInt64
  private let template: UInt64

  init(seed: UInt64, kind: GroupKind, name: String) {
    self.seed = seed
    template = Self.hash("\(kind.rawValue)/\(name)")
  }

  /// A number below a million.
  func draw(_ purpose: Purpose, of item: UInt64, about subject: UInt64 = 0) -> UInt64 {
    KeyedDraw.draw(seed: seed, template, item, subject ^ purpose.rawValue, below: 1_000_000)
  }

  /// Whether something with a share happens; certain shares cost nothing.
  func happens(_ share: PartsPerMillion, _ purpose: Purpose, of item: UInt64, about subject: UInt64 = 0) -> Bool {
    switch share {
    case 0: false
    case 1_000_000...: true
    default: draw(purpose, of: item, about: subject) < UInt64(share)
    }
  }

  /// The place in a mix; a single value costs nothing.
  func place<Value>(in mix: Mix<Value>, _ purpose: Purpose, of item: UInt64, about subject: UInt64 = 0) -> Int {
    mix.isCertain ? 0 : mix.place(for: draw(purpose, of: item, about: subject))
  }

  /// Where the n-th thing is, if `before` places vary faster.
  func place(in spread: Spread, turn: Int, after before: Int, _ purpose: Purpose) -> Int {
    switch spread {
    case .inTurn(let places): places[turn / before % places.count]
    case .drawn(let mix): mix.value(for: draw(purpose, of: UInt64(turn)))
    }
  }

  /// A number for a text that is the same on every machine (FNV-1a).
  static func hash(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }
}
