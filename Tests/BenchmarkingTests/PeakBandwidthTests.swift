import Benchmarking
import Compute
import Execution
import Graphs
import Kernels
import Testing

@Suite struct PeakBandwidthTests {
  private static let count = 257 + 2 * 1024

  /// Where the devices cannot be listed, the test runs and shows the error.
  private static var isDeviceAvailable: Bool {
    do { return try !Devices.all().isEmpty } catch { return true }
  }

  /// Both families copy every float, and nothing after the last.
  @Test(
    .enabled(if: isDeviceAvailable, "there is no OpenCL device here"),
    arguments: [DeviceTraits.Family.cpu, .gpu], [1, 17, 257, count])
  func everyFloatIsCopied(_ family: DeviceTraits.Family, _ count: Int) throws {
    for device in try Devices.all() {
      let traits = DeviceTraits(device.description, family: family)
      let context = try Context(device)
      let source = KernelSource.peakBandwidth
      let program = try ProgramCache(directory: nil).program(
        for: ProgramRequest(
          source: source.program(),
          options: traits.constants.sorted { $0.key < $1.key }.map { "-D\($0.key)=\($0.value)" },
          kernelNames: ["peakBandwidth"], name: source.stem), in: context)
      let kernel = try program.makeKernel(named: "peakBandwidth")
      let values = (0..<Self.count + 2).map { Float($0) + 0.5 }
      let buffers = try (0..<2).map { _ in
        try context.makeBuffer(byteCount: 4 * values.count)
      }
      try values.withUnsafeBytes { try context.write($0, to: buffers[0]) }
      try context.fill(buffers[1], byteCount: 4 * values.count)
      for (index, buffer) in buffers.enumerated() {
        try kernel.set(argument: 2 * index, buffer: buffer)
        try kernel.set(argument: 2 * index + 1, uint64: 1)
      }
      try kernel.set(argument: 4, int32: Int32(count))
      let (global, local) = traits.elements(count)
      try context.enqueue(kernel, global: global, local: local, label: "peakBandwidth")
      var results = [Float](repeating: .nan, count: values.count)
      try results.withUnsafeMutableBytes { try context.read(from: buffers[1], into: $0) }
      let expected = values.indices.map { 1...count ~= $0 ? values[$0] : 0 }
      #expect(results == expected)
    }
  }
}
