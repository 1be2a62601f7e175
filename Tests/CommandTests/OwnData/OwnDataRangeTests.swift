import Files
import TestFiles
import Testing

/// Values that are not what a model expects are named before they are trained on.
@Suite struct OwnDataRangeTests {
  private func errors(_ values: NamedArray.Values) throws -> String {
    var errors = ""
    try withFolder { folder in
      let path = "\(folder)/data.npz"
      let x = NamedArray("x", shape: [OwnData.count, 8, 8], values: values)
      try OwnData.writeArrays(path, [x])
      errors = try Command.run(OwnData.training(path, run: "\(folder)/run")).errors
    }
    return errors
  }

  private var pixels: [UInt8] {
    guard case .uint8(let bytes) = OwnData.pictures().values else { return [] }
    return bytes
  }

  @Test func pixelsOfAnotherScale() throws {
    #expect(try !errors(.uint8(pixels)).contains("warning"))
    #expect(
      try errors(.float32(pixels.map { Float($0) })).contains(
        "are used as they are, while models expect values around 1; pixels from 0 to 255"))
    #expect(
      try errors(.float32(pixels.map { Float($0) / 65025 })).contains("divided by 255 twice?"))
    #expect(try errors(.float32(pixels.map { Float($0) - 90 })).contains("(value - mean)"))
  }

  @Test func aClassThatLooksMissing() throws {
    try withFolder { folder in
      let path = "\(folder)/data.npz"
      let labels = OwnData.labels.map { $0 < 0 ? 255 : UInt8($0) }
      try OwnData.writeArrays(
        path, [NamedArray("y", shape: [OwnData.count], values: .uint8(labels))])
      let training = OwnData.training(path, run: "\(folder)/run")
      let trained = try Command.run(training)
      #expect(trained.status == 0 && trained.errors.contains("--unlabelled-value '255'"))
      let told = try Command.run(training + ["--overwrite", "--unlabelled-value", "255"])
      #expect(told.status == 0 && !told.errors.contains("warning"), "\(told.errors)")
    }
  }

  @Test func bytesOfZeroAndOne() throws {
    let mask = pixels.map { $0 > 100 }
    #expect(try errors(.uint8(mask.map { $0 ? 1 : 0 })).contains("bytes of 0 and 1 only"))
    #expect(try !errors(.bool(mask)).contains("warning"))
  }
}
