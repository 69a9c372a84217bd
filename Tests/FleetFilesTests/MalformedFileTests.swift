import FleetFiles
import FleetModel
import FleetSession
import Testing

/// A file that must be refused: where the first problem is, and words that its message must hold.
struct MalformedFile: CustomTestStringConvertible, Sendable {
  let text: String
  let place: String
  let words: [String]

  var testDescription: String { String(text.prefix(80)) }

  /// A whole file.
  init(_ text: String, at place: String, _ words: String...) {
    self.text = text
    self.place = place
    self.words = words
  }

  /// What stands behind three good lines, so that it begins in line 4.
  static func after(_ text: String, at place: String, _ words: String...) -> MalformedFile {
    MalformedFile(head + text, at: place, words)
  }

  private init(_ text: String, at place: String, _ words: [String]) {
    self.text = text
    self.place = place
    self.words = words
  }

  static let head = "name: x\nregions: [uksouth, northeurope, westeurope]\nsubscriptions: [s]\n"
}

@Suite("Files that must be refused")
struct MalformedFileTests {
  private func errors(_ bytes: [UInt8]) throws -> FleetFileErrors {
    try #require(throws: FleetFileErrors.self) { try FleetFile.load(bytes: bytes, file: "f", seed: 1) }
  }

  private func check(_ file: MalformedFile) throws {
    let first = try #require(try errors(Array(file.text.utf8)).problems.first)
    #expect("\(first.line):\(first.column)" == file.place, "\(first)")
    for word in file.words { #expect(first.description.contains(word), "\(first)") }
    #expect(!first.text.isEmpty)
  }

  @Test("Not YAML at all", arguments: MalformedFile.notYAML)
  func syntax(_ file: MalformedFile) throws { try check(file) }

  @Test("YAML of another form", arguments: MalformedFile.wrongForm)
  func form(_ file: MalformedFile) throws { try check(file) }

  @Test("Values that are out of the question", arguments: MalformedFile.wrongValues)
  func values(_ file: MalformedFile) throws { try check(file) }

  @Test("Things that do not fit together", arguments: MalformedFile.contradictions)
  func contradictions(_ file: MalformedFile) throws { try check(file) }

  @Test("Sets, VMs and their extensions", arguments: MalformedFile.wrongSets)
  func sets(_ file: MalformedFile) throws { try check(file) }

  @Test("Stories", arguments: MalformedFile.wrongStories)
  func stories(_ file: MalformedFile) throws { try check(file) }
}
