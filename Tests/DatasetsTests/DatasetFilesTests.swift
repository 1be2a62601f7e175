import Datasets
import Foundation
import TestFiles
import Testing

/// Names of files and folders as archives, mirrors and other libraries leave them.
@Suite struct DatasetFilesTests {
  @Test(arguments: [
    "/raw", "/MNIST", "/mnist/raw", "/mnist_data", "/MNIST/MNIST/raw",
  ])
  func foldersOfMNIST(place: String) throws {
    try withTemporaryFolder { folder in
      try SmallFiles().write(to: folder + place, compressed: true)
      #expect(try MNIST(at: folder).train.count == 20)
    }
  }

  @Test func anotherDataSetsFolderIsNotSearched() throws {
    try withTemporaryFolder { folder in
      try SmallFiles().write(to: "\(folder)/MNIST/raw", compressed: true)
      #expect(try MNIST(at: "\(folder)/MNIST").train.count == 20)
      #expect(failure { _ = try FashionMNIST(at: "\(folder)/MNIST") }?.kind == .notFound)
      #expect(failure { _ = try FashionMNIST(at: folder) }?.kind == .notFound)
    }
  }

  /// File managers unpack each file into a folder of the archive's name; some copies know no lower case.
  @Test(arguments: ["", ".gz"], ["dotted", "dotted/dotted", "plain/dotted", "UPPER"])
  func namesOfIDXFiles(ending: String, form: String) throws {
    try withTemporaryFolder { folder in
      for (name, bytes) in SmallFiles().files {
        let dotted = name.replacingOccurrences(of: "-idx", with: ".idx")
        let path = form.replacingOccurrences(of: "dotted", with: dotted)
          .replacingOccurrences(of: "plain", with: name)
        let file = form == "UPPER" ? (name + ending).uppercased() : path + ending
        try write(ending.isEmpty ? bytes : gzip(bytes), "\(folder)/\(file)")
      }
      #expect(try pixels(MNIST(at: folder).test) == SmallFiles.testImages)
    }
  }

  @Test(arguments: [
    "/UCI_HAR_Dataset", "/UCI HAR Dataset/UCI HAR Dataset", "/uci-har/UCI_HAR_Dataset",
    "/human+activity+recognition+using+smartphones/UCI HAR Dataset",
  ])
  func foldersOfUCIHAR(place: String) throws {
    try withTemporaryFolder { folder in
      try SmallHAR().write(to: folder + place)
      #expect(try UCIHAR(at: folder).train.count == 7)
    }
  }

  @Test func underscoresInPlaceOfSpaces() throws {
    try withTemporaryFolder { folder in
      let files = SmallHAR().files
      for (name, content) in files {
        try write(
          Array(content.utf8),
          "\(folder)/UCI_HAR_Dataset/\(name.replacingOccurrences(of: " ", with: "_"))")
      }
      #expect(try UCIHAR(at: folder).train.values == SmallHAR.values("train", channels: 6))
    }
  }

  /// What was looked for, where, and what is there instead.
  @Test func saysWhatIsThere() throws {
    try withTemporaryFolder { folder in
      let empty = failure { _ = try MNIST(at: folder) }?.description ?? ""
      #expect(empty.hasPrefix("\(folder): found an empty folder, expected the files of mnist"))
      try write([1], "\(folder)/mnist.pkl")
      try write([1], "\(folder)/images/a.png")
      let error = failure { _ = try MNIST(at: folder) }
      #expect(error?.kind == .notFound)
      let line = error?.description ?? ""
      #expect(line.contains("found a folder with images/, mnist.pkl, expected the files of mnist"))
      #expect(line.contains("t10k-images-idx3-ubyte") && line.contains("\(folder)/MNIST/raw"))
      #expect(!line.contains("no such"))
      try write([1], "\(folder)/raw.ZIP")
      let packed = failure { _ = try MNIST(at: folder) }?.description ?? ""
      #expect(packed.contains("; unpack raw.ZIP, or put the four files"))
      let file = failure { _ = try MNIST(at: "\(folder)/mnist.pkl") }
      #expect(file?.kind == .notFound)
      #expect(file?.description.contains("found a file, expected the folder") == true)
      let nowhere = failure { _ = try MNIST(at: "\(folder)/none") }?.description ?? ""
      #expect(nowhere.hasPrefix("\(folder)/none: no such file or folder; looked for"))
    }
  }

  @Test func saysWhatIsInPlaceOfAFile() throws {
    try withTemporaryFolder { folder in
      try SmallFiles().write(to: folder, compressed: false)
      try FileManager.default.moveItem(
        atPath: "\(folder)/t10k-labels-idx1-ubyte", toPath: "\(folder)/a-labels")
      let error = failure { _ = try MNIST(at: folder) }
      #expect(error?.kind == .notFound)
      #expect(error?.description.contains("t10k-labels-idx1-ubyte.gz: no such file") == true)
      #expect(error?.description.contains("\(folder): a folder with a-labels, t10k-im") == true)
    }
  }
}
