import Foundation
import TestFiles
import Testing

/// One driver fails while another one is there: what a user reads, and what is left.
@Suite(.enabled(if: StubDriver.isPossible, StubDriver.need)) struct DriverFailureTests {
  private func withDrivers(_ body: (String, StubDriver) throws -> Void) throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      try body(folder, try StubDriver(in: folder))
    }
  }

  private func training(_ folder: String, on device: String, _ more: String...) -> [String] {
    [
      "train", "mnist", "--data", folder, "--device", device, "--run", "\(folder)/run",
      "--set", "width=0.03125", "--set", "checkpointEvery=2", "--batch-size", "16",
      "--max-steps", "8",
    ] + more
  }

  @Test(arguments: [["devices"], ["devices", "--check"]])
  func aPlatformWithoutAnAnswerIsNamed(command: [String]) throws {
    try withDrivers { _, drivers in
      let finished = try drivers.run(command, fault: "clGetDeviceIDs:-6")
      #expect(finished.status == 0 && finished.output.contains("through pocl"))
      #expect(
        finished.errors == "continuum: warning: OpenCL platform '\(StubDriver.platform)' is left "
          + "out: clGetDeviceIDs returned CL_OUT_OF_HOST_MEMORY (-6)\n")
    }
  }

  @Test func aPlatformWithoutDevicesIsNamedWhereItMatters() throws {
    try withDrivers { folder, drivers in
      let line = "OpenCL platform '\(StubDriver.platform)' has no device"
      let listed = try drivers.run(["devices"], fault: "clGetDeviceIDs:-1")
      #expect(listed.status == 0 && listed.errors.isEmpty, "\(listed.errors)")
      #expect(listed.output.contains("through pocl") && listed.output.contains(line))
      let asked = try drivers.run(training(folder, on: "Stub:0"), fault: "clGetDeviceIDs:-1")
      expectFailure(asked, 69, line, "through pocl", "--device")
    }
  }

  @Test func aDeviceThatCannotBeOpenedLeavesTheOthers() throws {
    try withDrivers { _, drivers in
      let finished = try drivers.run(["devices", "--check"], fault: "clCreateContext:-2")
      expectFailure(
        finished, 69, "through \(StubDriver.platform) cannot compute anything",
        "clCreateContext returned CL_DEVICE_NOT_AVAILABLE (-2)", "--device")
      #expect(finished.errorLines.count == 1)
      #expect(finished.output.contains("  right  LSTMs"))
    }
  }

  /// In the check before a device's first use; what fails there is not remembered.
  @Test func aDeviceThatFailsItsCheckIsRefused() throws {
    try withDrivers { folder, drivers in
      let refused = try drivers.run(
        training(folder, on: "Stub:0"), fault: "clBuildProgram:-5", forgets: true)
      expectFailure(
        refused, 69, "through \(StubDriver.platform) cannot compute",
        "clBuildProgram returned CL_OUT_OF_RESOURCES (-5)", "--device")
      let trained = try drivers.run(
        training(folder, on: "Stub:0", "--overwrite"), forgets: true)
      #expect(trained.status == 0, "\(trained.errors)")
    }
  }

  @Test func autoPassesOverADeviceThatFailsItsCheck() throws {
    try withDrivers { folder, drivers in
      let finished = try drivers.run(
        training(folder, on: "auto"), fault: "clBuildProgram:-5", isGPU: true, forgets: true)
      #expect(finished.status == 0 && finished.errorLines.count == 1, "\(finished.errors)")
      #expect(finished.errors.contains("through \(StubDriver.platform) cannot compute"))
      #expect(finished.errors.contains("it is passed over"))
      #expect(finished.output.contains("through pocl"))
    }
  }

  /// After the first checkpoint, which is whole.
  @Test(arguments: [
    ("clBuildProgram", -5, "CL_OUT_OF_RESOURCES"), ("clSetKernelArg", -5, "CL_OUT_OF_RESOURCES"),
    ("clCreateBuffer", -4, "CL_MEM_OBJECT_ALLOCATION_FAILURE"),
    ("clEnqueueNDRangeKernel", -5, "CL_OUT_OF_RESOURCES"),
    ("clEnqueueWriteBuffer", -6, "CL_OUT_OF_HOST_MEMORY"),
    ("clEnqueueReadBuffer", -5, "CL_OUT_OF_RESOURCES"),
    ("clFlush", -36, "CL_INVALID_COMMAND_QUEUE"), ("clFinish", -36, "CL_INVALID_COMMAND_QUEUE"),
    ("clWaitForEvents", -14, "CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST"),
  ])
  func aTrainingThatFailsGoesOnElsewhere(call: String, status: Int, name: String) throws {
    try withDrivers { folder, drivers in
      let failed = try drivers.run(
        training(folder, on: "Stub:0"), fault: "\(call):\(status)",
        after: "\(folder)/run/checkpoints/index.json")
      expectFailure(
        failed, 70, "through \(StubDriver.platform): \(call) returned \(name) (\(status))",
        "another device", "--device", "--resume")
      #expect(failed.errorLines.count == 1, "\(failed.errors)")
      // The stub goes on failing, on its own platform.
      let resumed = try drivers.run(
        training(folder, on: "pocl:0", "--resume"), fault: "\(call):\(status)")
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(resumed.output.contains("resume: going on after step"), "\(resumed.output)")
      let checkpoints = try FileManager.default.contentsOfDirectory(
        atPath: "\(folder)/run/checkpoints")
      #expect(checkpoints.contains("step-8"), "\(checkpoints)")
    }
  }
}
