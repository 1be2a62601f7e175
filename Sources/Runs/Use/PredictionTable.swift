import Datasets
import Files
import Graphs
import Layers

/// The classes that a model predicts as a `.csv`: a header line and one row for each sample.
///
/// The columns are `row` (from 0), or `picture` (the path below the input folder), then for each head
/// `class` (the name of the most probable), `probability` (of that class) and `p(NAME)` for every
/// class. Where there are several heads, these have the head's name and a point in front. The
/// probabilities of a sequence are the means over its steps. Cells are separated by commas; those that
/// hold a comma, a quote, a line break, or spaces at an end are in quotes.
struct PredictionTable {
  /// A head with the probabilities of all samples.
  private struct Part {
    let head: DataDescription.Head
    let probabilities: MeanProbabilities

    /// What stands in front of the names of columns.
    var prefix: String { head.name.isEmpty ? "" : "\(head.name)." }

    /// The probability of each class for a sample.
    func probabilities(of row: Int) -> [Float] { probabilities[row].map { Float($0) } }
  }

  let count: Int
  private let pictures: [String]?
  private let parts: [Part]

  /// Rows that are written at a time.
  private static let blockSize = 1024

  /// - Parameters:
  ///   - outputs: the probabilities of each head by the name of the output.
  ///   - heads: the model's heads with the names of their classes.
  ///   - pictures: where the pictures of a folder are; nil for other inputs.
  init(
    _ outputs: [String: HostTensor<Float>], heads: [String: DataDescription.Head], count: Int,
    pictures: [String]?
  ) {
    self.count = count
    self.pictures = pictures
    parts = heads.sorted { $0.key < $1.key }.map { name, head in
      Part(
        head: head,
        probabilities: MeanProbabilities(
          outputs[name], named: name, classes: head.classes.count))
    }
  }

  /// Writes the file, atomically and durably.
  func write(to path: String) throws(FileError) {
    try AtomicFile.write(to: path) { (file) throws(FileError) in
      try file.append(Self.line(header))
      for first in stride(from: 0, to: count, by: Self.blockSize) {
        let rows = first..<min(first + Self.blockSize, count)
        try file.append(rows.map { Self.line(cells(of: $0)) }.joined())
      }
    }
  }

  private var header: [String] {
    [pictures == nil ? "row" : "picture"]
      + parts.flatMap { part in
        (["class", "probability"] + part.head.classes.map { "p(\($0))" }).map { part.prefix + $0 }
      }
  }

  private func cells(of row: Int) -> [String] {
    [pictures?[row] ?? "\(row)"]
      + parts.flatMap { part in
        let probabilities = part.probabilities(of: row)
        let best = probabilities.indices.reduce(0) {
          probabilities[$1] > probabilities[$0] ? $1 : $0
        }
        return [part.head.classes[best], "\(probabilities[best])"] + probabilities.map { "\($0)" }
      }
  }

  /// A line with its end.
  static func line(_ cells: [String]) -> String {
    cells.map(quoted).joined(separator: ",") + "\n"
  }

  private static func quoted(_ cell: String) -> String {
    let needsQuotes =
      cell.contains { $0 == "," || $0 == "\"" || $0.isNewline } || cell.first?.isWhitespace == true
      || cell.last?.isWhitespace == true
    return needsQuotes ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
  }
}
