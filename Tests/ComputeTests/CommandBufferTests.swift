import Compute
import TestScheduling
import Testing

@Suite(.enabled(if: TestDevice.isAvailable, TestDevice.skipNote))
struct CommandBufferTests {
  /// A recording on the first device.
  ///
  /// - Throws: what skips the test where the device cannot record.
  private func makeRecording(in context: Context) throws -> CommandBuffer {
    let recording = Result { () throws(ComputeError) in try CommandBuffer(in: context) }
    if case .failure(.unsupported(let feature, let device, let reason)) = recording {
      #expect(feature == "cl_khr_command_buffer" && !reason.isEmpty)
      try skip("\(device) cannot record: \(reason)")
    }
    return try recording.get()
  }

  /// scale: target[i] ← factor · source[i] + i.
  private func scale(
    _ program: Program, from source: Buffer, to target: Buffer, factor: Float
  ) throws -> Kernel {
    let kernel = try program.makeKernel(named: "scale")
    try kernel.set(argument: 0, buffer: source)
    try kernel.set(argument: 1, uint64: 0)
    try kernel.set(argument: 2, buffer: target)
    try kernel.set(argument: 3, uint64: 0)
    try kernel.set(argument: 4, float: factor)
    try kernel.set(argument: 5, int32: 0)
    return kernel
  }

  /// Each of many launches reads what the one before wrote, and the last copy what they all did; the
  /// next run begins with the result of the one before.
  @Test(arguments: [1, 17, 257])
  func commandsRunInTheOrderOfTheirRecording(_ count: Int) throws {
    let context = try TestDevice.makeContext()
    let program = try ProgramCache(directory: nil).program(for: scaleRequest(), in: context)
    let start = (0..<count).map { Float($0 % 7) }
    let first = try context.makeBuffer(start)
    let second = try context.makeBuffer([Float](repeating: .nan, count: count))
    let recording = try makeRecording(in: context)
    var expected = start
    let factors: [Float] = (0..<60).map { [0.5, -1, 2, 0.25][$0 % 4] }
    for (number, factor) in factors.enumerated() {
      let (source, target) = number % 2 == 0 ? (first, second) : (second, first)
      let kernel = try scale(program, from: source, to: target, factor: factor)
      try recording.record(kernel, global: [count], local: [1], label: "launch \(number)")
    }
    let last = try scale(program, from: first, to: second, factor: 1)
    try recording.record(last, global: [count], local: [1], label: "last")
    try recording.recordCopy(from: second, byteOffset: 0, to: first, byteCount: 4 * count)
    try recording.finalize()
    for _ in 0..<3 {
      try recording.enqueue()
      for factor in factors + [1] {
        expected = expected.enumerated().map { factor * $0.element + Float($0.offset) }
      }
      #expect(try context.floats(from: first, count: count) == expected)
    }
  }

  @Test func aRecordingKeepsWhatItUses() throws {
    let context = try TestDevice.makeContext()
    let recording = try makeRecording(in: context)
    let result = try context.makeBuffer([0, 0])
    do {
      let program = try ProgramCache(directory: nil).program(for: scaleRequest(), in: context)
      let source = try context.makeBuffer([1, 2])
      let kernel = try scale(program, from: source, to: result, factor: 3)
      try recording.record(kernel, global: [2], local: [1], label: "scale")
    }
    try recording.finalize()
    try recording.enqueue()
    #expect(try context.floats(from: result, count: 2) == [3, 7])
  }

  @Test func copiesGoFromTheirOffset() throws {
    let context = try TestDevice.makeContext()
    let recording = try makeRecording(in: context)
    let source = try context.makeBuffer([1, 2, 3, 4])
    let target = try context.makeBuffer([0, 0, 0])
    try recording.recordCopy(from: source, byteOffset: 8, to: target, byteCount: 8)
    try recording.recordCopy(from: source, byteOffset: 0, to: target, byteCount: 0)
    try recording.finalize()
    try recording.enqueue()
    #expect(try context.floats(from: target, count: 3) == [3, 4, 0])
  }

  @Test func whatIsNotFinalizedCannotBeSubmitted() throws {
    let context = try TestDevice.makeContext()
    let recording = try makeRecording(in: context)
    let error = #expect(throws: ComputeError.self) { try recording.enqueue() }
    #expect(try #require(error).description.contains("clEnqueueCommandBufferKHR"))
  }
}
