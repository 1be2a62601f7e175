import Files

/// Labels in an array: [N] numbers of classes, or [N, K] for K heads.
///
/// The numbers may be stored as any type, floats if they are whole; −1, NaN and a given value say that
/// a row has no label. One head has no name; several are `y1`, `y2` and so on.
struct ArrayLabels {
  private let array: NpyRows
  private let unlabelledValue: String?

  /// More columns than this are no heads, but samples or one-hot classes.
  private static let mostHeads = 100

  /// - Parameters:
  ///   - samples: what the labels belong to, row by row.
  ///   - unlabelledValue: the number, as text, of rows without a label.
  /// - Throws: `badData` for another shape.
  init(
    _ array: NpyRows, for samples: NpyRows, unlabelledValue: String?
  ) throws(DatasetError) {
    let shape = array.shape
    func bad(_ expected: String, _ advice: String) -> DatasetError {
      .badData(path: array.path, found: "shape \(shape)", expected: expected, advice: advice)
    }
    let expected = "[\(samples.count)] or [\(samples.count), heads], as \(samples.path) has rows"
    guard array.count == samples.count else {
      if shape.count == 2, shape[1] == samples.count {
        throw bad(expected, "transpose the labels, with numpy's y.T")
      }
      if let axis = samples.shape.firstIndex(of: array.count) {
        throw bad(
          expected,
          "if samples lie along axis \(axis), put it first with numpy.moveaxis(x, \(axis), 0)")
      }
      throw bad(expected, "give every sample a label, -1 where it has none")
    }
    guard shape.count <= 2, array.valuesPerRow <= Self.mostHeads else {
      throw bad(
        "[\(samples.count)], or [\(samples.count), heads] with at most \(Self.mostHeads) heads",
        "save the numbers of the classes, for example numpy.argmax(y, axis=1) of one-hot classes")
    }
    self.array = array
    self.unlabelledValue = unlabelledValue
  }

  /// Reads the labels, one column for each head.
  ///
  /// - Throws: `badData` for numbers that are not whole, and for several columns that may be one-hot
  ///   classes.
  func read() throws(DatasetError) -> [RawLabels] {
    let count = array.valuesPerRow
    if count > 1 { try refuseOneHot() }
    var heads = (0..<count).map { _ in
      Head(unlabelledValue: unlabelledValue, capacity: array.count)
    }
    try ArrayNumbers(array: array).forEachRow { row in
      for (head, number) in row.enumerated() { heads[head].append(number) }
      return true
    }
    return heads.enumerated().map { index, head in
      RawLabels(
        name: Self.headName(index, of: count), distinct: head.distinct, codes: head.codes)
    }
  }

  /// Labels of a part without any, for the heads of another part.
  static func missing(count: Int, like heads: [RawLabels]) -> [RawLabels] {
    heads.map { head in
      RawLabels(name: head.name, distinct: [], codes: [Int32](repeating: -1, count: count))
    }
  }

  private static func headName(_ index: Int, of count: Int) -> String {
    count == 1 ? "" : "y\(index + 1)"
  }

  /// Refuses columns that hold a single 1 in every row that has labels, and 0 elsewhere.
  private func refuseOneHot() throws(DatasetError) {
    var (isOneHot, isLabelled) = (true, false)
    try ArrayNumbers(array: array).forEachRow { row in
      if row.allSatisfy({ $0 == nil || $0 == -1 }) { return true }
      isLabelled = true
      isOneHot =
        row.allSatisfy { $0 == 0 || $0 == 1 } && row.count(where: { $0 == 1 }) == 1
      return isOneHot
    }
    guard isOneHot, isLabelled else { return }
    let count = array.valuesPerRow
    throw .badData(
      path: array.path,
      found: "shape \(array.shape) with a single 1 in each row, which is one head of \(count) "
        + "one-hot classes, or \(count) heads of two classes",
      expected: "numbers of classes",
      advice: "save numpy.argmax(y, axis=1) for one head, or y + 1 for \(count) heads")
  }

  /// The labels of one head so far.
  private struct Head {
    private(set) var distinct: [RawLabels.Label] = []
    private(set) var codes: [Int32] = []
    private var known: [Int64: Int32] = [-1: -1]
    private let unlabelledValue: String?

    init(unlabelledValue: String?, capacity: Int) {
      self.unlabelledValue = unlabelledValue
      codes.reserveCapacity(capacity)
    }

    mutating func append(_ number: Int64?) {
      guard let number else { return codes.append(-1) }
      if let code = known[number] { return codes.append(code) }
      let label = RawLabels.Label.integer(number)
      var code: Int32 = -1
      if label.name != unlabelledValue {
        code = Int32(distinct.count)
        distinct.append(label)
      }
      known[number] = code
      codes.append(code)
    }
  }
}
