public import Layers

extension MetricsLog {
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
    /// Further terms of the loss, in the order of their columns.
    public var others: [Other] = []

    /// A term of the loss without a fixed column.
    public struct Other: Sendable, Equatable {
      public let name: String
      public let value: Double

      /// - Precondition: the name is not empty, contains no comma, quote or line break, and is not that
      ///   of a fixed column.
      public init(_ name: String, _ value: Double) {
        precondition(Self.isName(name), "the loss term '\(name)' needs a plain name of its own")
        self.name = name
        self.value = value
      }

      /// Whether a column can have this name.
      static func isName(_ name: String) -> Bool {
        !name.isEmpty && !name.contains { $0 == "," || $0 == "\"" || $0.isNewline }
          && !MetricsLog.header.split(separator: ",").contains { $0 == name }
      }
    }

    public init(
      epoch: Int, step: Int, split: String, loss: Double? = nil, reconstruction: Double? = nil,
      kl: Double? = nil, classification: Double? = nil, accuracy: Double? = nil,
      logLoss: Double? = nil, others: [Other] = []
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
      self.others = others
    }

    /// A row of mean training losses.
    ///
    /// - Parameter names: the model's terms, in the order of their columns; those with a fixed column
    ///   may be left out.
    public init(epoch: Int, step: Int, split: String, losses: LossSums, names: [LossName] = []) {
      let fixed: Set<LossName> = [.total, .reconstruction, .kl, .classification]
      self.init(
        epoch: epoch, step: step, split: split, loss: losses.mean("total"),
        reconstruction: losses.mean("reconstruction"), kl: losses.mean("kl"),
        classification: losses.mean("classification"),
        others: names.filter { !fixed.contains($0) }.compactMap { name in
          losses.mean(name).map { Other(name.rawValue, $0) }
        })
    }
  }
}

extension MetricsLog.Row {
  /// The row as a line; values read back unchanged.
  ///
  /// - Parameter columns: the names of the columns after the fixed ones.
  func line(_ columns: [String]) -> String {
    precondition(
      !split.contains { $0 == "," || $0.isNewline }, "the split '\(split)' needs a plain name")
    let values =
      [loss, reconstruction, kl, classification, accuracy, logLoss]
      + columns.map { column in others.first { $0.name == column }?.value }
    return (["\(epoch)", "\(step)", split] + values.map { $0.map { "\($0)" } ?? "" })
      .joined(separator: ",")
  }

  /// Nil where the line is not a row, whole or without the columns after the fixed ones.
  init?(line: String, _ columns: [String]) {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false)
    guard
      [MetricsLog.fixedColumns, MetricsLog.fixedColumns + columns.count].contains(fields.count),
      let epoch = Int(fields[0]),
      let step = Int(fields[1]),
      !fields[2].contains(where: \.isNewline)
    else {
      return nil
    }
    let values = fields[3...].map { $0.isEmpty ? nil : Double($0) }
    guard zip(fields[3...], values).allSatisfy({ $0.isEmpty || $1 != nil }) else { return nil }
    self.init(
      epoch: epoch, step: step, split: String(fields[2]), loss: values[0],
      reconstruction: values[1], kl: values[2], classification: values[3], accuracy: values[4],
      logLoss: values[5],
      others: zip(columns, values[6...]).compactMap { name, value in value.map { Other(name, $0) } }
    )
  }
}
