import Datasets
import Files
import Training

/// What the values of input samples must be for a model to make sense of them.
///
/// Images were 0 to 1 in training, and standardised values had a mean of 0 and a deviation of 1. Values
/// that are near those are accepted; what lies outside gets a warning, what lies far outside is
/// refused, and both name the likely cause.
struct InputRange {
  /// What to print before anything is computed; nil where nothing is unusual.
  private(set) var warning: String?

  /// Values of images outside 0…1 by less than this are rounding.
  private static let rounding: Float = 1e-3
  /// Values of images outside 0…1 by more than this are refused.
  private static let tolerance: Float = 0.5
  /// Standard deviations beyond which standardised values are unusual, and refused.
  private static let deviations: (unusual: Float, refused: Float) = (20, 1000)

  /// The largest value of a byte of 1.
  private static let byte = 1 / Float(255)
  private static let pixels =
    "pixels from 0 to 255 are divided by 255 where they are stored as uint8: convert the array, or "
    + "divide it"

  /// The range of values that were 0 to 1 in training, as the model reads them.
  ///
  /// - Parameter scale: how they are stored; nil where small values are nothing unusual.
  /// - Throws: `RunError` of kind `badData` for values far outside 0…1.
  init(unit values: InputExtremes, scale: StoredScale?, path: String) throws(RunError) {
    guard let low = values.low, let high = values.high else { return }
    let range = "values from \(low) to \(high)"
    let likely =
      low >= 0
      ? Self.pixels
      : "values that were scaled to -1…1 or standardised are scaled back first"
    guard low >= -Self.tolerance, high <= 1 + Self.tolerance else {
      throw .file(.badData(path: path, found: range, expected: "0 to 1", advice: likely))
    }
    if low < -Self.rounding || high > 1 + Self.rounding {
      warning = "\(path): \(range), although the model was trained on 0 to 1; \(likely)"
    } else if let scale, high > 0, high <= Self.byte {
      warning = Self.small(range, scale, path)
    }
  }

  /// The range of values of one's own data that a model is to be trained on.
  init(training values: ClosedRange<Float>, _ data: DataDescription, path: String) {
    let (low, high) = (values.lowerBound, values.upperBound)
    let range = "values from \(low) to \(high)"
    // Columns of a table may be in any units.
    guard data.statistics == nil else { return }
    if data.isUnitRange, data.kind == .image, high > 0, high <= Self.byte {
      warning = Self.small(range, data.element == .byte ? .bytes : .plain, path)
    } else if max(-low, high) > Self.deviations.unusual {
      warning =
        "\(path): \(range) are used as they are, while models expect values around 1; "
        + (data.kind == .image && low >= 0
          ? Self.pixels : "standardise them: (value - mean) / deviation")
    }
  }

  /// What is said of images whose values are all small, although some are not 0.
  private static func small(_ range: String, _ scale: StoredScale, _ path: String) -> String {
    switch scale {
    case .bytes:
      "\(path): bytes of 0 and 1 only, which are divided by 255; if 1 is white, save arrays as bool, and "
        + "255 in pictures"
    case .plain: "\(path): \(range): were they divided by 255 twice?"
    }
  }

  /// The range of UCI-HAR's sequences, standardised as the model reads them.
  ///
  /// - Throws: `RunError` of kind `badData` for values a thousand deviations away.
  init(sequences values: InputExtremes, isRaw: Bool, path: String) throws(RunError) {
    let likely =
      isRaw
      ? "accelerations are in units of gravity, not m/s², angular velocities in rad/s, not degrees, "
        + "and nothing is standardised before"
      : "without a run, values are standardised before: (value - mean) / deviation"
    try self.init(standardized: values, place: "", likely: likely, path: path)
  }

  /// The range of a table's values, standardised as the model reads them.
  ///
  /// - Parameter place: where the largest is, in words.
  /// - Throws: `RunError` of kind `badData` for values a thousand deviations away.
  init(table values: InputExtremes, place: String, path: String) throws(RunError) {
    try self.init(
      standardized: values, place: ", the largest in \(place)",
      likely: "columns have the units of the training data, and nothing is standardised before",
      path: path)
  }

  private init(
    standardized values: InputExtremes, place: String, likely: String, path: String
  ) throws(RunError) {
    guard values.magnitude > Self.deviations.unusual else { return }
    let found =
      "values up to \(values.magnitude) standard deviations from the mean of the training data"
      + place
    guard values.magnitude <= Self.deviations.refused else {
      throw .file(
        .badData(
          path: path, found: found, expected: "at most \(Int(Self.deviations.refused))",
          advice: likely))
    }
    warning = "\(path): \(found); \(likely)"
  }
}

/// How the stored values of images become those that a model reads.
enum StoredScale {
  /// Bytes from 0 to 255, which are divided by 255.
  case bytes
  /// As they are.
  case plain
}
