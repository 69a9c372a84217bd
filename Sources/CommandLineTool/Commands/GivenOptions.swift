import ArgumentParser

/// Options that a command line gave, as people write them: none of them is to be ignored without a word.
struct GivenOptions {
  private let names: [String]

  /// - Parameter options: what could be given, and whether it was.
  init(_ options: KeyValuePairs<String, Bool>) { names = options.filter(\.value).map(\.key) }

  /// The same with one more.
  init(_ options: KeyValuePairs<String, Bool>, _ name: String, _ isGiven: Bool) {
    names = options.filter(\.value).map(\.key) + (isGiven ? [name] : [])
  }

  /// Refuses all of them; the sentence says how to mend it.
  func refuse(_ sentence: String) throws {
    guard !names.isEmpty else { return }
    throw ValidationError("\(text): \(sentence)")
  }

  /// Says that they change nothing here, where nobody chose that.
  func tellUseless(_ why: String) {
    if !names.isEmpty { ByteSink.complain("rolldeck: \(why): without effect: \(text)") }
  }

  private var text: String { names.joined(separator: ", ") }
}
