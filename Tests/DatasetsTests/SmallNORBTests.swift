import Datasets
import Foundation
import TestFiles
import Testing

@Suite struct SmallNORBTests {
  private let count = SmallPairs.trainingCount + SmallPairs.testingCount

  private func load(
    _ folder: String, _ split: PairSplit.Kind = .instances, seed: UInt64 = 0
  ) throws -> SmallNORB {
    try SmallNORB(
      at: folder, split: split, splitSeed: seed, cacheDirectory: "\(folder)/cache")
  }

  @Test(arguments: ["", "/small-norb"], [true, false])
  func loads(place: String, compressed: Bool) throws {
    try withTemporaryFolder { folder in
      try SmallPairs().write(to: folder + place, compressed: compressed)
      let data = try load(folder)
      #expect(data.title == "Small-NORB" && !data.isStandIn)
      #expect(data.dataset.name == "small-norb" && data.dataset.classNames.count == 5)
      #expect(data.train.count == 6 && data.test.count == 4)
      #expect((data.train.height, data.train.width, data.train.channels) == (96, 96, 2))
      let expected = (0..<count).flatMap { SmallPairs.image($0) }
      #expect(try pixels(data.train) + pixels(data.test) == expected)
      #expect(try data.test.image(2) == SmallPairs.image(8))
      let factors = data.train.factors
      #expect(factors.map(\.name) == ["category", "elevation", "azimuth", "lighting"])
      #expect(factors.map(\.classCount) == [5, 9, 18, 6])
      let rows = (0..<count).map { SmallPairs.information($0) }
      let all = zip(factors, data.test.factors).map { $0.values + $1.values }
      #expect(all[0] == (0..<count).map { Int32($0 % 5) })
      #expect(all[1] == rows.map { Int32($0[1]) })
      #expect(all[2] == rows.map { Int32($0[2] / 2) })
      #expect(all[3] == rows.map { Int32($0[3]) })
    }
  }

  @Test func theFolderNamedForItIsPreferred() throws {
    try withTemporaryFolder { folder in
      var wrong = SmallPairs()
      wrong.files = wrong.files.mapValues { _ in [] }
      try wrong.write(to: folder)
      try SmallPairs().write(to: "\(folder)/small-norb")
      #expect(try load(folder).train.count == 6)
      try write([], "\(folder)/small-norb/RENDERED-STAND-IN.txt")
      let standIn = try load(folder)
      #expect(standIn.isStandIn && standIn.title == "rendered stand-in")
      #expect(try standIn.keepingLabels(2, seed: 1).title == "rendered stand-in")
      #expect(try standIn.keepingLabels(2, seed: 1).isStandIn)
      #expect(SmallNORB.standInVersion(at: folder) == nil)
      try write(Array("pairs: 4\nversion: 1\n".utf8), "\(folder)/small-norb/RENDERED-STAND-IN.txt")
      #expect(SmallNORB.standInVersion(at: folder) == 1)
      #expect(try load(folder).train.count == 6)
    }
  }

  @Test func pooledSplit() throws {
    try withTemporaryFolder { folder in
      try SmallPairs().write(to: folder)
      let data = try load(folder, .pooled, seed: 4)
      let split = try #require(data.dataset.split)
      #expect(split == data.split && split.heldOut.count == 1)
      #expect(data.train.count == 9 && data.test.count == 1)
      for (part, rows) in [(data.train, split.training), (data.test, split.heldOut)] {
        #expect(part.labels == rows.map { Int32($0 % 5) })
        #expect(try pixels(part) == rows.flatMap { SmallPairs.image($0) })
      }
      // Views of views, in any order.
      let chosen = data.train.selecting([8, 0, 3, 0]).selecting([2, 0])
      #expect(try pixels(chosen) == pixels(data.train.selecting([3, 8])))
      #expect(try chosen.image(1) == SmallPairs.image(split.training[8]))
    }
  }

  @Test func whatIsMissing() throws {
    try withTemporaryFolder { folder in
      let none = failure { _ = try load(folder) }
      #expect(none?.kind == .notFound)
      #expect(none?.description.contains("\(folder)/small-norb; put the six files") == true)
      #expect(none?.description.contains("continuum data make small-norb") == true)
      try SmallPairs().write(to: folder, compressed: true)
      let name = "\(SmallPairs.testing)-info.mat.gz"
      try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
      let one = failure { _ = try load(folder) }
      #expect(one?.kind == .notFound && one?.description.contains(name) == true)
    }
  }

