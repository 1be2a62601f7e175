import Compute
import Foundation
import Testing

@Suite(.enabled(if: TestDevice.isAvailable, TestDevice.skipNote))
struct ProgramCacheTests {
  /// Builds, launches and saves `request`, and returns the path of its binary.
  private func fill(
    _ directory: String, _ request: ProgramRequest, _ context: Context
  ) throws -> String {
    let cache = ProgramCache(directory: directory)
    let program = try cache.program(for: request, in: context)
    #expect(try runScale(program, in: context) == scaleResult)
    #expect(cache.save(program))
    #expect(cache.counters == .init(hits: 0, misses: 1, rebuilt: 0))
    return try #require(cache.path(of: request, on: context.device.description))
  }

  @Test func secondRunLoadsTheBinaryAndItRuns() throws {
    let context = try TestDevice.makeContext()
    try withScratchDirectory { directory in
      let path = try fill(directory + "/made/when/needed", scaleRequest(), context)
      #expect(FileManager.default.fileExists(atPath: path))
      let cache = ProgramCache(directory: directory + "/made/when/needed")
      let program = try cache.program(for: scaleRequest(), in: context)
      #expect(cache.counters == .init(hits: 1, misses: 0, rebuilt: 0))
      #expect(try runScale(program, in: context) == scaleResult)
      #expect(!cache.save(program))
      let files = try FileManager.default.contentsOfDirectory(
        atPath: directory + "/made/when/needed")
      #expect(files.count == 1)
    }
  }

  @Test func sourceOptionsAndVersionAreInTheKey() throws {
    let context = try TestDevice.makeContext()
    let device = context.device.description
    let cache = ProgramCache(directory: "/nowhere")
    var other = scaleRequest()
    other.options = ["-DUNIT=2.0f"]
    let paths = [
      cache.path(of: scaleRequest(), on: device), cache.path(of: other, on: device),
      cache.path(of: scaleRequest(marker: "1"), on: device),
      ProgramCache(directory: "/nowhere", formatVersion: 2).path(of: scaleRequest(), on: device),
    ]
    #expect(Set(paths.compactMap { $0 }).count == 4)
    var renamed = scaleRequest()
    renamed.name = "Other"
    #expect(cache.path(of: renamed, on: device) == paths[0])
  }

  enum Damage: CaseIterable { case truncate, flipPayload, flipHeader, empty, text, shortHeader }

