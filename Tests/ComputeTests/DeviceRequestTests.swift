import Compute
import Testing

@Suite struct DeviceRequestTests {
  @Test(arguments: [
    ("auto", DeviceRequest.auto), ("GPU", .gpu), ("cpu", .cpu), ("host", .host),
    ("0:1", .exact(platform: "0", device: "1")),
    ("pocl: xeon", .exact(platform: "pocl", device: "xeon")),
    ("NVIDIA:a:b", .exact(platform: "NVIDIA", device: "a:b")),
  ])
  func parses(text: String, expected: DeviceRequest) {
    #expect(DeviceRequest(text) == expected)
  }

  @Test(arguments: ["", "tpu", ":", "0:", ":1", " : "])
  func refuses(text: String) {
    #expect(DeviceRequest(text) == nil)
  }

  @Test func printsAsOnTheCommandLine() {
    #expect(DeviceRequest("Intel:0")?.description == "Intel:0")
    #expect(DeviceRequest.auto.description == "auto")
  }
}

@Suite struct DeviceSelectionTests {
  private static let pocl = DeviceDescription(
    platformIndex: 0, platformName: "Portable Computing Language", name: "pthread-skylake Xeon",
    kind: .cpu, computeUnits: 2)
  private static let intel = DeviceDescription(
    platformIndex: 1, platformName: "Intel(R) OpenCL", name: "Xeon", kind: .cpu, computeUnits: 64)
  private static let amd = DeviceDescription(
    platformIndex: 2, platformName: "AMD APP", name: "Xeon", kind: .cpu, computeUnits: 64)
  private static let small = DeviceDescription(
    platformIndex: 3, deviceIndex: 0, platformName: "NVIDIA CUDA", name: "RTX 3060", kind: .gpu,
    computeUnits: 28, globalMemoryBytes: 12 << 30)
  private static let large = DeviceDescription(
    platformIndex: 3, deviceIndex: 1, platformName: "NVIDIA CUDA", name: "H100", kind: .gpu,
    computeUnits: 20, globalMemoryBytes: 80 << 30)
  private static let twin = DeviceDescription(
    platformIndex: 4, platformName: "Clover", name: "H100", kind: .gpu,
    globalMemoryBytes: 80 << 30)
  private static let card = DeviceDescription(
    platformIndex: 5, platformName: "Vendor", name: "Card", kind: .accelerator)

  private func taken(
    _ request: DeviceRequest, _ devices: [DeviceDescription]
  ) throws -> (device: DeviceDescription?, reason: String) {
    switch try request.select(from: devices) {
    case .device(let index, let reason): (devices[index], reason)
    case .host(let reason): (nil, reason)
    }
  }

  @Test func autoTakesTheGPUWithTheMostMemory() throws {
    let choice = try taken(.auto, [Self.pocl, Self.small, Self.large, Self.card])
    #expect(choice.device == Self.large)
    #expect(choice.reason.contains("H100") && choice.reason.contains("most memory of 2"))
  }

  @Test func autoFallsBackToTheCPUAndSaysSo() throws {
    let choice = try taken(.auto, [Self.intel, Self.pocl])
    #expect(choice.device == Self.pocl)
    #expect(choice.reason.hasPrefix("no OpenCL GPU found; took the CPU through pocl"))
  }

  @Test func autoFallsBackToTheHostAndSaysSo() throws {
    let nothing = try taken(.auto, [])
    #expect(nothing.device == nil)
    #expect(nothing.reason.hasPrefix("no OpenCL device found; took the host"))
    let cards = try taken(.auto, [Self.card])
    #expect(cards.device == nil && cards.reason.contains("only accelerators"))
  }

  @Test func cpuTakesPoclThenUnitsThenPlatformName() throws {
    #expect(try taken(.cpu, [Self.large, Self.intel, Self.pocl]).device == Self.pocl)
    #expect(try taken(.cpu, [Self.intel, Self.amd]).device == Self.amd)
    #expect(try taken(.cpu, [Self.intel, Self.large]).device == Self.intel)
  }

  @Test func gpuTakesMemoryThenPlatformName() throws {
    #expect(try taken(.gpu, [Self.small, Self.large, Self.twin]).device == Self.twin)
    #expect(try taken(.gpu, [Self.pocl, Self.small]).device == Self.small)
  }

  @Test func hostIgnoresEveryDevice() throws {
    #expect(try taken(.host, [Self.large]).device == nil)
  }

  @Test(arguments: [
    ("3:1", large), ("nvidia:0", small), ("nvidia:h100", large), ("NVIDIA:RTX", small),
    ("pocl:0", pocl), ("portable:xeon", pocl), ("vendor:card", card), ("nvidia: rtx 3060", small),
  ])
  func exactTakesIndicesAndNames(text: String, expected: DeviceDescription) throws {
    let request = try #require(DeviceRequest(text))
    let devices = [Self.pocl, Self.intel, Self.amd, Self.small, Self.large, Self.twin, Self.card]
    #expect(try taken(request, devices).device == expected)
  }

  @Test func exactSaysWhenSeveralMatch() throws {
    let request = try #require(DeviceRequest("n:0"))
    let choice = try taken(request, [Self.pocl, Self.small])
    #expect(choice.device == Self.pocl && choice.reason.contains("the first of 2"))
  }

  /// Every name here holds a 0 or a 1, which as a position is not there.
  @Test(arguments: [
    ("3:3060", "no device 3060"), ("3:2", "no device 2"), ("0:1", "no device 1"),
    ("100:0", "no platform 100"), ("nvidia:100", "no device 100"),
    ("0:99999999999999999999", "no device 99999999999999999999"),
  ])
  func aPositionIsNotLookedForInNames(text: String, missing: String) throws {
    let request = try #require(DeviceRequest(text))
    let single = DeviceDescription(platformName: "Platform 100", name: "Core 1", kind: .cpu)
    for devices in [[single], [single, Self.small, Self.large]] {
      let error = #expect(throws: ComputeError.self) { try request.select(from: devices) }
      let message = try #require(error).description
      #expect(message.contains(missing) || message.contains("no platform"))
    }
  }

  @Test(arguments: ["gpu", "9:9", "pocl:nothing"])
  func failureListsWhatThereIs(text: String) throws {
    let request = try #require(DeviceRequest(text))
    let error = #expect(throws: ComputeError.self) { try request.select(from: [Self.pocl]) }
    let message = try #require(error).description
    #expect(message.contains("'\(text)'") && message.contains("pthread-skylake Xeon"))
    #expect(!message.contains("\n"))
  }
}