  /// One file of the six is replaced; the error must name it and say what was found.
  private func expectError(
    _ name: String, _ bytes: [UInt8], _ found: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for compressed in [false, true] {
      try withTemporaryFolder { folder in
        var small = SmallPairs()
        small.files[name] = bytes
        try small.write(to: folder, compressed: compressed)
        let error = failure { _ = try load(folder, .pooled) }
        #expect(error?.kind == .badData, sourceLocation: sourceLocation)
        let line = error?.description ?? ""
        let path = "\(folder)/\(name)\(compressed ? ".gz" : "")"
        #expect(line.hasPrefix("\(path): found "), "\(line)", sourceLocation: sourceLocation)
        #expect(line.contains(found), "\(line)", sourceLocation: sourceLocation)
        #expect(!line.contains("\n"), sourceLocation: sourceLocation)
      }
    }
  }

  @Test func wrongForms() throws {
    let (pairs, categories) = ("\(SmallPairs.training)-dat.mat", "\(SmallPairs.testing)-cat.mat")
    let information = "\(SmallPairs.training)-info.mat"
    let good = SmallPairs().files
    let all = try #require(good[pairs])
    try expectError(pairs, Array(all.dropLast()), "110591")
    try expectError(pairs, Array(all[..<5]), "5 bytes")
    try expectError(
      pairs, try #require(good[information]), "int [6, 4], expected byte [n, 2, 96, 96]")
    try expectError(
      pairs, matrix(Magic.byte, 4, [12, 1, 96, 96], Array(all.dropFirst(24))),
      "byte [12, 1, 96, 96], expected byte [n, 2, 96, 96]")
    try expectError(
      categories, matrix(Magic.byte, 1, [4, 1, 1], [0, 1, 2, 3]), "byte [4], expected int [n]")
    try expectError(
      categories, matrix(Magic.int, 1, [3, 1, 1], littleEndian([0, 1, 2])),
      "3 categories, expected 4, one for each pair in ")
    try expectError(
      information, matrix(Magic.int, 2, [5, 4, 1], littleEndian(Array(repeating: 0, count: 20))),
      "5 rows of factors, expected 6")
    try expectError(
      information, matrix(Magic.int, 2, [6, 3, 1], littleEndian(Array(repeating: 0, count: 18))),
      "int [6, 3], expected int [n, 4]")
  }

  @Test(arguments: [
    (0, 10, "instance 10 at index 5, expected 0 to 9"), (0, -1, "instance -1 at index 5"),
    (1, 9, "elevation 9 at index 5, expected 0 to 8"),
    (2, 36, "azimuth 36 at index 5, expected 0, 2, … 34"), (2, 7, "azimuth 7 at index 5"),
    (2, -2, "azimuth -2 at index 5"), (3, 6, "lighting 6 at index 5, expected 0 to 5"),
    (3, 256, "lighting 256 at index 5"),
  ])
  func factorsOutOfRange(column: Int, value: Int, found: String) throws {
    var rows = (0..<6).flatMap { SmallPairs.information($0) }
    rows[5 * 4 + column] = value
    try expectError(
      "\(SmallPairs.training)-info.mat", matrix(Magic.int, 2, [6, 4, 1], littleEndian(rows)), found)
  }

  @Test func categoriesOutOfRange() throws {
    try expectError(
      "\(SmallPairs.testing)-cat.mat",
      matrix(Magic.int, 1, [4, 1, 1], littleEndian([0, 4, 5, 1])),
      "category 5 at index 2, expected 0 to 4")
  }

  @Test(arguments: [true, false]) func verifies(compressed: Bool) throws {
    try withTemporaryFolder { folder in
      try SmallPairs().write(to: folder, compressed: compressed)
      func verify() throws -> [VerifiedFile] {
        try SmallNORB.verify(at: folder, cacheDirectory: "\(folder)/cache")
      }
      let files = try verify()
      #expect(files.count == 6 && files.allSatisfy { $0.expected == nil && $0.found.count == 64 })
      #expect(files[0].path.hasSuffix(compressed ? "training-dat.mat.gz" : "training-dat.mat"))
      #expect(
        files[0].remark
          == "byte [6, 2, 96, 96], structure as it should be; no published checksum is known")
      try write([], "\(folder)/RENDERED-STAND-IN.txt")
      #expect(try verify().allSatisfy { $0.remark?.contains("rendered stand-in") == true })
    }
  }
}
