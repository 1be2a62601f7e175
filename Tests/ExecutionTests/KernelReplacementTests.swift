import Compute
import Execution
import Graphs
import KernelFiles
import Kernels
import Operations
import Testing

/// Kernel files that replace the embedded ones, as in the kernel edit loop.
@Suite struct KernelReplacementTests {
  /// Whether there is an OpenCL device; where asking fails, the tests run and show the error.
  private static var hasDevice: Bool {
    do { return try !Devices.all().isEmpty } catch { return true }
  }

  private static let skipNote: Comment = "there is no OpenCL device here"

  private static let embedded = KernelSource.all.flatMap { source in
    source.files.filter { $0.stem == source.stem }
  }

  /// relu(x) by the kernel of `Activate.cl` with one text in it replaced by another.
  private func relu(_ x: [Float], replacing present: String, by other: String) throws -> [Float] {
    let device = try #require(try Devices.all().first)
    let files = Self.embedded.map { file in
      file.stem == "Activate" ? Self.replacing(present, by: other, in: file) : file
    }
    let executor = try OpenCLExecutor(
      device, DeviceTraits(device.description), cacheDirectory: nil, kernels: KernelRegistry(files))
    let input = Tensor.input("x", TensorSpec([x.count]))
    let graph = Graph(
      outputs: try Activate(.relu).applied(to: [input]).map { .init("y", $0) }, assignments: [])
    let loaded = try executor.load(Plan(graph, for: executor.traits))
    try executor.run(loaded, inputs: ["x": HostTensor(x, shape: [x.count])])
    return try executor.read("y", of: loaded).values
  }

  private static func replacing(
    _ present: String, by other: String, in file: KernelFile
  ) -> KernelFile {
    guard let range = file.text.firstRange(of: present) else {
      preconditionFailure("\(file.stem).cl has no '\(present)'")
    }
    var text = file.text
    text.replaceSubrange(range, with: other)
    return KernelFile(stem: file.stem, text: text)
  }

  @Test(.enabled(if: hasDevice, skipNote)) func anEditedKernelIsCompiled() throws {
    let result = try relu(
      [-1, 2], replacing: "ACTIVATE(float, value)", by: "ACTIVATE(float, value) + 1.0f")
    #expect(result == [1, 3])
  }

  /// A compiler's message names the file and its line.
  @Test(.enabled(if: hasDevice, skipNote)) func aMessageNamesFileAndLine() throws {
    let present = "const float value = READ(float, x, i);"
    let file = try #require(Self.embedded.first { $0.stem == "Activate" })
    let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(lines.firstIndex { $0.contains(present) }) + 1
    let error = #expect(throws: ComputeError.self) {
      try relu([1], replacing: present, by: "const float value = undeclaredName;")
    }
    guard case .build(_, _, _, let log) = error else {
      Issue.record("not an error of a build: \(String(describing: error))")
      return
    }
    #expect(log.contains("Activate.cl:\(line)"))
  }
}
