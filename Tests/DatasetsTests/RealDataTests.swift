import Datasets
import Foundation
import Testing

/// Facts of the published data sets, checked on the real files.
@Suite(.enabled(if: dataFolder != nil, needsData)) struct RealDataTests {
  private func counts(_ part: LabelledImages) -> [Int] {
    part.labels.reduce(into: [Int](repeating: 0, count: part.classCount)) { $0[Int($1)] += 1 }
  }

  /// Mean and standard deviation of all pixels scaled to 0…1, to four places.
  private func moments(_ part: LabelledImages) throws -> [String] {
    var histogram = [Int](repeating: 0, count: 256)
    for pixel in try pixels(part) { histogram[Int(pixel)] += 1 }
    let number = Double(part.count * part.valuesPerImage)
    func mean(_ power: Double) -> Double {
      histogram.enumerated().reduce(0) {
        $0 + pow(Double($1.offset) / 255, power) * Double($1.element)
      } / number
    }
    return [mean(1), (mean(2) - mean(1) * mean(1)).squareRoot()]
      .map { String(format: "%.4f", $0) }
  }

  @Test func mnist() throws {
    let data = try MNIST(at: #require(dataFolder)).dataset
    #expect(data.name == "mnist" && data.classNames.count == 10)
    #expect(data.train.count == 60_000 && data.test.count == 10_000)
    #expect(data.train.height == 28 && data.train.width == 28 && data.train.channels == 1)
    #expect(
      counts(data.train) == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    #expect(counts(data.test) == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
    #expect(try moments(data.train) == ["0.1307", "0.3081"])
  }

  @Test func fashionMNIST() throws {
    let data = try FashionMNIST(at: #require(dataFolder)).dataset
    #expect(data.name == "fashion-mnist" && data.classNames[9] == "Ankle boot")
    #expect(counts(data.train) == [Int](repeating: 6_000, count: 10))
    #expect(counts(data.test) == [Int](repeating: 1_000, count: 10))
    #expect(try moments(data.train) == ["0.2860", "0.3530"])
  }

  @Test func checksums() throws {
    let folder = try #require(dataFolder)
    for files in [
      try MNIST.verify(at: folder), try FashionMNIST.verify(at: "\(folder)/fashion-mnist"),
    ] {
      #expect(files.count == 4)
      for file in files { #expect(file.isKnown, "\(file.path): \(file.found)") }
    }
  }
}
