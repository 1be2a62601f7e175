import Datasets
import TestFiles
import Testing

@Suite struct UserDatasetTests {
  @Test func whatIsNotThere() {
    let error = failure { _ = try UserDataset.load("/nowhere/x.csv", splitSeed: 1) }
    #expect(error?.kind == .notFound)
    #expect(error?.description.hasPrefix("/nowhere/x.csv: no such file or folder; give") == true)
  }

  @Test(arguments: [
    ("x.zip", "unpack it"), ("x.tsv", "the ending .csv"),
    ("x.parquet", "convert the data"), ("x", "convert the data"),
  ])
  func otherFiles(name: String, advice: String) throws {
    try withFolder { folder in
      let path = "\(folder)/\(name)"
      try TestFiles.write([0], path)
      let error = failure { _ = try UserDataset.load(path, splitSeed: 1) }
      #expect(error?.kind == .badData)
      #expect(error?.description.contains("expected a .npz, a .npy, a .csv, a folder") == true)
      #expect(error?.description.contains(advice) == true)
    }
  }

  /// Integers come by value, then texts; `3.0` is 3, as programs write it beside empty cells.
  @Test func classesAreSorted() throws {
    let text = "a,y\n1,10\n2,b\n3,\n4,9.0\n5,-1\n6,-5\n7,a\n8,9\n9,?\n10,1.5\n11,-1.0\n"
    let data = try SmallTable(text, labels: ["y"], unlabelled: "?").load()
    #expect(data.classNames == ["-5", "9", "10", "1.5", "a", "b"])
    #expect(data.train.labels == [2, 5, -1, 1, -1, 0, 4, 1, -1, 3, -1])
    #expect(data.train.classCount == 6)
  }

  @Test func unlabelledValueMayBeANumber() throws {
    let data = try SmallTable("a,y\n1,0\n2,1\n3,2\n4,0.0\n", labels: ["y"], unlabelled: "0").load()
    #expect(data.classNames == ["1", "2"])
    #expect(data.train.labels == [-1, 0, 1, -1])
  }

  @Test func severalHeads() throws {
    let text = "shape,a,colour\nround,1,red\nsquare,2,\nround,3,blue\n"
    let data = try SmallTable(text, labels: ["colour", "shape"]).load()
    #expect(
      data.description.heads == [
        .init(name: "colour", classes: ["blue", "red"]),
        .init(name: "shape", classes: ["round", "square"]),
      ])
    #expect(data.train.factors.map(\.values) == [[1, -1, 0], [0, 1, 0]])
    #expect(data.train.factors.map(\.name) == ["colour", "shape"])
  }

  @Test func noLabelAtAll() throws {
    let data = try SmallTable("a,y,z\n1,,\n2,-1,\n", labels: ["y", "z"]).load()
    #expect(data.description.heads.isEmpty && data.train.factors.isEmpty)
    #expect(data.train.labels == [-1, -1])
  }

  @Test(arguments: [
    ("a,y\n1,u\n2,u\n3,\n", ["y"], "one class only ('u'), expected 2 to 65536 classes"),
    ("a,y,z\n1,u,p\n2,u,q\n", ["y", "z"], "one class only ('u') of 'y', expected"),
    ("a,y,z\n1,u,\n2,v,\n", ["y", "z"], "no label of 'z', expected 2 to 65536 classes"),
  ])
  func headsWithoutAChoice(text: String, labels: [String], message: String) {
    let error = SmallTable(text, labels: labels).error
    #expect(error?.kind == .badData)
    #expect(error?.description.contains("/table.csv: found \(message)") == true)
  }

  @Test func tooManyClasses() {
    func table(_ classes: Int) -> SmallTable {
      SmallTable("a,y\n" + (0..<classes).map { "1,\($0)\n" }.joined(), labels: ["y"])
    }
    #expect(table(65_536).error == nil)
    let error = table(65_537).error
    #expect(error?.kind == .badData)
    #expect(error?.description.contains("found 65537 classes, expected 2 to 65536") == true)
  }

  @Test func testLabelsAreThoseOfTraining() throws {
    try withFolder { folder in
      try TestFiles.write(Array("a,y\n1,u\n3,v\n".utf8), "\(folder)/train.csv")
      try TestFiles.write(Array("a,y\n5,u\n6,\n7,w\n".utf8), "\(folder)/test.csv")
      var options = UserDataOptions()
      options.labelColumns = ["y"]
      let error = failure { _ = try UserDataset.load(folder, options, splitSeed: 1) }
      #expect(error?.kind == .badData)
      #expect(
        error?.description.contains(
          "/test.csv: found the label 'w' in line 4, expected one of the 2 that training rows have")
          == true)
    }
  }

  /// Of two rows one is held out, and with it its class.
  @Test func everyClassHasATrainingRow() {
    let error = SmallTable("a,y\n1,u\n2,v\n", labels: ["y"], testShare: 0.5).error
    #expect(error?.kind == .badData)
    #expect(error?.description.contains("found no training row of class '") == true)
    #expect(error?.description.contains("another split seed") == true)
  }
}
