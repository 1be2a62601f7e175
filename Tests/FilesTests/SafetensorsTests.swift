import Files
import Foundation
import Testing

@Suite struct SafetensorsTests {
  private let mixed = [
    Sample.f4.named("a.kernel"), NamedArray("b.bias", shape: [3], [0, -1.5, 3.25]), Sample.i4,
    Sample.scalar, Sample.u1.named("labels"), Sample.i8, Sample.f8,
  ]
  private let metadata = ["made by": "a \"test\"/\n"]

  @Test func writesTheBytesOfTheReferenceLibrary() throws {
    try withTemporaryFolder { folder in
      for arrays in [mixed, mixed.reversed()] {
        try SafetensorsFile.write(arrays, metadata: metadata, to: "\(folder)/out.safetensors")
        #expect(
          try contents("\(folder)/out.safetensors") == contents(fixture("mixed.safetensors")))
      }
    }
  }

  @Test func readsTheReferenceLibrarysFile() throws {
    let file = try SafetensorsFile(at: fixture("mixed.safetensors"))
    #expect(file.metadata == metadata)
    #expect(file.shapes["a.kernel"] == [2, 3])
    #expect(try file.array("nothing") == nil)
    for array in mixed { #expect(try file.array(array.name) == array) }
    #expect(try Set(file.arrays().map(\.name)) == Set(mixed.map(\.name)))
  }

  @Test func widensNarrowTypes() throws {
    let file = try SafetensorsFile(at: fixture("narrow.safetensors"))
    #expect(try file.array("bf16")?.values == .float32([1, -2.5, 3.140625]))
    #expect(try file.array("f16")?.values == .float32([0.333251953125, 0x1p-24]))
    #expect(try file.array("i16")?.values == .int32([-32_768, 32_767]))
    #expect(try file.array("i8")?.values == .int32([-128, 127]))
    #expect(try file.array("bool")?.values == .bool([true, false, true]))
  }

  @Test func roundTripWithoutMetadataAndWithoutTensors() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/out.safetensors"
      try SafetensorsFile.write(Sample.all, to: path)
      let file = try SafetensorsFile(at: path)
      #expect(file.metadata.isEmpty)
      for array in Sample.all { #expect(try file.array(array.name) == array) }
      try SafetensorsFile.write([], to: path)
      #expect(try SafetensorsFile(at: path).names.isEmpty)
    }
  }

  @Test func refusesCutFiles() throws {
    let good = try contents(fixture("mixed.safetensors"))
    try withTemporaryFolder { folder in
      let path = "\(folder)/bad.safetensors"
      for length in 0..<good.count {
        try write(Array(good[..<length]), path)
        #expect(failure { _ = try SafetensorsFile(at: path) }?.kind == .badData, "\(length)")
      }
      try write(good + [0], path)
      #expect(failure { _ = try SafetensorsFile(at: path) }?.kind == .badData)
    }
  }

  /// Each header is wrong in one field; the file has 8 bytes of values behind it.
  @Test(arguments: [
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,9223372036854775807]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,99999999999999999999]}}"#,
    #"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#,
    #"{"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F31","shape":[2],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":"2","data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
      + #""b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"#
      + #""b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
    #"{"__metadata__":{"a":1},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    "[1]", "{", "", "null",
  ])
  func refusesHeader(header: String) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/bad.safetensors"
      let length = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
      try write(length + Array(header.utf8) + [UInt8](repeating: 0, count: 8), path)
      let error = failure { _ = try SafetensorsFile(at: path) }
      #expect(error?.kind == .badData)
      #expect(error?.description.hasPrefix("\(path): found ") == true)
      #expect(error?.description.contains("\n") == false)
    }
  }

  @Test func refusesHugeHeaderLength() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/bad.safetensors"
      for length in [[UInt8](repeating: 0xFF, count: 8), [0, 0, 0, 0, 1, 0, 0, 0]] {
        try write(length + Array("{}".utf8), path)
        #expect(failure { _ = try SafetensorsFile(at: path) }?.kind == .badData)
      }
    }
  }
}
