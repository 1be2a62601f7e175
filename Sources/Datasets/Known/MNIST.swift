/// The handwritten digits: 60,000 training and 10,000 test images of 28 × 28 × 1, 10 classes.
public struct MNIST: KnownDataset {
  public let dataset: ImageDataset

  /// Loads the four IDX files, `.gz` or not, from `directory`, `directory/mnist`,
  /// `directory/MNIST/raw` or a folder below with such a name.
  public init(at directory: String) throws(DatasetError) {
    dataset = try Self.files.load(at: directory)
  }

  /// Compares the files with the known checksums of the official `.gz` files.
  public static func verify(at directory: String) throws(DatasetError) -> [VerifiedFile] {
    try files.verify(at: directory)
  }

  /// The names of the digits.
  package static var classNames: [String] { files.classNames }

  static let files = IDXDataset(
    name: "mnist", title: "MNIST", factor: "digit", classNames: (0...9).map { "\($0)" },
    folders: ["", "mnist", "MNIST/raw"], aliases: ["mnist", "mnistdata", "mnistdataset", "raw"],
    advice: "put the four files (train-images-idx3-ubyte.gz and so on) into a folder mnist",
    checksums: [
      "train-images-idx3-ubyte":
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
      "train-labels-idx1-ubyte":
        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
      "t10k-images-idx3-ubyte":
        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
      "t10k-labels-idx1-ubyte":
        "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    ])
}

/// Zalando's articles of clothing: 60,000 training and 10,000 test images of 28 × 28 × 1, 10
/// classes.
public struct FashionMNIST: KnownDataset {
  public let dataset: ImageDataset

  /// Loads the four IDX files, `.gz` or not, from `directory`, `directory/fashion-mnist`,
  /// `directory/FashionMNIST/raw` or a folder below with such a name.
  public init(at directory: String) throws(DatasetError) {
    dataset = try Self.files.load(at: directory)
  }

  /// Compares the files with the known checksums of the official `.gz` files.
  public static func verify(at directory: String) throws(DatasetError) -> [VerifiedFile] {
    try files.verify(at: directory)
  }

  /// The names of the articles.
  package static var classNames: [String] { files.classNames }

  static let files = IDXDataset(
    name: "fashion-mnist", title: "Fashion-MNIST", factor: "article",
    classNames: [
      "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
      "Ankle boot",
    ],
    folders: ["", "fashion-mnist", "FashionMNIST/raw"],
    aliases: ["fashionmnist", "fashionmnistmaster", "fashion", "data", "raw"],
    advice: "put the four files (train-images-idx3-ubyte.gz and so on) from "
      + "https://github.com/zalandoresearch/fashion-mnist into a folder fashion-mnist",
    checksums: [
      "train-images-idx3-ubyte":
        "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
      "train-labels-idx1-ubyte":
        "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
      "t10k-images-idx3-ubyte":
        "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
      "t10k-labels-idx1-ubyte":
        "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
    ])
}
