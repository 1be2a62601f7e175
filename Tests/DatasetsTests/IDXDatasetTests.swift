import Datasets
import Foundation
import TestFiles
import Testing

@Suite struct IDXDatasetTests {
  @Test(arguments: ["", "/mnist", "/MNIST/raw"], [true, false])
  func loads(place: String, compressed: Bool) throws {
    try withTemporaryFolder { folder in
      try SmallFiles().write(to: folder + place, compressed: compressed)
      let data = try MNIST(at: folder)
      #expect(data.dataset.title == "MNIST" && !data.dataset.isStandIn)
      #expect(data.train.count == 20 && data.test.count == 10)
      #expect(try pixels(data.train) == SmallFiles.trainImages)
      #expect(try pixels(data.test) == SmallFiles.testImages)
      #expect(data.train.labels == SmallFiles.trainLabels.map { Int32($0) })
      #expect(data.test.labels == SmallFiles.testLabels.map { Int32($0) })
      #expect(try data.train.image(3) == Array(SmallFiles.trainImages[2352..<3136]))
      let chosen = data.train.selecting([5, 3])
      #expect(chosen.count == 2 && chosen.labels == [5, 1])
      #expect(try chosen.image(1) == data.train.image(3))
    }
  }

  @Test func twoMembersInOneGzipFile() throws {
    try withTemporaryFolder { folder in
      let small = SmallFiles()
      try small.write(to: folder, compressed: true)
      let bytes = try #require(small.files["train-images-idx3-ubyte"])
      try write(
        gzip(Array(bytes[..<1_000])) + gzip(Array(bytes[1_000...])),
        "\(folder)/train-images-idx3-ubyte.gz")
      #expect(try pixels(MNIST(at: folder).train) == SmallFiles.trainImages)
    }
  }

  /// As tapes and copies by whole blocks leave them; the second count is more than one buffer.
  @Test(arguments: [1, 70_000]) func zerosAfterTheGzipData(count: Int) throws {
    try withTemporaryFolder { folder in
      let small = SmallFiles()
      try small.write(to: folder, compressed: true)
      let bytes = try #require(small.files["train-images-idx3-ubyte"])
      let zeros = [UInt8](repeating: 0, count: count)
      let path = "\(folder)/train-images-idx3-ubyte.gz"
      try write(gzip(bytes) + zeros, path)
      #expect(try pixels(MNIST(at: folder).train) == SmallFiles.trainImages)
      // Python skips them between two members too.
      try write(gzip(Array(bytes[..<1_000])) + zeros + gzip(Array(bytes[1_000...])) + zeros, path)
      #expect(try pixels(MNIST(at: folder).train) == SmallFiles.trainImages)
    }
  }

