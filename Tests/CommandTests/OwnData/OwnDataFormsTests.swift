import Files
import Foundation
import TestFiles
import Testing

/// The forms in which one's own data are read, as other programs write them.
@Suite struct OwnDataFormsTests {
  private func expectTraining(
    _ path: String, _ folder: String, _ more: [String] = [],
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let trained = try Command.run(OwnData.training(path, run: "\(folder)/run", "--json") + more)
    #expect(trained.status == 0, "\(trained.errors)", sourceLocation: location)
    let labelled = try trained.json()["labelled"] as? Int
    #expect(labelled ?? 0 > 0, sourceLocation: location)
  }

  @Test(arguments: [
    "\u{FEFF}" + OwnData.table(), OwnData.table(separator: ";"), OwnData.table(newline: "\r\n"),
    OwnData.table().replacingOccurrences(of: "cat", with: "\"big; \"\"cat\"\"\""),
    OwnData.table() + "\n\n",
  ])
  func tables(text: String) throws {
    try withFolder { folder in
      try OwnData.write(Array(text.utf8), "\(folder)/data.csv")
      try expectTraining("\(folder)/data.csv", folder, ["--label-column", "kind"])
    }
  }

  /// A label of one's own for rows without one, and groups that stay together.
  @Test func unlabelledValuesAndGroups() throws {
    try withFolder { folder in
      let lines = OwnData.table().split(separator: "\n").enumerated().map { index, line in
        index == 0
          ? "\(line),person"
          : "\(line.hasSuffix(",") ? "\(line)unknown" : "\(line)"),\(index / 4)"
      }
      try OwnData.write(
        Array(lines.map { $0 + "\n" }.joined().utf8), "\(folder)/data.csv")
      try expectTraining(
        "\(folder)/data.csv", folder,
        [
          "--label-column", "kind", "--unlabelled-value", "unknown", "--group-column", "person",
          "--test-share", "0.3",
        ])
      let description = try String(contentsOfFile: "\(folder)/run/data.json", encoding: .utf8)
      #expect(!description.contains("unknown") && !description.contains("person"))
    }
  }

  @Test func arraysWithOtherNamesAndATestPart() throws {
    try withFolder { folder in
      let labels = NamedArray("digit", shape: [OwnData.count], values: .int64(OwnData.labels))
      let path = "\(folder)/data.npz"
      try NpzFile.write(
        [
          OwnData.pictures().named("image"), labels, OwnData.pictures(6).named("image_test"),
          NamedArray("digit_test", shape: [6], values: .int64([0, 1, 0, 1, 0, 1])),
        ], to: path)
      try expectTraining(path, folder, ["--x-key", "image", "--y-key", "digit"])
      let evaluated = try Command.run(["evaluate", "\(folder)/run", "--json"])
      #expect(try evaluated.json()["samples"] as? Int == 6)
    }
  }

  @Test(arguments: [1, 3], [8, 16])
  func pictures(channels: Int, bits: Int) throws {
    try withFolder { folder in
      for row in 0..<12 {
        let values = (0..<64 * channels).map { ($0 * 3 + row * 40) % 256 }
        let image = PNGImage(
          height: 8, width: 8, channels: channels,
          values: bits == 8 ? .uint8(values.map { UInt8($0) }) : .uint16(values.map { UInt16($0) }))
        let name = row % 3 == 2 ? "unlabelled" : "\(row % 2)"
        try OwnData.write(PNGFile.bytes(of: image), "\(folder)/pictures/train/\(name)/\(row).png")
        guard row < 2 else { continue }
        try OwnData.write(PNGFile.bytes(of: image), "\(folder)/pictures/test/\(name)/\(row).png")
      }
      try expectTraining("\(folder)/pictures", folder)
    }
  }

  @Test func anAlphaChannelIsRefused() throws {
    try withFolder { folder in
      try OwnData.writePictures("\(folder)/pictures")
      let text =
        "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAYAAADED76LAAAAFklEQVR42mNkZGJmYcADmBgIgOGhAAATegAawOZJ6QAA"
        + "AABJRU5ErkJggg=="
      let bytes = try #require(Data(base64Encoded: text))
      try OwnData.write([UInt8](bytes), "\(folder)/pictures/cat/clear.png")
      let refused = try Command.run(
        OwnData.training("\(folder)/pictures", run: "\(folder)/run"))
      #expect(refused.status == 65 && refused.errorLines.count == 1, "\(refused.errors)")
      #expect(refused.errors.contains("clear.png") && refused.errors.contains("alpha"))
    }
  }
}
