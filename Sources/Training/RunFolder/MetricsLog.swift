package import Files

/// The file `metrics.csv` of a run: one row per evaluation of a split.
public struct MetricsLog: Sendable {
  /// The columns, as the first line names them.
  public static let header =
    "epoch,step,split,loss,reconstruction,kl,classification,accuracy,log_loss"

  /// One row; a value that does not apply is nil and stays empty.
  public struct Row: Sendable, Equatable {
    public var epoch: Int
    public var step: Int
    /// `train`, `validation` or `test`.
    public var split: String
    public var loss: Double?
    public var reconstruction: Double?
    public var kl: Double?
    public var classification: Double?
    public var accuracy: Double?
    public var logLoss: Double?

    public init(
      epoch: Int, step: Int, split: String, loss: Double? = nil, reconstruction: Double? = nil,
      kl: Double? = nil, classification: Double? = nil, accuracy: Double? = nil,
      logLoss: Double? = nil
    ) {
      self.epoch = epoch
      self.step = step
      self.split = split
      self.loss = loss
      self.reconstruction = reconstruction
      self.kl = kl
      self.classification = classification
      self.accuracy = accuracy
      self.logLoss = logLoss
    }

    /// A row of mean training losses.
    public init(epoch: Int, step: Int, split: String, losses: LossSums) {
      self.init(
        epoch: epoch, step: step, split: split, loss: losses.mean("total"),
        reconstruction: losses.mean("reconstruction"), kl: losses.mean("kl"),
        classification: losses.mean("classification"))
    }
  }

  public let path: String
  private let fileSystem: FileSystem

  public init(at path: String) {
    self.init(at: path, on: FileSystem())
  }

  package init(at path: String, on fileSystem: FileSystem) {
    self.path = path
    self.fileSystem = fileSystem
  }

  /// Appends rows durably; the file begins with the header.
  ///
  /// Append the rows of a step before its checkpoint is saved: resuming keeps rows up to that step.
  ///
  /// - Throws: `RunError` of kind `cannotCreate` or `inputOutput`; the file then ends as before.
  public func append(_ rows: [Row]) throws(RunError) {
    let text = rows.map { $0.line + "\n" }.joined()
    try RunError.files { () throws(FileError) in
      try AppendedFile.append(text, to: path, header: Self.header + "\n", on: fileSystem)
    }
  }

  /// All complete rows; none where there is no file. Lines may end with LF or CRLF; a last line
  /// without its end is left out.
  ///
  /// - Throws: `RunError` of kind `badData` that names the line, or `inputOutput`.
  public func rows() throws(RunError) -> [Row] {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try InputFile(path).contents()
    } catch {
      guard error.kind == .notFound else { throw .file(error) }
      return []
    }
    // Split as bytes: to Swift "\r\n" is one character, which no "\n" equals.
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { String(decoding: $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0, as: UTF8.self) }
    // What follows the last line break is empty, or a line that was cut off.
    lines.removeLast()
    guard let first = lines.first else { return [] }
    guard first == Self.header else {
      throw damaged("the first line '\(first)'", "'\(Self.header)'")
    }
    var rows: [Row] = []
    for (index, line) in lines.enumerated().dropFirst() {
      guard let row = Row(line: line) else {
        throw damaged("'\(line)' in line \(index + 1)", "a row of \(Self.header)")
      }
      rows.append(row)
    }
    return rows
  }

  /// Drops the rows of later steps and a last line that was cut off, before a run resumes.
  ///
  /// - Parameter step: the step of the checkpoint, 0 where there is none.
  /// - Throws: `RunError` as `rows()`; the file is replaced completely or not at all.
  public func cut(backTo step: Int) throws(RunError) {
    try cut(backTo: step) { _ in true }
  }

  /// Drops those of the other rows too that `isKept` does not accept.
  ///
  /// - Throws: as `cut(backTo:)`.
  package func cut(backTo step: Int, where isKept: (Row) -> Bool) throws(RunError) {
    let kept = try rows().filter { $0.step <= step && isKept($0) }
    let text = ([Self.header] + kept.map(\.line)).map { $0 + "\n" }.joined()
    try RunError.files { () throws(FileError) in
      try AtomicFile.write(text, to: path, on: fileSystem)
    }
  }

  private func damaged(_ found: String, _ expected: String) -> RunError {
    .file(
      .badData(
        path: path, found: found, expected: expected,
        advice: "repair that line, or move the file away to begin a new one"))
  }
}

extension MetricsLog.Row {
  /// The row as a line; values read back unchanged.
  var line: String {
    precondition(
      !split.contains { $0 == "," || $0.isNewline }, "the split '\(split)' needs a plain name")
    let values = [loss, reconstruction, kl, classification, accuracy, logLoss]
    return (["\(epoch)", "\(step)", split] + values.map { $0.map { "\($0)" } ?? "" })
      .joined(separator: ",")
  }

  /// Nil where the line is not a row.
  init?(line: String) {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false)
    guard fields.count == 9, let epoch = Int(fields[0]), let step = Int(fields[1]) else {
      return nil
    }
    let values = fields[3...].map { $0.isEmpty ? nil : Double($0) }
    guard zip(fields[3...], values).allSatisfy({ $0.isEmpty || $1 != nil }) else { return nil }
    self.init(
      epoch: epoch, step: step, split: String(fields[2]), loss: values[0],
      reconstruction: values[1], kl: values[2], classification: values[3], accuracy: values[4],
      logLoss: values[5])
  }
}
