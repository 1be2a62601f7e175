import Datasets
import TestFiles
import Testing

@Suite struct CSVTests {
  /// Two rows of two columns and two classes, written in several ways.
  @Test(arguments: [
    "a,b,y\n1,20,u\n3,40,v\n",
    "a,b,y\n1,20,u\n3,40,v",
    "a,b,y\r\n1,20,u\r\n3,40,v\r\n",
    "a,b,y\r1,20,u\r3,40,v\r",
    "a;b;y\n1;20;u\n3;40;v\n",
    "a\tb\ty\n1\t20\tu\n3\t40\tv\n",
    "\u{FEFF}a,b,y\r\n1,20,u\r\n3,40,v",
    "\"a\",\"b\",\"y\"\n\"1\",\"20\",\"u\"\n\"3\",\"40\",\"v\"\n",
    "a , b,  y\n 1,20 , u \n+3.0,4e1, v\n",
    "y,a,b\nu,1,20\nv,3,40\n",
    "a,y,b\n1,u,20\n3,v,40\n\n \n\r\n",
  ])
  func readsTheSameTable(text: String) throws {
    for chunkBytes in [1, 5, 1 << 22] {
      var table = SmallTable(text, labels: ["y"])
      table.chunkBytes = chunkBytes
      let data = try table.load()
      #expect(data.description.columns == ["a", "b"])
      #expect(data.description.heads == [.init(classes: ["u", "v"])])
      #expect(data.description.statistics?.means == [2, 30])
      #expect(data.description.statistics?.standardDeviations == [1, 10])
      #expect(try data.train.allValues() == [-1, -1, 1, 1])
      #expect(data.train.labels == [0, 1])
    }
  }

  @Test func describesATable() throws {
    let data = try SmallTable("a,b\n0,1\n1,0\n").load(as: "My Table.CSV")
    #expect(data.name == "My Table.CSV" && data.title == "My Table.CSV")
    #expect(data.description.kind == .table && data.description.sampleShape == [2])
    #expect(data.description.element == .float && data.description.heads.isEmpty)
    // Standardised values are not in 0…1 any more.
    #expect(!data.description.isUnitRange)
    #expect(data.train.factors.isEmpty && data.classNames.isEmpty)
    #expect(data.test.count == 0)
  }

  @Test func unpacksGzip() throws {
    let data = try SmallTable(gzip(Array("a\n1\n3\n".utf8))).load()
    #expect(data.description.statistics?.means == [2])
  }

  @Test func namesWithDelimitersAndQuotes() throws {
    let data = try SmallTable("\"a, b\",\"c \"\"d\"\"\",é\n1,2,3\n").load()
    #expect(data.description.columns == ["a, b", "c \"d\"", "é"])
  }

  @Test func semicolonsDoNotEndCellsOfCommas() throws {
    let data = try SmallTable("a,y\n1,u;v\n2,w\n", labels: ["y"]).load()
    #expect(data.classNames == ["u;v", "w"])
  }

  @Test(arguments: [
    ("1.5", 1.5), ("-0", -0.0), (" 2e-3 ", Double(Float(0.002))), (".5", 0.5),
    ("16777217", 16_777_216),
    ("0.1", Double(Float(0.1))), ("3.4028234e38", Double(Float.greatestFiniteMagnitude)),
    ("1e-50", 0),
  ])
  func numbers(text: String, value: Double) throws {
    let data = try SmallTable("a\n\(text)\n").load()
    #expect(data.description.statistics?.means == [value])
    #expect(data.description.statistics?.standardDeviations == [0])
  }

  /// Rows with several lines, and more rows than fit into a piece.
  @Test(arguments: [1, 7, 64, 700])
  func piecesDoNotMatter(chunkBytes: Int) throws {
    let rows = (0..<200).map { "\($0),\"class\n\($0 % 3)\",\(-$0)\n" }
    var table = SmallTable("a,y,b\n" + rows.joined(), labels: ["y"])
    table.chunkBytes = chunkBytes
    let data = try table.load()
    #expect(data.classNames == ["class\n0", "class\n1", "class\n2"])
    #expect(data.train.labels == (0..<200).map { Int32($0 % 3) })
    #expect(try data.train.rowNumbers() == Array(0..<200))
    let statistics = try #require(data.description.statistics)
    // Of 0 ..< n: the mean (n − 1) / 2, the variance (n² − 1) / 12.
    #expect(zip(statistics.means, [99.5, -99.5]).allSatisfy { abs($0 - $1) < 1e-11 })
    for deviation in statistics.standardDeviations {
      #expect(abs(deviation - (39_999.0 / 12).squareRoot()) < 1e-11)
    }
  }

  @Test func readsAFolderOfBothParts() throws {
    try withFolder { folder in
      try TestFiles.write(Array("a,y\n1,u\n3,v\n".utf8), "\(folder)/train.csv")
      try TestFiles.write(Array("a,y\n5,v\n".utf8), "\(folder)/test.csv")
      var options = UserDataOptions()
      options.labelColumns = ["y"]
      let data = try UserDataset.load(folder, options, splitSeed: 1)
      #expect(data.train.count == 2 && data.test.count == 1)
      #expect(try data.test.allValues() == [3] && data.test.labels == [1])
      try TestFiles.write(Array("b,y\n5,v\n".utf8), "\(folder)/test.csv")
      let error = failure { _ = try UserDataset.load(folder, options, splitSeed: 1) }
      #expect(error?.kind == .badData)
      #expect(error?.description.contains("test.csv: found other columns") == true)
    }
  }
}
