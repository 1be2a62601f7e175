import Models
public import Runs

/// Section 5: whether the decoder still helps a larger encoder, residual blocks with grouped convolution
/// (ResNeXt), on Fashion-MNIST with all labels, beside the encoder of Table 8.
///
/// The paper names such encoders and has no figures of them.
public struct Encoders: ClassificationTable {
  public static let name = "encoders"
  public static let dataset = Table8.dataset
  public static let models: [ModelName] = [.resnext, .cnn]
  /// Those of the smaller encoder.
  public static let paper = Table8.paper

  public let isQuick: Bool
  public var options: ExperimentOptions
  public let title = "classification of test images with a larger encoder"

  public init(quick: Bool = false, directory: String? = nil) {
    isQuick = quick
    options = ExperimentOptions(directory: directory)
  }

  /// The labelled rows in words.
  private var images: String { isQuick ? "10000 images" : "all labels" }

  public func tableRows() throws -> [TableRow] {
    try options.selected(Self.models).flatMap { model in
      try rows(
        model, rows: images, paper: .all,
        (isQuick ? ["labels=10000", "unlabelled=none", "width=0.25"] : ["labels=all"])
          + ["patience=3"],
        isSmall: isQuick, epochs: { _ in isQuick ? 4 : 30 }, runs: isQuick ? 1 : 3)
    }
  }

  /// The signs of the gains of the larger encoder, then the paper's claims on the smaller one.
  public func claims(_ scores: TableScores) -> [Claim] {
    let (row, other) = (Self.rowName(.ss, .resnext, images), Self.rowName(.es, .resnext, images))
    guard scores.has(row, other) else { return baselineClaims(scores) }
    let gains = [(Metric.accuracy, "above"), (.logLoss, "below")].map { metric, sign in
      let gain = scores.difference(metric, of: row, minus: other)
      return Claim(
        "\(metric.name): \(row) − \(other), \(sign) 0", gain,
        Verdict(gain, isPositive: metric.isBetterLarger))
    }
    return gains + baselineClaims(scores)
  }
}
