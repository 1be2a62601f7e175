import Datasets
import Testing

@Suite struct CSVRefusalTests {
  /// What is wrong with a table whose column `y` has labels, as the error says after the path.
  @Test(arguments: [
    ("a,y\n1,u\n,v\n", "found nothing in line 3, column a, expected a number"),
    ("a,y\n1,u\n \"\" ,v\n", "found nothing in line 3, column a, expected a number"),
    ("a,y\n1,u\nx,v\n", "found 'x' in line 3, column a, expected a number; leave out"),
    ("a,y\n1,u\n1 2,v\n", "found '1 2' in line 3, column a, expected a number"),
    ("a,y\nnan,u\n2,v\n", "found 'nan' in line 2, column a, expected a finite decimal number"),
    ("a,y\n-inf,u\n2,v\n", "found '-inf' in line 2, column a, expected a finite decimal number"),
    ("a,y\n1e39,u\n2,v\n", "found '1e39' in line 2, column a, expected a finite decimal number"),
    (
      "a;y\n1;u\n2,5;v\n", "found '2,5' in line 3, column a, expected a number with a decimal point"
    ),
    ("a,b,y\n1,\"2\n\",u\n1,,v\n", "found nothing in line 4, column b, expected a number"),
    ("a,y\r\n\r\n1,u\r\n", "found nothing in line 2, expected 2 cells; remove the line"),
    ("a,y\n1,u\n1,2,v\n", "found 3 cells in line 3, expected 2, as in the header line"),
    ("a,b,y\n1,u\n", "found 2 cells in line 2, expected 3, as in the header line"),
    ("a,b,y\n1\n", "found 1 cell in line 2, expected 3, as in the header line"),
    ("a,a,y\n", "found the name 'a' for columns 1 and 2 in line 1, expected another name"),
    (
      "\"a\nb\",\"a\nb\",y\n",
      "found the name 'a?b' for columns 1 and 2 in line 1, expected another name"
    ),
    (",a,y\n", "found no name for column 1 in line 1, expected a name for every column"),
    ("1,2.5,-3\n", "found only numbers in line 1, expected a header line"),
    ("\na,y\n", "found nothing in line 1, expected a header line"),
    ("y\nu\nv\n", "found no column besides 'y', expected at least one column of numbers"),
    ("a,y\n", "found no row after the header line, expected a header line and rows"),
    ("", "found an empty file, expected a header line and rows"),
    ("a,y\n1,\"u\n2,v\n", "found a quote in line 2 that is not closed, expected a closing quote"),
    (
      "a,y\n1,u\n2,v\"w\"x\n",
      "found a quote inside a cell, or text after a closing quote, in line 3"
    ),
    (
      "a,y\n1,u\n2,\"v\"x\n",
      "found a quote inside a cell, or text after a closing quote, in line 3"
    ),
    ("<!DOCTYPE html><html></html>", "found an HTML page, expected a CSV file"),
    ("GIF89a", "found a GIF picture, expected a CSV file"),
  ])
  func namesThePlace(text: String, message: String) {
    for chunkBytes in [1, 1 << 22] {
      var table = SmallTable(text, labels: ["y"])
      table.chunkBytes = chunkBytes
      let error = table.error
      #expect(error?.kind == .badData)
      #expect(
        error?.description.contains("/table.csv: \(message)") == true,
        "\(String(describing: error))")
      #expect(error?.description.contains("\n") == false)
    }
  }

  @Test func otherEncodings() {
    let latin = SmallTable(Array("a,y\n1,u\n2,".utf8) + [0xE9, 0x0A], labels: ["y"]).error
    #expect(latin?.kind == .badData)
    #expect(latin?.description.contains("found bytes that are not UTF-8 in line 3") == true)
    let wide = SmallTable([0xFF, 0xFE, 0x61, 0, 0x0A, 0]).error
    #expect(wide?.kind == .badData)
    #expect(wide?.description.contains("found text in UTF-16, expected text in UTF-8") == true)
  }

  @Test func columnsThatAreNotThere() {
    let text = "a,b,y\n1,2,u\n3,4,v\n"
    let label = SmallTable(text, labels: ["z"]).error
    #expect(label?.kind == .usage)
    #expect(
      label?.description.hasPrefix("label-column: found 'z', expected a column of ") == true)
    #expect(label?.description.hasSuffix("/table.csv: 'a', 'b', 'y'") == true)
    let group = SmallTable(text, labels: ["y"], group: "A").error
    #expect(group?.kind == .usage)
    #expect(group?.description.hasPrefix("group-column: found 'A', expected a column") == true)
    let twice = SmallTable(text, labels: ["y", "y"]).error
    #expect(
      twice
        == .usage(
          setting: "label-column", found: "'y' twice", expected: "each column once"))
  }

  @Test func listsNoMoreThanTwentyColumns() {
    let names = (0..<784).map { "p\($0)" }.joined(separator: ",")
    let error = SmallTable(names + "\n", labels: ["y"]).error
    #expect(error?.description.hasSuffix("'p18', 'p19' and 764 more") == true)
  }

  @Test func aTextualColumnIsNoFeature() {
    let error = SmallTable("a,y\n1,u\n").error
    #expect(
      error?.description.hasSuffix(
        "name it as column of labels or groups") == true)
  }

  @Test func groupsAreComplete() {
    let error = SmallTable("a,g\n1,p\n2,\n", group: "g").error
    #expect(error?.description.contains("found nothing in line 3, column g") == true)
  }
}
