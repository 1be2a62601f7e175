import Testing

@Suite struct BenchmarkTests {
  @Test(arguments: [[], ["--inference"]])
  func theDocumentHasItsKeys(more: [String]) throws {
    let arguments = [
      "benchmark", "--device", "host", "--width", "0.03125", "--batch-size", "8", "--steps", "2",
      "--json",
    ]
    let finished = try Command.run(arguments + more)
    #expect(finished.status == 0, "\(finished.errors)")
    let document = try finished.json()
    for key in [
      "model", "batch_size", "device", "images_per_second", "step_milliseconds", "gflops",
      "arena_bytes", "launches_per_step",
    ] { #expect(document[key] != nil, "\(key)") }
    let times = try #require(document["step_milliseconds"] as? [String: Double])
    #expect(Set(times.keys) == ["min", "median", "max"])
  }

  @Test func settingsAreChecked() throws {
    expectFailure(try Command.run(["benchmark", "--model", "lenet"]), 64, "model", "dense or cnn")
    expectFailure(try Command.run(["benchmark", "--batch-size", "1"]), 64, "batch-size")
    expectFailure(try Command.run(["benchmark", "--steps", "0"]), 64, "steps")
  }
}
