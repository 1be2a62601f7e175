import Datasets
import Files
import TestFiles

/// The readers of the known data sets' files, of tables, and of what a run saves of its data.
package let datasetReaders = [
  Reader(
    "idx-images", file: "images-idx3-ubyte",
    seeds: { _ in packed(SmallData.idx([3, 4, 4], (0..<48).map { UInt8($0) })) },
    readings: [{ _ = try IDXFile($0, dimensions: 3).values() }]),
  Reader(
    "idx-labels", file: "labels-idx1-ubyte",
    seeds: { _ in packed(SmallData.idx([5], SmallData.labels(5))) },
    readings: [{ _ = try IDXFile($0, dimensions: 1).values() }]),
  Reader(
    "matrix", file: "x-dat.mat",
    seeds: { _ in
      let (bytes, words) = ([UInt8](0..<24), [UInt8](repeating: 1, count: 32))
      return packed(MatrixHeader(.byte, shape: [3, 2, 2, 2]).bytes + bytes)
        + packed(MatrixHeader(.int, shape: [2, 4]).bytes + words)
        + packed(MatrixHeader(.double, shape: [4]).bytes + words)
    },
    readings: [{ try readMatrix($0) }]),
  Reader(
    "har-signals", file: "signal.txt",
    seeds: { _ in
      let lines = (0..<3).map { row in
        SmallHAR.line((0..<4).map { SmallHAR.value("train", row, $0, 0) })
      }
      return packed(Array(lines.joined().utf8))
    },
    readings: [{ _ = try SignalFile($0, steps: 4).values(count: 3, as: "y.txt") }]),
  Reader(
    "har-labels", file: "y.txt",
    seeds: { _ in packed(Array("1\n2\n6\r\n\n".utf8)) },
    readings: [{ _ = try IntegerFile($0, noun: "activity", in: 1...6) }]),
  Reader(
    "csv", file: "x.csv",
    seeds: { _ in tables.map { Array($0.utf8) } },
    readings: [{ try load($0) }, { try load($0, options) }, { try load($0, like: description) }]),
  Reader(
    "data", file: "data.json",
    prepare: { try write(Array(tables[0].utf8), $0 + "/x.csv") },
    seeds: { _ in descriptions.map { Array($0.utf8) } },
    readings: [{ try readDescription($0) }]),
]

private let tables = [
  "a,b,y\n1,2,cat\n3,4.5,dog\n-1e3,+2.,cat\n0,0,\n",
  "\u{FEFF}a;b;y\r\n\"1\";2;0\r\n3;4;1\r\n",
  "\"a\"\"x\"\t\"b\ny\"\ty\n1\t2\t3\n",
]

private let descriptions = [
  """
  {"columns":["a","b"],"element":"float","heads":[{"classes":["cat","dog"],"name":""}],
  "isUnitRange":false,"kind":"table","sampleShape":[2],
  "statistics":{"means":[0.5,1.25],"standard_deviations":[1,0]}}
  """,
  #"{"element":"byte","heads":[],"isUnitRange":true,"kind":"image","sampleShape":[28,28,1]}"#,
]

private let options = {
  var options = UserDataOptions()
  options.labelColumns = ["y"]
  options.testShare = 0
  return options
}()

private let description = DataDescription(
  kind: .table, sampleShape: [2], element: .float, isUnitRange: false,
  heads: [DataDescription.Head(classes: ["cat", "dog"])], columns: ["b", "a"])

/// The file as it is and as gzip data.
private func packed(_ bytes: [UInt8]) -> [[UInt8]] { [bytes, gzip(bytes)] }

private func load(_ path: String, like description: DataDescription) throws {
  let data = try UserDataset.load(path, options, splitSeed: 1, like: description)
  _ = try data.train.values(of: 0..<min(2, data.train.count))
}

private func readMatrix(_ path: String) throws {
  let matrix = try MatrixFile(path, cacheDirectory: path + ".cache")
  var bytes = [UInt8](repeating: 0, count: matrix.header.dataSize)
  try bytes.withUnsafeMutableBytes { try matrix.read(0..<matrix.rowCount, into: $0) }
  if matrix.header.element == .int { _ = try matrix.integers() }
}

/// Reads a description and, where nothing is wrong with it, a table in its form.
private func readDescription(_ path: String) throws {
  let description = try JSONFile.read(DataDescription.self, from: path)
  guard description.fault == nil else { return }
  _ = description.valuesPerSample
  try load(String(path.dropLast("data.json".count)) + "x.csv", like: description)
}
