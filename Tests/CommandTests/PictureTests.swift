import Foundation
import TestFiles
import Testing

@Suite struct PictureTests {
  /// Width and height that the header of a PNG file states.
  private func size(_ path: String) throws -> [Int] {
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    try #require(bytes.count > 57)
    #expect(bytes.starts(with: [137, 80, 78, 71, 13, 10, 26, 10]))
    #expect(String(decoding: bytes[12..<16], as: UTF8.self) == "IHDR")
    #expect(String(decoding: bytes.suffix(8).prefix(4), as: UTF8.self) == "IEND")
    return [16, 20].map { bytes[$0..<$0 + 4].reduce(0) { $0 << 8 | Int($1) } }
  }

  private func bytes(_ path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path))
  }

  @Test func aRunsPictures() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let run = "\(folder)/run"
      let trained = try Command.run(training(folder, "--max-steps", "2", "--labels", "20"))
      #expect(trained.status == 0, "\(trained.errors)")
      // Twenty test images fill one row; samples have a row for each of ten classes.
      #expect(try size("\(run)/images/reconstructions.png") == [602, 62])
      #expect(try size("\(run)/images/samples.png") == [602, 302])

      let picture = "\(folder)/picture.png"
      let reconstructed = try Command.run(
        ["reconstruct", run, "--output", picture, "--count", "8", "--json"])
      #expect(reconstructed.status == 0, "\(reconstructed.errors)")
      let document = try reconstructed.json()
      #expect(document["width"] as? Int == 242 && document["height"] as? Int == 122)
      #expect(document["step"] as? Int == 2 && document["output"] as? String == picture)
      #expect(try size(picture) == [242, 122])
      let first = try bytes(picture)
      let drawn = try Command.run(
        ["reconstruct", run, "--output", picture, "--count", "8", "--seed", "3"])
      #expect(drawn.status == 0, "\(drawn.errors)")
      #expect(try bytes(picture) != first)

      let sampled = try Command.run(["sample", run, "--output", picture])
      #expect(sampled.status == 0, "\(sampled.errors)")
      #expect(try bytes(picture) == bytes("\(run)/images/samples.png"))
      let other = try Command.run(["sample", run, "--output", picture, "--seed", "9"])
      #expect(other.status == 0, "\(other.errors)")
      #expect(try bytes(picture) != bytes("\(run)/images/samples.png"))
    }
  }

  @Test func picturesWithoutClasses() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let trained = try Command.run(training(folder, "--max-steps", "1", "--family", "eu"))
      #expect(trained.status == 0, "\(trained.errors)")
      let picture = "\(folder)/picture.png"
      let sampled = try Command.run(
        ["sample", "\(folder)/run", "--output", picture, "--count", "30"])
      #expect(sampled.status == 0, "\(sampled.errors)")
      #expect(try size(picture) == [902, 302])
    }
  }

  @Test func picturesThatCannotBeMade() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let trained = try Command.run(training(folder, "--max-steps", "1", "--family", "es"))
      #expect(trained.status == 0, "\(trained.errors)")
      let run = "\(folder)/run"
      let picture = "\(folder)/picture.png"
      #expect(!FileManager.default.fileExists(atPath: "\(run)/images"))
      for command in ["reconstruct", "sample"] {
        let refused = try Command.run([command, run, "--output", picture])
        expectFailure(refused, 64, "es", "decoder", "eu")
        let count = try Command.run([command, run, "--output", picture, "--count", "0"])
        expectFailure(count, 64, "--count", "0")
        let none = try Command.run([command, "\(folder)/none", "--output", picture])
        expectFailure(none, 66, "\(folder)/none")
      }
      #expect(!FileManager.default.fileExists(atPath: picture))
    }
  }
}
