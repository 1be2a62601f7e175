import SwiftCSV

/// The rows of a CSV file, gathered piece by piece.
final class CSVRows {
  private let path: String
  private let options: UserDataOptions
  /// The line on which the next row begins, from 1.
  private var line = 1
  private var delimiter: CSVDelimiter?
  private var columns: CSVColumns?
  private var values: [Float] = []
  /// What each column of numbers loses in 32 bits.
  private var roundings: [CSVRounding] = []
  private var labels: [CSVLabels] = []
  private var groups: [String] = []
  /// The line on which each row begins.
  private var lines: [UInt32] = []
  /// The first blank line after the header; only blank ones may follow it.
  private var blankLine: Int?
  private var failure: DatasetError?

  init(_ path: String, _ options: UserDataOptions) {
    self.path = path
    self.options = options
  }

  /// Adds some rows.
  ///
  /// - Throws: `badData` or `usage` for the first row that cannot be used.
  func append(_ piece: CSVPieces.Piece) throws(DatasetError) {
    let delimiter = self.delimiter ?? .guessed(string: piece.text)
    self.delimiter = delimiter
    do {
      // The limit is that of this initialiser, which reads one row only.
      let csv = try EnumeratedCSV(
        string: piece.text, delimiter: delimiter, loadColumns: false, rowLimit: 0)
      try csv.enumerateAsArray(startAt: 0, rowLimit: nil) { cells in
        self.take(cells)
        self.line += 1
        if piece.hasQuotedLineEnds {
          self.line += cells.reduce(0) { $0 + $1.utf8.count { $0 == 0x0A } }
        }
      }
    } catch {
      failure = failure ?? misplacedQuote
    }
    if let failure { throw failure }
  }

  /// The data, once all rows are there.
  ///
  /// - Throws: `badData` where there is none.
  func data() throws(DatasetError) -> RawData {
    guard let columns, !lines.isEmpty else {
      throw .badData(
        path: path, found: columns == nil ? "an empty file" : "no row after the header line",
        expected: "a header line and rows of numbers", advice: "add rows to train on")
    }
    let lines = lines
    let part = RawData.Part(
      path: path, source: MemoryArray(values, sampleShape: [columns.features.count]),
      labels: labels.map(\.result), groups: columns.group == nil ? nil : groups,
      place: { "line \(lines[$0])" })
    let faults = zip(roundings, columns.featureNames).compactMap {
      $0.fault(path: path, column: $1)
    }
    return RawData(
      format: .csv, kind: .table, columns: columns.featureNames, train: part, test: nil,
      trainingFault: faults.first)
  }

  /// Adds a row; after the first that cannot be used, none.
  private func take(_ cells: [String]) {
    guard failure == nil else { return }
    do throws(DatasetError) {
      if let columns {
        try add(cells, columns)
      } else {
        try begin(header: cells)
      }
    } catch {
      failure = error
    }
  }

  private func begin(header cells: [String]) throws(DatasetError) {
    let columns = try CSVColumns(header: cells, options, path: path)
    labels = columns.labels.map { column in
      CSVLabels(
        name: columns.labels.count == 1 ? "" : columns.names[column],
        unlabelledValue: options.unlabelledValue)
    }
    roundings = Array(repeating: CSVRounding(), count: columns.features.count)
    self.columns = columns
  }

  private func add(_ cells: [String], _ columns: CSVColumns) throws(DatasetError) {
    if cells.count == 1, cells[0].trimmingSpaces.isEmpty {
      blankLine = blankLine ?? line
      return
    }
    if let blankLine {
      throw .badData(
        path: path, found: "nothing in line \(blankLine)",
        expected: count(columns.names.count), advice: "remove the line")
    }
    guard cells.count == columns.names.count else {
      throw .badData(
        path: path, found: "\(count(cells.count)) in line \(line)",
        expected: "\(columns.names.count), as in the header line",
        advice: "put text that holds the delimiter in quotes, and leave cells empty, not out")
    }
    for (feature, column) in columns.features.enumerated() {
      let cell = CSVCell(text: cells[column], line: line, column: columns.names[column])
      let number = try cell.number(path: path)
      roundings[feature].add(number)
      values.append(Float(number))
    }
    for (head, column) in columns.labels.enumerated() { labels[head].append(cells[column]) }
    if let column = columns.group {
      let cell = CSVCell(text: cells[column], line: line, column: columns.names[column])
      groups.append(try cell.group(path: path))
    }
    lines.append(UInt32(line))
  }

  private func count(_ cells: Int) -> String { cells == 1 ? "1 cell" : "\(cells) cells" }

  private var misplacedQuote: DatasetError {
    .badData(
      path: path, found: "a quote inside a cell, or text after a closing quote, in line \(line)",
      expected: "quotes around a whole cell", advice: CSVPieces.quoteAdvice)
  }
}
