import Compute
import Testing

/// Drivers that fail, by names in place of platforms and devices.
@Suite struct DeviceSurveyTests {
  private static let failure = ComputeError.status(
    call: "clGetDeviceIDs", codeName: "CL_OUT_OF_HOST_MEMORY", code: -6, detail: "")

  private func survey(
    _ platforms: [String], broken: Set<String>
  ) -> DeviceSurvey<String> {
    func check(_ name: String) throws(ComputeError) {
      if broken.contains(name) { throw Self.failure }
    }
    return DeviceSurvey(
      platforms,
      name: { platform throws(ComputeError) in
        try check("\(platform)'s name")
        return "\(platform) driver"
      },
      handles: { platform throws(ComputeError) in
        try check(platform)
        return platform == "empty" ? [] : ["\(platform)0", "\(platform)1", "unusable"]
      },
      describe: { device, _, platformIndex, deviceIndex throws(ComputeError) in
        try check(device)
        return device == "unusable" ? nil : "\(platformIndex):\(deviceIndex) \(device)"
      })
  }

  @Test func everyDriverWorks() {
    let survey = survey(["a", "b"], broken: [])
    #expect(survey.devices == ["0:0 a0", "0:1 a1", "1:0 b0", "1:1 b1"])
    #expect(survey.failures.isEmpty)
  }

  @Test func aPlatformThatFailsIsLeftOutByName() throws {
    let survey = survey(["a", "b", "c"], broken: ["b"])
    #expect(survey.devices == ["0:0 a0", "0:1 a1", "2:0 c0", "2:1 c1"])
    let failure = try #require(survey.failures.first)
    #expect(survey.failures.count == 1 && failure.platform == "b driver" && failure.device == nil)
    #expect(
      failure.description == "OpenCL platform 'b driver' is left out: clGetDeviceIDs returned "
        + "CL_OUT_OF_HOST_MEMORY (-6)")
  }

  @Test func aDeviceThatFailsLeavesTheOthersOfItsPlatform() throws {
    let survey = survey(["a", "b"], broken: ["a0"])
    #expect(survey.devices == ["0:1 a1", "1:0 b0", "1:1 b1"])
    #expect(
      survey.failures.first?.description.hasPrefix("device 0 of OpenCL platform 'a driver'") == true
    )
  }

  @Test func aPlatformWithoutDevicesIsNoFailure() {
    let survey = survey(["empty", "a", "b"], broken: ["b"])
    #expect(survey.devices == ["1:0 a0", "1:1 a1"])
    #expect(survey.failures.map(\.platform) == ["b driver"])
    #expect(survey.emptyPlatforms == ["empty driver"])
    #expect(survey.remarks.last == "OpenCL platform 'empty driver' has no device")
  }

  @Test func aPlatformWithoutANameIsCountedFrom0() {
    let survey = survey(["a", "b"], broken: ["a", "b", "b's name"])
    #expect(survey.devices.isEmpty)
    #expect(survey.failures.map(\.platform) == ["a driver", "number 1"])
  }
}