  @Test func saysWhatAFileIs() throws {
    try expectError(
      labels, Array("version https://git-lfs.github.com/spec/v1\noid sha256:0\n".utf8),
      compressed: false, found: "a Git LFS pointer")
    try expectError(
      images, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13], compressed: false,
      found: "a PNG picture, expected an IDX file")
    try expectError(
      images, [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0], compressed: true,
      found: "a .npy array, expected an IDX file")
  }

  @Test func saysWhereItLooked() throws {
    try withTemporaryFolder { folder in
      let error = failure { _ = try FashionMNIST(at: folder) }
      #expect(error?.kind == .notFound)
      let line = try #require(error?.description)
      #expect(line.contains("\(folder)/fashion-mnist, \(folder)/FashionMNIST/raw"))
      #expect(line.contains("github.com/zalandoresearch/fashion-mnist"))
      #expect(failure { _ = try MNIST(at: "\(folder)/none") }?.kind == .notFound)
      try SmallFiles().write(to: folder, compressed: true)
      try FileManager.default.removeItem(atPath: "\(folder)/t10k-labels-idx1-ubyte.gz")
      let missing = failure { _ = try MNIST(at: folder) }
      #expect(missing?.kind == .notFound)
      #expect(missing?.description.contains("t10k-labels-idx1-ubyte.gz") == true)
    }
  }

  /// One file of the four is replaced; the error must name it and say what was found.
  private func expectError(
    _ name: String, _ bytes: [UInt8], compressed: Bool, found: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try withTemporaryFolder { folder in
      try SmallFiles().write(to: folder, compressed: compressed)
      let path = "\(folder)/\(name)\(compressed ? ".gz" : "")"
      try write(bytes, path)
      let error = failure { _ = try MNIST(at: folder) }
      #expect(error?.kind == .badData, sourceLocation: sourceLocation)
      let line = error?.description ?? ""
      #expect(line.hasPrefix("\(path): found "), sourceLocation: sourceLocation)
      #expect(line.contains(found), "\(line)", sourceLocation: sourceLocation)
    }
  }

  private let images = "train-images-idx3-ubyte"
  private let labels = "train-labels-idx1-ubyte"
  private let goodImages = idx([20, 28, 28], SmallFiles.trainImages)
  private let goodLabels = idx([20], SmallFiles.trainLabels)

  @Test func damagedGzip() throws {
    let packed = gzip(goodImages)
    for length in [3, 10, 12, packed.count / 2, packed.count - 5, packed.count - 1] {
      try expectError(
        images, Array(packed[..<length]), compressed: true, found: "stops in the middle")
    }
    var wrong = packed
    wrong[packed.count - 6] ^= 1
    try expectError(images, wrong, compressed: true, found: "incorrect data check")
    try expectError(images, packed + [1, 2, 3], compressed: true, found: "damaged gzip data")
    try expectError(images, packed + [0, 0, 1, 2], compressed: true, found: "damaged gzip data")
    try expectError(
      images, packed + gzip([1]), compressed: true, found: "more than 15680 values")
    try expectError(
      images, gzip(Array(goodImages.dropLast())), compressed: true, found: "15679 values")
  }

  @Test func notGzip() throws {
    // A page with an error message in place of the file, as a failed download leaves it.
    try expectError(
      images, Array("<html>404</html>".utf8), compressed: true,
      found: "an HTML page, expected an IDX file")
    try expectError(images, [], compressed: true, found: "0 bytes")
    // An IDX file that is not compressed under a name with .gz is simply read.
    try withTemporaryFolder { folder in
      try SmallFiles().write(to: folder, compressed: true)
      try write(goodImages, "\(folder)/\(images).gz")
      #expect(try pixels(MNIST(at: folder).train) == SmallFiles.trainImages)
    }
  }

  @Test(arguments: [true, false]) func wrongHeader(compressed: Bool) throws {
    func pack(_ bytes: [UInt8]) -> [UInt8] { compressed ? gzip(bytes) : bytes }
    func check(_ name: String, _ bytes: [UInt8], _ found: String) throws {
      try expectError(name, pack(bytes), compressed: compressed, found: found)
    }
    // Labels in place of images.
    try check(images, goodLabels, "magic number 2049 (unsigned bytes in 1 dimensions)")
    try check(labels, goodImages, "magic number 2051")
    try check(labels, idx([20], SmallFiles.trainLabels, magic: 0xD01), "magic number 3329")
    try check(images, Array(goodImages[..<9]), "9 bytes")
    try check(images, idx([0, 28, 28], []), "dimensions [0, 28, 28]")
    // Nothing near these sizes can be allocated here: the header is refused by itself.
    let huge = 0xFFFF_FFFF
    try check(images, idx([huge, huge, huge], SmallFiles.trainImages), "dimensions [\(huge)")
    try check(images, idx([2_000_000_000, 28, 28], SmallFiles.trainImages), "which need")
    try check(labels, idx([huge], SmallFiles.trainLabels), "which need \(huge) bytes")
    try check(images, idx([10, 28, 28], SmallFiles.trainImages), "10 images and 20 labels")
    try check(images, idx([20, 14, 56], SmallFiles.trainImages), "images of 14 x 56")
    try check(labels, idx([20], SmallFiles.trainLabels + [0]), "more than 20 values")
    var labelValues = SmallFiles.trainLabels
    labelValues[13] = 10
    try check(labels, idx([20], labelValues), "label 10 at index 13")
  }

  @Test func verifyTellsOtherFilesApart() throws {
    try withTemporaryFolder { folder in
      try SmallFiles().write(to: folder, compressed: true)
      let files = try MNIST.verify(at: folder)
      #expect(files.count == 4 && files.allSatisfy { !$0.isKnown && $0.expected != nil })
    }
  }
}
