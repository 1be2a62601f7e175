import Compute
import Testing

@Suite(.enabled(if: TestDevice.isAvailable, TestDevice.skipNote))
struct ContextTests {
  @Test func descriptionsAreFilledIn() throws {
    for device in try Devices.all() {
      let description = device.description
      #expect(!description.name.isEmpty && !description.platformName.isEmpty)
      #expect(description.computeUnits > 0 && description.maximumWorkGroupSize > 0)
      #expect(description.globalMemoryBytes >= description.maximumAllocationBytes)
      #expect(description.maximumAllocationBytes > 0 && description.localMemoryBytes > 0)
      #expect(!description.description.contains("\n"))
    }
  }

  @Test func everyDeviceCanBeAskedForByIndex() throws {
    for device in try Devices.all() {
      let description = device.description
      let text = "\(description.platformIndex):\(description.deviceIndex)"
      let request = try #require(DeviceRequest(text))
      guard case .openCL(let chosen, let reason) = try Devices.choose(request) else {
        Issue.record("\(text) took the host")
        continue
      }
      #expect(chosen.description == description && reason.contains(description.name))
    }
  }

  @Test func buffersRoundTripAtOffsets() throws {
    let context = try TestDevice.makeContext()
    let buffer = try context.makeBuffer((0..<16).map(Float.init))
    try [Float](arrayLiteral: 100, 101).withUnsafeBytes {
      try context.write($0, to: buffer, byteOffset: 12, blocking: false)
      try context.finish()
    }
    try context.copy(from: buffer, byteOffset: 8, to: buffer, byteOffset: 32, byteCount: 12)
    try context.fill(buffer, byteOffset: 52, byteCount: 8)
    try context.flush()
    #expect(
      try context.floats(from: buffer, count: 16) == [
        0, 1, 2, 100, 101, 5, 6, 7, 2, 100, 101, 11, 12, 0, 0, 15,
      ])
    #expect(try context.floats(from: buffer, elementOffset: 3, count: 2) == [100, 101])
  }

  @Test(arguments: [(0, 64), (4, 20), (3, 5), (16, 0), (0, 1)])
  func fillClearsExactlyItsBytes(byteOffset: Int, byteCount: Int) throws {
    let context = try TestDevice.makeContext()
    let buffer = try context.makeBuffer(byteCount: 64)
    var bytes = [UInt8](repeating: 7, count: 64)
    try bytes.withUnsafeBytes { try context.write($0, to: buffer, byteOffset: 0, blocking: true) }
    try context.fill(buffer, byteOffset: byteOffset, byteCount: byteCount)
    var expected = bytes
    for index in byteOffset..<byteOffset + byteCount { expected[index] = 0 }
    try bytes.withUnsafeMutableBytes { try context.read(from: buffer, byteOffset: 0, into: $0) }
    #expect(bytes == expected)
  }

  @Test func copiesBetweenBuffers() throws {
    let context = try TestDevice.makeContext()
    let source = try context.makeBuffer([1, 2, 3, 4])
    let target = try context.makeBuffer([0, 0, 0])
    try context.copy(from: source, byteOffset: 8, to: target, byteOffset: 4, byteCount: 8)
    #expect(try context.floats(from: target, count: 3) == [0, 3, 4])
  }

  @Test func emptyBufferIsAllowed() throws {
    let context = try TestDevice.makeContext()
    let buffer = try context.makeBuffer(byteCount: 0)
    try context.fill(buffer, byteOffset: 0, byteCount: 0)
    #expect(buffer.byteCount == 0)
  }

  @Test func tooLargeABufferIsRefusedClearly() throws {
    let context = try TestDevice.makeContext()
    let limit = context.device.description.maximumAllocationBytes
    let error = #expect(throws: ComputeError.self) {
      try context.makeBuffer(byteCount: limit + 1)
    }
    guard case .allocation(limit + 1, limit, let device) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(device.hasPrefix(context.device.description.name))
    #expect(try #require(error).description.contains("smaller batch"))
  }

  @Test func kernelReadsBaseAndOffset() throws {
    let context = try TestDevice.makeContext()
    let cache = ProgramCache(directory: nil)
    let program = try cache.program(for: scaleRequest(), in: context)
    #expect(try runScale(program, in: context) == scaleResult)
  }

  @Test func kernelsOfOneProgramKeepTheirOwnArguments() throws {
    let context = try TestDevice.makeContext()
    let program = try ProgramCache(directory: nil).program(for: scaleRequest(), in: context)
    let buffers = try (0..<2).map { _ in try context.makeBuffer([5, 5]) }
    let kernels = try buffers.map { buffer in
      let kernel = try program.makeKernel(named: "clear")
      try kernel.set(argument: 0, buffer: buffer)
      return kernel
    }
    try context.enqueue(kernels[0], global: [2], local: nil, label: "clear")
    #expect(try context.floats(from: buffers[0], count: 2) == [0, 0])
    #expect(try context.floats(from: buffers[1], count: 2) == [5, 5])
  }

  @Test func localMemoryArgument() throws {
    let context = try TestDevice.makeContext()
    let request = ProgramRequest(
      source: """
        __kernel void rotate_left(__global float *x, __local float *room, const uint count) {
          const size_t i = get_local_id(0);
          room[i] = x[i];
          barrier(CLK_LOCAL_MEM_FENCE);
          x[i] = room[(i + 1) % count];
        }
        """, kernelNames: ["rotate_left"], name: "Rotate")
    let program = try ProgramCache(directory: nil).program(for: request, in: context)
    let kernel = try program.makeKernel(named: "rotate_left")
    let buffer = try context.makeBuffer([1, 2, 3, 4])
    try kernel.set(argument: 0, buffer: buffer)
    try kernel.set(argument: 1, localBytes: 16)
    try kernel.set(argument: 2, uint32: 4)
    try context.enqueue(kernel, global: [4], local: [4], label: "rotate")
    #expect(try context.floats(from: buffer, count: 4) == [2, 3, 4, 1])
  }

  @Test func missingArgumentNamesTheLaunch() throws {
    let context = try TestDevice.makeContext()
    let program = try ProgramCache(directory: nil).program(for: scaleRequest(), in: context)
    let kernel = try program.makeKernel(named: "clear")
    let error = #expect(throws: ComputeError.self) {
      try context.enqueue(kernel, global: [2], local: [1], label: "node 7")
    }
    let message = try #require(error).description
    #expect(message.contains("clEnqueueNDRangeKernel returned CL_INVALID_KERNEL_ARGS (-52)"))
    #expect(message.contains("node 7") && message.contains("clear"))
  }

  @Test func profileHasALabelPerLaunch() throws {
    let context = try TestDevice.makeContext(profiling: true)
    let program = try ProgramCache(directory: nil).program(for: scaleRequest(), in: context)
    let kernel = try program.makeKernel(named: "clear")
    try kernel.set(argument: 0, buffer: try context.makeBuffer(byteCount: 4096))
    for label in ["first", "second"] {
      try context.enqueue(kernel, global: [1024], local: [1], label: label)
    }
    let entries = try context.profile()
    #expect(entries.map(\.label) == ["first", "second"])
    #expect(entries.allSatisfy { $0.nanoseconds >= 0 })
    #expect(try context.profile().isEmpty)
    #expect(try TestDevice.makeContext().profile().isEmpty)
  }
}
