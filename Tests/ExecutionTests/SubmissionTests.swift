import Compute
import Execution
import Graphs
import Operations
import Testing

/// Runs that are submitted ahead, as recordings and as separate launches.
@Suite struct SubmissionTests {
  private static let families: [DeviceTraits.Family] = [.cpu, .gpu]
  private static let skipNote: Comment = "there is no OpenCL device here"

  /// Whether there is an OpenCL device; where asking fails, the tests run and show the error.
  private static var hasDevice: Bool {
    do { return try !Devices.all().isEmpty } catch { return true }
  }

  /// An executor on the first OpenCL device.
  private func makeExecutor(
    _ family: DeviceTraits.Family? = nil, _ mode: Submission.Mode, profiling: Bool = false
  ) throws -> OpenCLExecutor {
    try OpenCLExecutor(
      #require(try Devices.all().first), profiling: profiling, family: family, submission: mode,
      cacheDirectory: nil)
  }

  /// A chain of launches on x and a variable that each run changes: a wrong order, within a run or
  /// between two, gives other numbers.
  private func graph(_ count: Int) -> Graph {
    let weight = Variable("weight \(count)", TensorSpec([count]))
    var y = Tensor.input("x", TensorSpec([count])) + .variable(weight)
    for step in 0..<20 { y = step % 2 == 0 ? y * y + 0.25 : y * 0.5 + .variable(weight) }
    y = y * 0.125
    // The new value is an output too, so that it is copied into the variable.
    return Graph(outputs: [.init("y", y), .init("twice", y + y)], assignments: [.init(weight, y)])
  }

  private func input(_ count: Int, _ run: Int) -> [String: HostTensor<Float>] {
    let values = (0..<count).map { Float(($0 + 3 * run) % 11) / 16 }
    return ["x": HostTensor(values, shape: [count])]
  }

  private func bits(_ tensor: HostTensor<Float>?) -> [UInt32] {
    tensor?.values.map(\.bitPattern) ?? []
  }

  /// What a series of runs gives, while another plan is loaded, run and unloaded among them; the
  /// larger one makes the arena grow under what was recorded.
  private func results(on executor: some Executor) throws -> [[UInt32]] {
    var results: [[UInt32]] = []
    func run(_ plan: LoadedPlan, _ count: Int, _ runs: Range<Int>) throws {
      for run in runs {
        let pending = try executor.submit(plan, inputs: input(count, run), reading: ["twice"])
        results.append(bits(try executor.read("y", of: plan)))
        results.append(bits(try pending.outputs()["twice"]))
      }
      for variable in plan.plan.variables {
        results.append(bits(try executor.value(of: variable)))
      }
    }
    let small = try executor.load(Plan(graph(257), for: executor.traits))
    try run(small, 257, 0..<3)
    let large = try executor.load(Plan(graph(20_011), for: executor.traits))
    try run(large, 20_011, 0..<2)
    try run(small, 257, 3..<5)
    (executor as? OpenCLExecutor)?.unload(large)
    let least = try executor.load(Plan(graph(1), for: executor.traits))
    try run(least, 1, 0..<3)
    try run(small, 257, 5..<8)
    return results
  }

  @Test(.enabled(if: hasDevice, skipNote), arguments: families)
  func recordingsGiveTheBitsOfSeparateLaunches(_ family: DeviceTraits.Family) throws {
    let recording = try makeExecutor(family, .recorded)
    let separate = try makeExecutor(family, .separate)
    let probe = try recording.load(Plan(graph(17), for: recording.traits))
    if case .separate(let reason) = recording.submission(of: probe) {
      // Where a device cannot record, it says why.
      #expect(reason.contains("cl_khr_command_buffer"))
    } else {
      #expect(recording.submission(of: probe) == .recorded)
    }
    #expect(probe.plan.copies.count == 1 && probe.plan.launchCount > 20)
    let expected = try results(on: separate)
    #expect(try results(on: recording) == expected)
    #expect(expected.joined().allSatisfy { Float(bitPattern: $0).isFinite })
    // Every run changes the variable, and with it the next.
    #expect(Set(expected).count > expected.count / 2)
  }

