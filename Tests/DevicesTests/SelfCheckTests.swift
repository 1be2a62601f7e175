import Compute
import Devices
import Execution
import Graphs
import KernelFiles
import Kernels
import TestFiles
import Testing

/// What a device proves before its first use.
@Suite("SelfCheck", .serialized) struct SelfCheckTests {
  /// Whether there is an OpenCL device; where asking fails, the tests run and show the error.
  private static var hasDevice: Bool {
    do { return try !Devices.all().isEmpty } catch { return true }
  }

  private static let skipNote: Comment = "there is no OpenCL device here"

  /// All kernel files, with one text of one file replaced.
  private static func kernels(
    _ stem: String, replacing present: String, by other: String
  ) throws -> KernelRegistry {
    let files = try KernelSource.all.compactMap { source in
      source.files.first { $0.stem == source.stem }
    }.map { file in
      guard file.stem == stem else { return file }
      let range = try #require(file.text.firstRange(of: present))
      var text = file.text
      text.replaceSubrange(range, with: other)
      return KernelFile(stem: stem, text: text)
    }
    return try KernelRegistry(files)
  }

  @Test(.enabled(if: hasDevice, skipNote), arguments: DeviceTraits.Family.allCases)
  func everyOperationIsRight(_ family: DeviceTraits.Family) throws {
    for device in try Devices.all() {
      let traits = DeviceTraits(device.description, family: family)
      for outcome in try SelfCheck(device, traits, isThorough: true).outcomes() {
        #expect(outcome.passes, "\(device.description.name), \(family): \(outcome)")
      }
    }
  }

  /// Of the operations, those alone are wrong whose kernel is.
  @Test(.enabled(if: hasDevice, skipNote)) func aWrongKernelIsCaught() throws {
    let device = try #require(try Devices.all().first)
    let kernels = try Self.kernels("LSTMCell", replacing: "(wide)(-1.0f))", by: "(wide)(-0.9f))")
    let outcomes = try SelfCheck(device, isThorough: false, kernels: kernels).outcomes()
    #expect(outcomes.filter { !$0.passes }.map(\.subject) == ["LSTMs"])
    let fault = try #require(CheckedDevice(device.description, outcomes).fault)
    #expect(fault.description.contains("computes LSTMs wrongly (off by "))
    #expect(fault.description.contains("--device"))
    #expect(!fault.description.contains("\n"))
  }

  /// A compiler that refuses a kernel is a fault of that operation, in one line.
  @Test(.enabled(if: hasDevice, skipNote)) func aRefusedKernelIsCaught() throws {
    let device = try #require(try Devices.all().first)
    let kernels = try Self.kernels("LSTMCell", replacing: "(wide)(-1.0f))", by: "undeclaredName)")
    let outcomes = try SelfCheck(device, isThorough: false, kernels: kernels).outcomes()
    #expect(outcomes.filter { !$0.passes }.map(\.subject) == ["LSTMs"])
    let fault = try #require(CheckedDevice(device.description, outcomes).fault)
    #expect(fault.description.contains("cannot compute LSTMs"))
    #expect(!fault.description.contains("\n"))
  }

  /// What is remembered is believed, right or wrong, and another kernel text is checked anew.
  @Test(.enabled(if: hasDevice, skipNote)) func outcomesAreRemembered() throws {
    let device = try #require(try Devices.all().first)
    let choice = DeviceChoice.openCL(device, reason: "for a test")
    let check = SelfCheck(device, isThorough: false)
    try withFolder { folder in
      let cache = CacheDirectory(folder)
      let record = SelfCheckRecord(try check.fingerprint(), in: try #require(cache.kernels))
      #expect(record.outcomes() == nil)
      try record.keep([SelfCheckOutcome(subject: "losses", deviation: 0.5)])
      let fault = try #require(try choice.fault(cache))
      #expect(fault.description.contains("computes losses wrongly (off by 0.5)"))
      try record.keep([SelfCheckOutcome(subject: "losses", deviation: 1e-7)])
      #expect(try choice.fault(cache) == nil)
      let other = SelfCheck(
        device, isThorough: false,
        kernels: try Self.kernels("LSTMCell", replacing: "(wide)(-1.0f))", by: "(wide)(-0.9f))"))
      #expect(try other.fingerprint() != check.fingerprint())
      #expect(try choice.fault(cache, check: other) != nil)
    }
  }

  /// A driver that failed may have lacked memory.
  @Test(.enabled(if: hasDevice, skipNote)) func aFailureIsNotRemembered() throws {
    let device = try #require(try Devices.all().first)
    let kernels = try Self.kernels("LSTMCell", replacing: "(wide)(-1.0f))", by: "undeclaredName)")
    let check = SelfCheck(device, isThorough: false, kernels: kernels)
    try withFolder { folder in
      let cache = CacheDirectory(folder)
      #expect(
        try DeviceChoice.openCL(device, reason: "for a test").fault(cache, check: check) != nil)
      let record = SelfCheckRecord(try check.fingerprint(), in: try #require(cache.kernels))
      #expect(record.outcomes() == nil)
    }
  }

  @Test(.enabled(if: hasDevice, skipNote)) func theFirstUseLeavesARecord() throws {
    let device = try #require(try Devices.all().first)
    let check = SelfCheck(device, isThorough: false)
    try withFolder { folder in
      let cache = CacheDirectory(folder)
      let choice = DeviceChoice.openCL(device, reason: "for a test")
      #expect(try choice.fault(cache) == nil)
      let record = SelfCheckRecord(try check.fingerprint(), in: try #require(cache.kernels))
      #expect(try #require(record.outcomes()).allSatisfy(\.passes))
    }
  }

  @Test func theHostIsNotChecked() throws {
    #expect(try DeviceChoice.host(reason: "for a test").fault(.none) == nil)
  }
}
