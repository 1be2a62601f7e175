/// The rows that should be labelled next, the most useful first.
public struct SuggestionResult: Sendable, Codable {
  public let run: String
  /// What the data are called.
  public let data: String
  /// `last` or `best`.
  public let checkpoint: String
  /// The steps that the checkpoint was trained for.
  public let step: Int
  public let device: String
  /// What the rows are ranked by.
  public let suggestion: Suggestion
  public let seed: UInt64
  /// The codes that were drawn for each row; nil where none were.
  public let draws: Int?
  /// The rows that were ranked.
  public let unlabelled: Int
  /// Rows of the training part from 0, as `labelRows` takes them.
  public let rows: [Int]
  /// Where each is in the file or folder of one's own data; nil for data sets known by name.
  public let places: [String]?
  /// In nats; nil at random.
  public let values: [Double]?
  /// The table that was written; nil for none.
  public let output: String?

  private enum CodingKeys: String, CodingKey {
    case run, data, checkpoint, step, device, seed, draws, unlabelled, rows, places, values, output
    case suggestion = "by"
  }

  /// The columns that there are: `row`, `place`, and what the rows are ranked by.
  public var columns: [String] {
    ["row"] + (places == nil ? [] : ["place"]) + (values == nil ? [] : [suggestion.rawValue])
  }

  /// The cells of a line.
  public func cells(_ index: Int) -> [String] {
    ["\(rows[index])"] + [places?[index], values.map { "\($0[index])" }].compactMap { $0 }
  }

  /// A `.csv` with a heading.
  var table: String {
    PredictionTable.line(columns)
      + rows.indices.map { PredictionTable.line(cells($0)) }.joined()
  }
}
