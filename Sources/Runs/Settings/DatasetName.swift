public import Datasets

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

  /// Rows, columns and channels of an image, or steps and channels of a sequence.
  func sampleShape(channels: Int) -> [Int] {
    switch self {
    case .mnist, .fashionMNIST: [28, 28, 1]
    case .smallNORB: [96, 96, 2]
    case .uciHAR: [128, channels]
    }
  }

  /// The number of classes of the first label column.
  var classCount: Int {
    switch self {
    case .mnist, .fashionMNIST: 10
    case .smallNORB: 5
    case .uciHAR: 6
    }
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
