import Foundation
import Runs
import TestFiles
import Testing
import Training

@Suite struct RowFileTests {
  private func rows(
    _ text: String, count: Int? = 10, pictures: [String]? = nil
  ) throws -> [Int] {
    var rows: [Int] = []
    try withFolder { folder in
      let path = "\(folder)/rows.txt"
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      rows = try RowFile(path, count: count, pictures: pictures).rows
    }
    return rows
  }

  @Test func numbersAndLinesOfScores() throws {
    #expect(try rows("3\n0\n\n 9 \r\n") == [3, 0, 9])
    #expect(try rows("sample\tscore\tstandard error\n3\t100.2\t0.1\n7\t99\t0.2\n") == [3, 7])
    #expect(try rows("device: the host\nrow\tentropy\n4\t0.7\n") == [4])
    #expect(try rows("") == [])
    #expect(try rows("12\n", count: nil) == [12])
    let pictures = ["cat/1.png", "dog/2.png"]
    #expect(try rows("picture\tscore\ndog/2.png\t1\n0\n", count: 2, pictures: pictures) == [1, 0])
  }

  @Test(arguments: [
    ("10\n", "line 1", "'10'"), ("3\n-1\n", "line 2", "'-1'"), ("cat\n", "'cat'", "0 to 9"),
    ("3\n4\n3\n", "line 3", "row 3 again, as in line 1"), ("1.5\n", "'1.5'", "row number"),
  ])
  func otherLinesAreNamed(_ text: String, _ place: String, _ found: String) {
    let error = #expect(throws: RunError.self) { try rows(text) }
    #expect(error?.kind == .badData)
    #expect(error?.description.contains(place) == true)
    #expect(error?.description.contains(found) == true, "\(error?.description ?? "")")
  }

  @Test func aMissingFileIsNamed() {
    let error = #expect(throws: RunError.self) { try RowFile("/nowhere/rows.txt") }
    #expect(error?.kind == .notFound)
  }
}
