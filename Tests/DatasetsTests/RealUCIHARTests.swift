import Datasets
import Foundation
import TestFiles
import Testing

/// Facts of the published windows, checked on the real files.
@Suite(
  .enabled(
    if: dataFolder != nil, "skipped: set CONTINUUM_DATA to the folder that holds uci-har/"))
struct RealUCIHARTests {
  private func counts(_ part: LabelledSequences) -> [Int] {
    part.labels.reduce(into: [Int](repeating: 0, count: part.classCount)) { $0[Int($1)] += 1 }
  }

  @Test func windows() throws {
    let data = try UCIHAR(at: #require(dataFolder), channels: 9).dataset
    #expect(data.train.count == 7_352 && data.test.count == 2_947)
    #expect(data.train.steps == 128 && data.channelNames == SmallHAR.signals)
    #expect(counts(data.train) == [1226, 1073, 986, 1286, 1374, 1407])
    #expect(counts(data.test) == [496, 471, 420, 491, 532, 537])
    #expect(
      Set(data.train.subjects).sorted() == [
        1, 3, 5, 6, 7, 8, 11, 14, 15, 16, 17, 19, 21, 22, 23, 25, 26, 27, 28, 29, 30,
      ])
    #expect(Set(data.test.subjects).sorted() == [2, 4, 9, 10, 12, 13, 18, 20, 24])
    // The first numbers of body_acc_x, body_gyro_x and total_acc_x.
    let first = data.train.values(of: [0])
    #expect([first[0], first[9], first[18]] == [1.8085150e-4, 1.0138560e-2, 9.2755740e-3])
    #expect(
      [first[3], first[4], first[5]] == [3.0191220e-2, 6.6013620e-2, 2.2858640e-2])
    #expect(
      [first[6], first[7], first[8]] == [1.0128170e+0, -1.2321670e-1, 1.0293410e-1])
    let six = try UCIHAR(at: #require(dataFolder)).train
    #expect(
      six.channels == 6
        && six.values(of: [7_351])[6..<12] == [
          -1.7380250e-1, -5.8310430e-2, 2.2679760e-1, -2.6791200e-1, 1.7120000e-1, 1.0347570e-1,
        ])
  }

  /// The figures were computed by NumPy in double precision.
  @Test func statistics() throws {
    let train = try UCIHAR(at: #require(dataFolder)).train
    let statistics = SequenceStatistics(of: train)
    let means = [
      -0.0006363030544693897, -0.00029229686236781897, -0.00027529941213939613,
      0.0005064646552682053, -0.0008237808526304199, 0.00011294844601932034,
    ]
    let deviations = [
      0.19484633960395445, 0.12242748125147139, 0.10687880597560477, 0.4068150648265633,
      0.38185431863954256, 0.2557431391368996,
    ]
    for channel in 0..<6 {
      #expect(abs(statistics.means[channel] - means[channel]) < 1e-12)
      #expect(abs(statistics.standardDeviations[channel] - deviations[channel]) < 1e-12)
    }
    let again = SequenceStatistics(of: train.standardized(with: statistics))
    #expect(again.means.allSatisfy { abs($0) < 1e-6 })
    #expect(again.standardDeviations.allSatisfy { abs($0 - 1) < 1e-6 })
  }

  @Test func validationSubjects() throws {
    let subjects = try UCIHAR(at: #require(dataFolder)).train.subjects
    let split = try SubjectSplit(holdingOut: 0.1, of: subjects, seed: 1)
    #expect((2...4).contains(split.heldOutSubjects.count))
    #expect((736..<1_200).contains(split.heldOut.count))
  }

  @Test func checksums() throws {
    let files = try UCIHAR.verify(at: #require(dataFolder))
    #expect(files.count == 23)
    let unknown = files.filter { $0.expected == nil }.map { file in
      file.path.split(separator: "/").last.map(String.init) ?? ""
    }
    #expect(
      unknown.map { $0.replacingOccurrences(of: ".gz", with: "") } == [
        "body_acc_x_train.txt", "body_acc_y_train.txt", "body_acc_z_train.txt",
        "body_acc_x_test.txt",
      ])
    for file in files where file.expected != nil {
      #expect(file.isKnown, "\(file.path): \(file.found)")
    }
  }
}
