import Files
import Foundation
import TestFiles
import Testing

/// What `predict` refuses for a run on one's own data, in one line with the place and the reason.
@Suite struct OwnInputRefusalTests {
  private func expect(
    _ finished: Finished, _ words: [String], _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(finished.status == 65, "\(finished.errors)", sourceLocation: location)
    #expect(finished.errorLines.count == 1, "\(finished.errors)", sourceLocation: location)
    for word in words {
      #expect(finished.errors.contains(word), "\(finished.errors)", sourceLocation: location)
    }
  }

  @Test func tables() throws {
    try withFolder { folder in
      let run = try OwnRun(.table, in: folder)
      let tables: [(String, [String])] = [
        ("height,mass,kind\n1,2,cat\n", ["no column 'weight'", "'mass'", "in any order"]),
        ("height\n1\n", ["no column 'weight'"]),
        ("height,weight,age\n1,2,3\n", ["a column 'age'", "leave out 'age'"]),
        ("height,height,weight\n1,1,2\n", ["the name 'height'"]),
        ("weight,height\n1,nan\n", ["line 2", "height"]),
        ("weight,height,kind\n1,2,cat\n1,,dog\n", ["line 3", "height"]),
        ("weight,height\n1,1e9\n", ["line 2, column height", "standard deviations"]),
        ("weight,height\n", ["no row"]),
        ("", ["empty"]),
      ]
      for (text, words) in tables { expect(try run.predict(run.write(text)), words) }
      // Not even an empty file is left.
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/out.npz"))
      let bytes = NamedArray("", shape: [2, 2], values: .uint8([1, 2, 3, 4]))
      try NpyFile.write(bytes, to: "\(folder)/x.npy")
      expect(try run.predict("\(folder)/x.npy"), ["unsigned bytes", "astype"])
      try OwnData.writePictures("\(folder)/pictures")
      expect(try run.predict("\(folder)/pictures"), ["pictures", "table samples"])
    }
  }

  @Test func arrays() throws {
    try withFolder { folder in
      let run = try OwnRun(.arrays, in: folder)
      func zeros(_ shape: Int...) -> NamedArray {
        NamedArray(
          "", shape: shape, values: .uint8([UInt8](repeating: 0, count: shape.reduce(1, *))))
      }
      func floats(_ value: (Int) -> Float) -> NamedArray {
        NamedArray("", shape: [2, 8, 8], (0..<128).map(value))
      }
      let arrays: [(NamedArray, [String])] = [
        (zeros(2, 6, 8), ["shape [2, 6, 8]", "[N, 8, 8, 1]"]),
        (zeros(2, 1, 8, 8), ["x.transpose(0, 2, 3, 1)"]),
        (floats { $0 == 70 ? .nan : 0 }, ["NaN in row 1, element 6"]),
        (floats { Float($0) }, ["from 0.0 to 127.0", "divide"]),
      ]
      for (array, words) in arrays {
        try NpyFile.write(array, to: "\(folder)/x.npy")
        expect(try run.predict("\(folder)/x.npy"), words)
      }
      try NpzFile.write(
        [zeros(2, 8, 8).named("a"), zeros(2).named("b")], to: "\(folder)/two.npz")
      expect(try run.predict("\(folder)/two.npz"), ["2 arrays (a, b)", "called x"])
      expect(try run.predict(run.write("a,b\n1,2\n")), ["named columns", "[N, 8, 8, 1]"])
      expect(try run.predict(run.write("<html></html>", "x.npy")), ["HTML page"])
    }
  }

  @Test func pictures() throws {
    try withFolder { folder in
      let run = try OwnRun(.pictures, in: folder)
      try OwnData.writePictures("\(folder)/small", side: 4)
      expect(try run.predict("\(folder)/small"), ["4 x 4 pixels", "8 x 8 pixels of grey"])
      try OwnData.writePictures("\(folder)/parts/train")
      try OwnData.writePictures("\(folder)/parts/test")
      expect(try run.predict("\(folder)/parts"), ["train and test", "name one"])
      let missing = try run.predict("\(folder)/nowhere")
      #expect(missing.status == 66, "\(missing.errors)")
    }
  }
}