  /// Outputs belong to their run, in whatever order and however late they are asked for.
  @Test(.enabled(if: hasDevice, skipNote), arguments: [Submission.Mode.recorded, .separate])
  func aRunKeepsItsOutputs(_ mode: Submission.Mode) throws {
    let executor = try makeExecutor(nil, mode)
    let x = Tensor.input("x", TensorSpec([5]))
    let number = Tensor.input("number", TensorSpec([1], .int32))
    let plan = try executor.load(
      Plan(Graph(outputs: [.init("y", x * 2), .init("same", number)]), for: executor.traits))
    var runs: [(value: Float, run: PendingExecution)] = []
    for value in (0..<6).map(Float.init) {
      let inputs: [String: HostTensor<Float>] = [
        "x": HostTensor(Array(repeating: value, count: 5), shape: [5]),
        "number": HostTensor(integers: [Int32(value)], shape: [1]),
      ]
      let names = value == 3 ? [] : ["y", "same"]
      runs.append((value, try executor.submit(plan, inputs: inputs, reading: names)))
    }
    executor.unload(plan)
    for (value, run) in runs.reversed() {
      let outputs = try run.outputs()
      #expect(try run.outputs() == outputs)
      guard value != 3 else {
        #expect(outputs.isEmpty)
        continue
      }
      #expect(outputs["y"]?.values == Array(repeating: 2 * value, count: 5))
      #expect(outputs["same"]?.integers == [Int32(value)])
    }
    #expect(executor.submissionTime > .zero)
  }

  @Test func theHostHasItsOutputsAtOnce() throws {
    let executor = HostExecutor()
    let plan = try executor.load(Plan(graph(3), for: executor.traits))
    let runs = try (0..<3).map {
      try executor.submit(plan, inputs: input(3, $0), reading: ["y"])
    }
    let outputs = try runs.map { try $0.outputs()["y"] }
    #expect(outputs[2] == (try executor.read("y", of: plan)) && outputs[0] != outputs[2])
    #expect(executor.submission(of: plan) == .host && executor.submissionTime == .zero)
  }

  @Test(.enabled(if: hasDevice, skipNote)) func whatCannotBeRecordedSaysWhy() throws {
    func submission(_ executor: OpenCLExecutor, _ graph: Graph) throws -> Submission {
      executor.submission(of: try executor.load(Plan(graph, for: executor.traits)))
    }
    let timed = try submission(try makeExecutor(nil, .recorded, profiling: true), graph(5))
    #expect(timed == .separate(reason: "every launch is timed"))
    let x = Tensor.input("x", TensorSpec([4, 4]))
    let product = Graph(outputs: [.init("y", LibrarySquare()(x))])
    let library = try submission(try makeExecutor(nil, .recorded), product)
    guard case .separate(let reason) = library else {
      Issue.record("a product of the matrix library was recorded")
      return
    }
    #expect(reason.contains("matrix library"))
    #expect(
      try submission(try makeExecutor(nil, .separate), graph(5))
        == .separate(reason: "as requested"))
  }
}

/// x·x through the matrix library.
private struct LibrarySquare: Operation {
  var name: String { "librarySquare" }

  func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] { inputs }

  func gradients(_ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]) -> [Tensor?] {
    [nil]
  }

  func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    Lowering([
      .gemm(
        LibraryProduct(
          m: 4, n: 4, k: 4, transposeFirst: false, transposeSecond: false,
          first: .input(0), second: .input(0), result: .output(0)))
    ])
  }

  func evaluate<Scalar: HostScalar>(_ inputs: [HostTensor<Scalar>]) -> [HostTensor<Scalar>] {
    inputs
  }
}
