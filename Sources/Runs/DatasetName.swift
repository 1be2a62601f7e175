public import Datasets

/// A data set that a run can be made with, under its name on the command line.
public enum DatasetName: String, Sendable, Hashable, Codable, CaseIterable {
  case mnist
  case fashionMNIST = "fashion-mnist"

  /// Loads the training and test parts.
  ///
  /// - Throws: `DatasetError` where a file is missing or its content is wrong.
  public func load(at directory: String) throws(DatasetError) -> ImageDataset {
    switch self {
    case .mnist: try MNIST(at: directory).dataset
    case .fashionMNIST: try FashionMNIST(at: directory).dataset
    }
  }

  /// Compares the files with their known checksums.
  ///
  /// - Throws: `DatasetError` where a file is missing or cannot be read.
  public func verify(at directory: String) throws(DatasetError) -> [VerifiedFile] {
    switch self {
    case .mnist: try MNIST.verify(at: directory)
    case .fashionMNIST: try FashionMNIST.verify(at: directory)
    }
  }

  /// The names separated by commas, for messages.
  static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

/// The name of one of the paper's models that a run can train.
public enum ModelName: String, Sendable, Hashable, Codable, CaseIterable {
  /// Table 13.
  case dense
  /// Table 14.
  case cnn
}
