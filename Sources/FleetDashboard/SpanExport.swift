public import FleetModel

/// A span of a run to be written to a file, in the form that the file's name ends in.
public struct SpanExport: Sendable, Equatable {
  /// The file.
  public var name: String
  /// What it holds.
  public var form: Form
  /// From which simulated time.
  public var start: Instant
  /// Up to which simulated time.
  public var end: Instant
  /// The size of a cast's screen, in columns and rows; nil is that of the terminal.
  public var size: Size?
  /// How long a cast takes.
  public var seconds = 60
  /// The version of a cast, 2 or 3.
  public var version = 2

  /// Columns and rows.
  public struct Size: Sendable, Equatable {
    /// Columns.
    public var width: Int
    /// Rows.
    public var height: Int

    /// Reads `120x40`; nil for anything else, and for what no terminal has.
    public init?(_ text: String) {
      let parts = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
      guard parts.count == 2, let width = parts[0], let height = parts[1], (1...1_000).contains(width),
        (1...1_000).contains(height)
      else { return nil }
      (self.width, self.height) = (width, height)
    }
  }

  /// What can be written of a span.
  public enum Form: String, Sendable, Equatable, CaseIterable {
    /// One line of text an event.
    case txt
    /// One row an attempt that began in it.
    case csv
    /// One line an event, as in the event stream.
    case json
    /// The screens, for asciinema.
    case cast

    /// What it holds, for the menu.
    var words: String {
      switch self {
      case .txt: "the events as text"
      case .csv: "the attempts as a table"
      case .json: "the events as lines of JSON"
      case .cast: "the screens as an asciicast"
      }
    }
  }
}

/// What `:span` can be told.
enum SpanEdge: String, Sendable, Equatable { case start, end, clear }