  @Test(arguments: Damage.allCases)
  func damagedBinaryIsRebuiltAndReplaced(damage: Damage) throws {
    let context = try TestDevice.makeContext()
    try withScratchDirectory { directory in
      let path = try fill(directory, scaleRequest(), context)
      var bytes = [UInt8](try #require(FileManager.default.contents(atPath: path)))
      switch damage {
      case .truncate: bytes.removeLast(bytes.count / 3)
      case .flipPayload: bytes[bytes.count / 2] ^= 1
      case .flipHeader: bytes[30] ^= 0x80
      case .empty: bytes = []
      case .text: bytes = Array("not a kernel".utf8)
      case .shortHeader: bytes = Array(bytes[..<56])
      }
      try Data(bytes).write(to: URL(fileURLWithPath: path))

      let cache = ProgramCache(directory: directory)
      let program = try cache.program(for: scaleRequest(), in: context)
      #expect(cache.counters == .init(hits: 0, misses: 0, rebuilt: 1))
      #expect(try runScale(program, in: context) == scaleResult)
      #expect(cache.save(program))

      let again = ProgramCache(directory: directory)
      _ = try again.program(for: scaleRequest(), in: context)
      #expect(again.counters.hits == 1)
    }
  }

  /// A file that passes every check of the header, but that no driver can make sense of.
  @Test func binaryRefusedByTheDriverIsRebuilt() throws {
    let context = try TestDevice.makeContext()
    try withScratchDirectory { directory in
      let path = try fill(directory, scaleRequest(), context)
      var bytes = [UInt8](try #require(FileManager.default.contents(atPath: path)))
      for index in 56..<bytes.count { bytes[index] = UInt8(truncatingIfNeeded: index &* 31) }
      let checksum = withUnsafeBytes(of: hash(bytes[56...]).littleEndian) { Array($0) }
      bytes.replaceSubrange(40..<56, with: checksum)
      try Data(bytes).write(to: URL(fileURLWithPath: path))

      let cache = ProgramCache(directory: directory)
      let program = try cache.program(for: scaleRequest(), in: context)
      #expect(cache.counters == .init(hits: 0, misses: 0, rebuilt: 1))
      #expect(try runScale(program, in: context) == scaleResult)
      #expect(cache.save(program))
    }
  }

  /// FNV-1a in 128 bits, written from its definition with the full multiplication.
  private func hash(_ bytes: ArraySlice<UInt8>) -> UInt128 {
    let prime: UInt128 = (1 << 88) + 0x13B
    return bytes.reduce(144_066_263_297_769_815_596_495_629_667_062_367_629) {
      ($0 ^ UInt128($1)) &* prime
    }
  }

  @Test func binaryOfAnotherProgramIsNotTaken() throws {
    let context = try TestDevice.makeContext()
    try withScratchDirectory { directory in
      let path = try fill(directory, scaleRequest(), context)
      let other = scaleRequest(marker: "other")
      let cache = ProgramCache(directory: directory)
      let otherPath = try #require(cache.path(of: other, on: context.device.description))
      try FileManager.default.copyItem(atPath: path, toPath: otherPath)
      _ = try cache.program(for: other, in: context)
      #expect(cache.counters.rebuilt == 1 && cache.counters.hits == 0)
    }
  }

  @Test func unusableDirectoryIsDoneWithout() throws {
    let context = try TestDevice.makeContext()
    try withScratchDirectory { directory in
      let file = directory + "/file"
      try Data("in the way".utf8).write(to: URL(fileURLWithPath: file))
      for place in [file, file + "/below", "/proc/continuum/kernels"] {
        let cache = ProgramCache(directory: place)
        let program = try cache.program(for: scaleRequest(), in: context)
        #expect(try runScale(program, in: context) == scaleResult)
        #expect(!cache.save(program))
        #expect(cache.counters.misses == 1)
      }
    }
  }

  @Test func failedBuildShowsLogNameAndOptions() throws {
    let context = try TestDevice.makeContext()
    let request = ProgramRequest(
      source: "__kernel void broken(__global float *x) { x[0] = undeclared_name; }",
      options: ["-DSIZE=17", "-cl-std=CL1.2"], kernelNames: ["broken"], name: "Broken")
    let error = #expect(throws: ComputeError.self) {
      try ProgramCache(directory: nil).program(for: request, in: context)
    }
    let message = try #require(error).description
    #expect(message.hasPrefix(context.device.description.name))
    #expect(message.contains(": program Broken (broken) did not compile with options -DSIZE=17"))
    #expect(message.contains("undeclared_name"))
  }

  @Test func missingKernelIsNamed() throws {
    let context = try TestDevice.makeContext()
    var request = scaleRequest()
    request.kernelNames.append("absent")
    let error = #expect(throws: ComputeError.self) {
      try ProgramCache(directory: nil).program(for: request, in: context)
    }
    guard case .missingKernel("absent", "Scale", let available) = error else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
    #expect(Set(available) == ["scale", "clear"])
    let program = try ProgramCache(directory: nil).program(for: scaleRequest(), in: context)
    #expect(throws: ComputeError.self) { try program.makeKernel(named: "absent") }
  }

  @Test func prepareSharesProgramsAndReportsProgress() throws {
    let context = try TestDevice.makeContext()
    let cache = ProgramCache(directory: nil)
    let requests = ["a", "b", "a"].map { scaleRequest(marker: $0) }
    var reports: [Int] = []
    let programs = try cache.prepare(requests, in: context) { done, total in
      #expect(total == 2)
      reports.append(done)
    }
    #expect(programs.count == 3 && programs[0] === programs[2] && programs[0] !== programs[1])
    #expect(reports.last == 2 && cache.counters.misses == 2)
    #expect(try cache.program(for: requests[1], in: context) === programs[1])
    #expect(try runScale(programs[1], in: context) == scaleResult)
  }
}
