import Datasets
import TestFiles
import Testing

/// Tables that a trained model is applied to: columns are found by their names.
@Suite struct InputRowsTests {
  private let description = DataDescription(
    kind: .table, sampleShape: [2], element: .float, isUnitRange: false,
    heads: [.init(classes: ["u", "v"])], columns: ["a", "b"],
    statistics: ColumnStatistics(means: [1, 20], standardDeviations: [2, 10]))

  private var options: UserDataOptions {
    var options = UserDataOptions()
    options.labelColumns = ["y"]
    options.groupColumn = "g"
    options.testShare = 0
    return options
  }

  private func values(_ text: String) throws -> [Float] {
    var values: [Float] = []
    try withFolder { folder in
      try TestFiles.write(Array(text.utf8), "\(folder)/t.csv")
      let rows = try InputRows(table: "\(folder)/t.csv", like: description, options)
      values = try ArraySamples(rows.source, factors: []).allValues()
      #expect(rows.place(0) == "line 2")
    }
    return values
  }

  @Test(arguments: [
    "a,b\n1,20\n3,40\n", "b,a\n20,1\n40,3\n", "y,b,g,a\nu,20,,1\n,40,x,3\n",
    "b;y;a\r\n20;other;1\r\n40;;3\r\n",
  ])
  func columnsInAnyOrderWithLabelsOrWithout(text: String) throws {
    #expect(try values(text) == [1, 20, 3, 40])
  }

  @Test(arguments: [
    ("a,c\n1,2\n", "found no column 'b', but a column 'c', expected the columns"),
    ("b\n1\n", "found no column 'a', expected the columns"),
    ("c,a,d,b\n1,2,3,4\n", "found columns 'c', 'd', expected the columns"),
    ("A,b\n1,2\n", "found no column 'a', but a column 'A', expected the columns"),
    ("a,b\n1,x\n", "found 'x' in line 2, column b, expected a number"),
    ("a,b\n", "found no row after the header line"),
    ("", "found an empty file"),
    ("a,\"b\n1,2\n", "found a quote in line 1 that is not closed"),
  ])
  func whatDoesNotFitIsNamed(text: String, words: String) {
    let error = failure { _ = try values(text) }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  @Test func aDataSetIsLoadedAsTheDescriptionSays() throws {
    try withFolder { folder in
      let path = "\(folder)/t.csv"
      try TestFiles.write(Array("y,b,a\nv,40,3\n,20,1\nv,30,5\n".utf8), path)
      let data = try UserDataset.load(path, options, splitSeed: 1, like: description)
      // Class 0 does not occur, and the statistics are not those of these rows.
      #expect(data.train.factors.map(\.values) == [[1, -1, 1]])
      #expect(try data.train.allValues() == [1, 2, 0, 0, 2, 1])
      #expect(data.description == description && data.test.count == 0)
      try TestFiles.write(Array("y,b,a\nv,40,3\nw,20,1\n".utf8), path)
      let error = failure {
        _ = try UserDataset.load(path, options, splitSeed: 1, like: description)
      }
      let words = "found the class 'w', first in line 3, expected the classes that the run was"
      #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }
  }

  @Test func arraysKeepTheirOtherRulesButNotTheirNames() throws {
    try withFolder { folder in
      let description = DataDescription(
        kind: .sequence, sampleShape: [3, 2], element: .float, isUnitRange: false,
        heads: [.init(classes: ["0", "1"])])
      let path = "\(folder)/x.npy"
      try TestFiles.write(smallNpy(shape: [4, 3, 2]), path)
      var options = UserDataOptions()
      options.xKey = "samples"
      options.yKey = "classes"
      // The shape alone is ambiguous.
      let data = try UserDataset.load(path, options, splitSeed: 1, like: description)
      #expect(data.train.count == 4 && data.train.factors[0].values == [-1, -1, -1, -1])
      try TestFiles.write(smallNpy(shape: [4, 2, 2]), path)
      let error = failure {
        _ = try UserDataset.load(path, options, splitSeed: 1, like: description)
      }
      #expect(error?.description.contains("samples of shape [2, 2], expected") == true)
    }
  }

  /// A `.npy` file of small float32 numbers.
  private func smallNpy(shape: [Int]) -> [UInt8] {
    let dimensions = shape.map { "\($0)" }.joined(separator: ", ")
    var text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(dimensions)), }"
    text += String(repeating: " ", count: 117 - text.utf8.count) + "\n"
    var bytes: [UInt8] = [0x93]
    bytes += Array("NUMPY".utf8)
    bytes += [1, 0, 118, 0]
    bytes += Array(text.utf8)
    for index in 0..<shape.reduce(1, *) {
      withUnsafeBytes(of: Float(index)) { bytes += $0 }
    }
    return bytes
  }
}
