import Files
import Testing

@Suite struct PNGErrorTests {
  /// The line of the error that reading a committed picture ends in.
  private func line(_ name: String) throws -> String {
    let path = try fixture("PNG/\(name).png")
    let error = try #require(failure { _ = try PNGImage.read(path) })
    #expect(error.kind == .badData)
    #expect(error.description.hasPrefix("\(path): found "))
    return error.description
  }

  @Test(arguments: [
    ("grey_alpha", "an alpha channel"), ("rgb_alpha", "an alpha channel"),
    ("transparent_color", "transparent colours"), ("transparent_palette", "transparent colours"),
  ])
  func refusesTransparency(name: String, found: String) throws {
    let line = try line(name)
    #expect(line.contains("found a picture with \(found), expected grey or RGB; "))
    #expect(line.contains("remove the transparency"))
  }

  /// What a header promises takes no memory before the file can hold it.
  @Test(arguments: [
    ("no_rows", "28 × 0 pixels"), ("long_sides", "2147483647 × 2147483647 pixels"),
    ("large", "3600000000 bytes"), ("too_few_bytes", "cut off after 67 bytes"),
    ("too_few_rows", "damaged"),
  ])
  func refusesSizes(name: String, found: String) throws {
    let line = try line(name)
    #expect(line.contains(found))
  }

  @Test(arguments: [
    ([0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 0x4A, 0x46, 0x49, 0x46], "a JPEG picture", "convert"),
    (Array("GIF89a".utf8), "a GIF picture", "convert"),
    (Array("<!doctype html><title>Not found</title>".utf8), "an HTML page", "download"),
    ([1, 2, 3, 4, 5, 6, 7, 8, 9], "a file of an unknown format", "replace"),
    ([], "an empty file", "replace"),
  ])
  func namesOtherFiles(bytes: [UInt8], found: String, advice: String) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/x.png"
      try write(bytes, path)
      let line = failure { _ = try PNGReader(path) }?.description
      #expect(line?.hasPrefix("\(path): found \(found), expected a PNG picture; ") == true)
      #expect(line?.contains(advice) == true)
    }
  }

  @Test func aMissingFileIsNotFound() throws {
    try withTemporaryFolder { folder in
      #expect(failure { _ = try PNGReader("\(folder)/x.png") }?.kind == .notFound)
      #expect(failure { _ = try PNGReader(folder) }?.kind == .badData)
    }
  }

  /// No way to cut or change a file gives a picture.
  @Test(arguments: ["grey1", "rgb16", "palette2", "interlaced", "texts"])
  func refusesDamage(name: String) throws {
    let good = try contents(fixture("PNG/\(name).png"))
    try withTemporaryFolder { folder in
      let path = "\(folder)/bad.png"
      for length in 0..<good.count {
        try write(Array(good[..<length]), path)
        #expect(failure { _ = try PNGImage.read(path) }?.kind == .badData, "cut at \(length)")
      }
      for position in good.indices {
        var bytes = good
        bytes[position] ^= 0x55
        try write(bytes, path)
        #expect(
          failure { _ = try PNGImage.read(path) }?.kind == .badData, "changed at \(position)")
      }
    }
  }

  @Test func saysWhatIsDamaged() throws {
    var bytes = try contents(fixture("PNG/grey8.png"))
    // The last byte of the checksum before the chunk IEND.
    bytes[bytes.count - 13] ^= 1
    try withTemporaryFolder { folder in
      try write(bytes, "\(folder)/bad.png")
      let line = failure { _ = try PNGImage.read("\(folder)/bad.png") }?.description
      #expect(line?.contains("a damaged PNG picture (IDAT: CRC error)") == true)
    }
  }

  /// A header is looked at up to some number of chunks; the decoder reads them all.
  @Test func findsTransparencyBehindManyChunks() throws {
    let transparent = try contents(fixture("PNG/transparent_color.png"))
    let gamma = try contents(fixture("PNG/texts.png"))[33..<49]
    let gammas = (0..<100).flatMap { _ in gamma }
    try withTemporaryFolder { folder in
      let path = "\(folder)/x.png"
      try write(transparent[..<33] + gammas + transparent[33...], path)
      let reader = try PNGReader(path)
      let error = failure { _ = try reader.image() }
      #expect(error?.description.contains("transparent colours") == true)
    }
  }

  @Test func aFileThatHasChangedIsRefused() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/x.png"
      try write(contents(fixture("PNG/rgb8.png")), path)
      let reader = try PNGReader(path)
      try write(contents(fixture("PNG/rgb16.png")), path)
      let error = failure { _ = try reader.image() }
      #expect(error?.kind == .badData)
      #expect(error?.description.contains("another header") == true)
    }
  }
}
