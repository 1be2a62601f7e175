import Files

/// What the rows of an array are: pictures, sequences or rows of a table.
///
/// | axes | what |
/// |---|---|
/// | [N, F] | a table |
/// | [N, H, W] | pictures of one channel, where the values are bytes or booleans, or where H = W ≥ 8 |
/// | [N, T, C] | sequences, where the kind is given; other arrays of three axes are ambiguous |
/// | [N, H, W, C] | pictures; above 16 channels the kind must be given |
struct ArrayForm {
  let kind: SampleKind
  /// [height, width, channels], [steps, channels] or [features].
  let sampleShape: [Int]

  /// Below this side, square arrays of numbers may be sequences as well.
  private static let smallestSquare = 8
  /// More channels than this are more likely another axis.
  private static let mostChannels = 16

  /// - Parameter kind: what the samples are; nil where the shape tells.
  /// - Throws: `badData` where the shape is not one of the kind, is ambiguous, or has its axes in
  ///   another order.
  init(of array: NpyRows, kind given: SampleKind?) throws(DatasetError) {
    let shape = array.shape
    // `??` would lose the error's type.
    let kind: SampleKind
    if let given { kind = given } else { kind = try Self.kind(of: array) }
    let sample = Array(shape.dropFirst())
    switch (kind, shape.count) {
    case (.table, 2), (.sequence, 3): sampleShape = sample
    case (.image, 3): sampleShape = sample + [1]
    case (.image, 4):
      try Self.checkChannels(of: array, isGiven: given != nil)
      sampleShape = sample
    default: throw Self.error(array, Self.axes(of: kind), Self.advice(kind, shape))
    }
    self.kind = kind
  }

  /// What the shape alone tells.
  private static func kind(of array: NpyRows) throws(DatasetError) -> SampleKind {
    let shape = array.shape
    switch shape.count {
    case 2: return .table
    case 4: return .image
    case 3:
      let isSquare = shape[1] == shape[2] && shape[1] >= smallestSquare
      if isSquare || array.element == .byte || array.element == .bool { return .image }
      let order =
        shape[2] > shape[1]
        ? " (channels come last: numpy's x.transpose(0, 2, 1) exchanges them with the steps)" : ""
      throw .badData(
        path: array.path,
        found: "shape \(shape), which is \(shape[0]) images of \(shape[1]) x \(shape[2]), or "
          + "\(shape[0]) sequences of \(shape[1]) steps with \(shape[2]) channels",
        expected: "a shape that is not ambiguous",
        advice: "give --kind image or --kind sequence\(order)")
    default:
      throw error(
        array, SampleKind.allCases.map(axes).joined(separator: " or "), advice(.table, shape))
    }
  }

  private static func axes(of kind: SampleKind) -> String {
    switch kind {
    case .image: "[N, height, width] or [N, height, width, channels] for images"
    case .sequence: "[N, steps, channels] for sequences"
    case .table: "[N, features] for a table"
    }
  }

  /// Refuses channels in front, and channels that are too many to be channels.
  private static func checkChannels(of array: NpyRows, isGiven: Bool) throws(DatasetError) {
    let (first, middle, last) = (array.shape[1], array.shape[2], array.shape[3])
    let isFirst =
      first <= 4 && middle > 4 && last > 4
      || first <= mostChannels && last > mostChannels && middle == last
    guard !isFirst else {
      throw error(
        array, "[N, height, width, channels]",
        "the channels seem to come first: transpose the array, with numpy's "
          + "x.transpose(0, 2, 3, 1); a reshape would scramble it")
    }
    guard last <= mostChannels || isGiven else {
      throw error(
        array, "[N, height, width, channels] with at most \(mostChannels) channels",
        "give --kind image if there are \(last) channels, or transpose the array")
    }
  }

  /// What to do about an array with another number of axes, in NumPy's words.
  private static func advice(_ kind: SampleKind, _ shape: [Int]) -> String {
    switch (kind, shape.count) {
    case (_, 1):
      return "samples lie along the first axis: x[:, numpy.newaxis] has one value for each, "
        + "x[numpy.newaxis] is one sample"
    case (.image, 2):
      let side = Int(Double(shape[1]).squareRoot().rounded())
      let sides = side * side == shape[1] ? "\(side), \(side)" : "height, width"
      return "give the pixels their rows and columns, with numpy's x.reshape(-1, \(sides))"
    case (.image, _):
      return "give the array this shape: images along the first axis, channels along the last"
    case (.sequence, 2):
      return "for one channel, use numpy's x[:, :, numpy.newaxis]"
    case (.sequence, _):
      return "to make channels of all axes behind the steps, use numpy's "
        + "x.reshape(\(shape[0]), \(shape[1]), -1)"
    default:
      return "to make one row of each sample, use numpy's x.reshape(\(shape[0]), -1)"
    }
  }

  private static func error(
    _ array: NpyRows, _ expected: String, _ advice: String
  ) -> DatasetError {
    .badData(
      path: array.path, found: "shape \(array.shape)", expected: expected, advice: advice)
  }
}
