public import Datasets
import Layers
import Models

/// A data set that a run can be made with, by its name.
public enum DatasetName: String, Sendable, Hashable, Codable, CaseIterable {
  case mnist
  case fashionMNIST = "fashion-mnist"
  case smallNORB = "small-norb"
  case uciHAR = "uci-har"

  /// Loads the training and test parts.
  ///
  /// - Throws: `DatasetError` where a file is missing or its content is wrong.
  public func load(
    at directory: String, _ options: DatasetOptions = DatasetOptions()
  ) throws(DatasetError) -> any SampleDataset {
    switch self {
    case .mnist: try MNIST(at: directory).dataset
    case .fashionMNIST: try FashionMNIST(at: directory).dataset
    case .smallNORB:
      try SmallNORB(
        at: directory, split: options.split, splitSeed: options.splitSeed,
        cacheDirectory: options.cacheDirectory
      ).dataset
    case .uciHAR:
      try UCIHAR(
        at: directory, channels: options.channels, acceleration: options.acceleration
      ).dataset
    }
  }

  /// Compares the files with their known checksums, or checks their form if none is known.
  ///
  /// - Throws: `DatasetError` where a file is missing or cannot be read, or has the wrong form.
  public func verify(
    at directory: String, _ options: DatasetOptions = DatasetOptions()
  ) throws(DatasetError) -> [VerifiedFile] {
    switch self {
    case .mnist: try MNIST.verify(at: directory)
    case .fashionMNIST: try FashionMNIST.verify(at: directory)
    case .smallNORB:
      try SmallNORB.verify(at: directory, cacheDirectory: options.cacheDirectory)
    case .uciHAR: try UCIHAR.verify(at: directory)
    }
  }

  /// What a model must know of the data set.
  ///
  /// - Parameter channels: the channels of UCI-HAR's windows.
  func description(channels: Int) -> DataDescription {
    func numbers(_ count: Int) -> [String] { (0..<count).map { "\($0)" } }
    switch self {
    case .mnist:
      return Self.images([28, 28, 1], [DataDescription.Head(classes: MNIST.classNames)])
    case .fashionMNIST:
      return Self.images([28, 28, 1], [DataDescription.Head(classes: FashionMNIST.classNames)])
    case .smallNORB:
      return Self.images(
        [96, 96, 2],
        SemiSupervisedVAE.norbHeads.enumerated().map { index, head in
          DataDescription.Head(
            name: head.name, classes: index == 0 ? SmallNORB.classNames : numbers(head.classes))
        })
    case .uciHAR:
      return DataDescription(
        kind: .sequence, sampleShape: [UCIHAR.steps, channels], element: .float,
        isUnitRange: false, heads: [DataDescription.Head(classes: UCIHAR.classNames)])
    }
  }

  private static func images(_ shape: [Int], _ heads: [DataDescription.Head]) -> DataDescription {
    DataDescription(
      kind: .image, sampleShape: shape, element: .byte, isUnitRange: true, heads: heads)
  }

  /// The paper's model for the data set; Table 13's if there are two.
  var defaultModel: ModelName {
    switch self {
    case .mnist, .fashionMNIST: .dense
    case .smallNORB: .norb
    case .uciHAR: .rnn
    }
  }

  /// The names separated by commas, for messages.
  static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
