import Files
import Foundation
import Testing

@Suite struct NpyTests {
  @Test(arguments: Sample.all)
  func readsAndWritesNumPysBytes(array: NamedArray) throws {
    let path = try fixture("\(array.name).npy")
    #expect(try NpyFile.read(path) == array.named(""))
    try withTemporaryFolder { folder in
      try NpyFile.write(array, to: "\(folder)/out.npy")
      #expect(try contents("\(folder)/out.npy") == contents(path))
    }
  }

  @Test func readsVersion2AndHalfPrecision() throws {
    #expect(try NpyFile.read(fixture("version2.npy")) == Sample.f4.named(""))
    let half = try NpyFile.read(fixture("f2.npy"))
    #expect(half.float32 == [1, -0.5, 0x1p-24, 65_504, .infinity, 0])
    #expect(half.float32?.last?.sign == .minus)
  }

  @Test(arguments: [("fortran.npy", "Fortran order"), ("complex.npy", "<c8")])
  func refuses(name: String, found: String) throws {
    let error = failure { _ = try NpyFile.read(fixture(name)) }
    #expect(error?.kind == .badData)
    #expect(error?.description.contains(found) == true)
    #expect(error?.description.contains(name) == true)
  }

  /// Every way to cut or change a file gives an error, never a trap or a wrong array.
  @Test func refusesDamage() throws {
    let good = try contents(fixture("f4.npy"))
    try withTemporaryFolder { folder in
      let path = "\(folder)/bad.npy"
      for length in 0..<good.count {
        try write(Array(good[..<length]), path)
        #expect(failure { _ = try NpyFile.read(path) }?.kind == .badData, "cut at \(length)")
      }
      try write(good + [0], path)
      #expect(failure { _ = try NpyFile.read(path) }?.kind == .badData)
      for position in 0..<90 {
        var bytes = good
        bytes[position] ^= 0x55
        try write(bytes, path)
        // A changed byte may leave a valid file; the values' bytes are then still the same.
        if failure({ _ = try NpyFile.read(path) }) == nil {
          #expect(try NpyFile.read(path).values.count * 4 <= 24)
        }
      }
    }
  }

  @Test(arguments: [
    "(4611686018427387904, 4)", "(9223372036854775807, 9223372036854775807)",
    "(1000000000000,)", "(99999999999999999999,)", "(-1, 3)", "(2, 3", "2, 3",
  ])
  func refusesImpossibleShapes(shape: String) throws {
    let bytes = file("{'descr': '<f4', 'fortran_order': False, 'shape': \(shape), }")
    try withTemporaryFolder { folder in
      try write(bytes + [UInt8](repeating: 0, count: 24), "\(folder)/bad.npy")
      #expect(failure { _ = try NpyFile.read("\(folder)/bad.npy") }?.kind == .badData)
    }
  }

  /// A file of version 1.0 without its values.
  private func file(_ dictionary: String) -> [UInt8] {
    var header = dictionary
    while (10 + header.utf8.count + 1) % 64 != 0 { header += " " }
    header += "\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
  }

  /// Headers as writers other than NumPy make them.
  @Test(arguments: [
    ("'<u1'", NamedArray.Values.uint8([0, 1, 2])), ("'>u1'", .uint8([0, 1, 2])),
    ("'B'", .uint8([0, 1, 2])), ("'|b'", .int32([0, 1, 2])), ("'=u1'", .uint8([0, 1, 2])),
    ("'uint8'", .uint8([0, 1, 2])), ("u'|u1'", .uint8([0, 1, 2])),
    ("'|b1'", .bool([false, true, true])), ("'<b1'", .bool([false, true, true])),
    ("'?'", .bool([false, true, true])), ("'<i1'", .int32([0, 1, 2])),
  ])
  func readsOtherNamesOfTypes(name: String, values: NamedArray.Values) throws {
    let bytes = file("{'descr': \(name), 'fortran_order': False, 'shape': (3,), }")
    try withTemporaryFolder { folder in
      try write(bytes + [0, 1, 2], "\(folder)/a.npy")
      #expect(try NpyFile.read("\(folder)/a.npy") == NamedArray("", shape: [3], values: values))
    }
  }

  @Test(arguments: [
    "{'descr':\t'|u1',\t'fortran_order':\tFalse,\t'shape':\t(1,\t3)\t}\t",
    "{\r\n'shape' : ( 1 , 3 , ) ,\u{C}\"descr\" : \"|u1\" , 'fortran_order' : False\r\n}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (1L, 3L), }",
  ])
  func readsAnyWhiteSpaceOfPython(header: String) throws {
    try withTemporaryFolder { folder in
      try write(file(header) + [4, 5, 6], "\(folder)/a.npy")
      #expect(
        try NpyFile.read("\(folder)/a.npy")
          == NamedArray("", shape: [1, 3], values: .uint8([4, 5, 6])))
    }
  }

  /// Some writers always say Fortran order, which is C order where one axis alone is long.
  @Test func readsVectorsInFortranOrder() throws {
    try withTemporaryFolder { folder in
      for shape in ["(3,)", "(1, 3)", "(3, 1)", "(1, 3, 1)"] {
        let bytes = file("{'descr': '|u1', 'fortran_order': True, 'shape': \(shape), }")
        try write(bytes + [7, 8, 9], "\(folder)/a.npy")
        #expect(try NpyFile.read("\(folder)/a.npy").values == .uint8([7, 8, 9]))
      }
    }
  }

  @Test(arguments: ["'>f4'", "'<c8'", "'f5'", "''", "'|O'"])
  func refusesOtherTypes(name: String) throws {
    let bytes = file("{'descr': \(name), 'fortran_order': False, 'shape': (1,), }")
    try withTemporaryFolder { folder in
      try write(bytes + [0, 0, 0, 0], "\(folder)/a.npy")
      let error = failure { _ = try NpyFile.read("\(folder)/a.npy") }
      #expect(error?.description.contains("element type \(name)") == true)
    }
  }

  @Test func booleansStayBooleans() throws {
    let array = NamedArray("flags", shape: [2], values: .bool([true, false]))
    #expect(array.convertedToFloat32() == [1, 0])
    try withTemporaryFolder { folder in
      try NpyFile.write(array, to: "\(folder)/a.npy")
      try NpzFile.write([array], to: "\(folder)/a.npz")
      try SafetensorsFile.write([array], to: "\(folder)/a.safetensors")
      #expect(try ArrayFile.read("\(folder)/a.npy") == [array.named("")])
      #expect(try ArrayFile.read("\(folder)/a.npz") == [array])
      #expect(try ArrayFile.read("\(folder)/a.safetensors") == [array])
    }
  }
}
