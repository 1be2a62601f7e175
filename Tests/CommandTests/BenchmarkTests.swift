import Foundation
import Testing

@Suite struct BenchmarkTests {
  @Test(arguments: [[], ["--inference"], ["--encode", "--vector-width", "8"]])
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
      "arena_bytes", "launches_per_step", "bytes_per_step", "floor_milliseconds_h200",
      "host_milliseconds", "submission", "steps_at_a_time",
    ] { #expect(document[key] != nil, "\(key)") }
    let times = try #require(document["step_milliseconds"] as? [String: Double])
    #expect(Set(times.keys) == ["min", "median", "max"])
  }

  @Test(arguments: ["host", "cpu"])
  func theRowsOfAProfileAddUp(device: String) throws {
    let finished = try Command.run([
      "benchmark", "--device", device, "--family", "es", "--width", "0.03125", "--batch-size",
      "16", "--steps", "2", "--profile", "--json",
    ])
    // There may be no OpenCL here.
    if device == "cpu", finished.status == 69 { return }
    #expect(finished.status == 0, "\(finished.errors)")
    let document = try finished.json()
    let rows = try #require(document["profile"] as? [[String: Any]])
    let times = rows.compactMap { $0["milliseconds"] as? Double }
    #expect(times.count == rows.count && rows.last?["operation"] as? String == "outside launches")
    let explained = try #require(document["explained_share"] as? Double)
    let total = times.reduce(0, +)
    #expect(abs(explained - times.dropLast().reduce(0, +) / total) < 1e-9)
    #expect((device == "host") == (rows.count == 1))
    let counted = rows.compactMap { $0["gflop"] as? Double }.reduce(0, +)
    let operations = try #require(document["operations_per_step"] as? Int)
    #expect(device == "host" || abs(counted * 1e9 - Double(operations)) < 1)
    // Every product has several algorithms, an optimiser's update has one.
    for row in rows {
      let operation = try #require(row["operation"] as? String)
      if operation == "matrixProduct" { #expect(row["algorithm"] is String, "\(row)") }
      if operation == "rmspropUpdate" { #expect(row["algorithm"] == nil, "\(row)") }
    }
    for row in rows where row["gflop"] != nil {
      for key in ["gflops", "share_of_peak", "bytes", "gigabytes_per_second", "layer"] {
        #expect(row[key] != nil, "\(key)")
      }
    }
  }

  /// The plan of what would be timed, without timing it.
  @Test(arguments: [[], ["--inference"], ["--encode"]])
  func aPlanIsPrinted(more: [String]) throws {
    let arguments =
      ["benchmark", "--model", "cnn", "--device", "host", "--batch-size", "8"] + more
    let plain = try Command.run(arguments + ["--print-plan"])
    #expect(plain.status == 0, "\(plain.errors)")
    #expect(plain.output.contains("  direct: convolution"))
    #expect(!plain.output.contains("not by "))
    #expect(plain.output.split(separator: "\n").last?.hasPrefix("launches: ") == true)
    let explained = try Command.run(arguments + ["--explain"])
    #expect(explained.status == 0 && explained.output.contains("\n  not by winograd: "))
    let document = try Command.run(arguments + ["--print-plan", "--json"]).json()
    #expect(document["plan"] is [String] && document["arena_bytes"] is Int)
  }

  /// Each way of submitting a step on an OpenCL device, with what the device could do at best.
  @Test(arguments: ["1", "2"], ["recorded", "separate"])
  func stepsAreSubmittedAsAsked(atATime: String, submission: String) throws {
    let finished = try Command.run([
      "benchmark", "--device", "cpu", "--width", "0.03125", "--batch-size", "8", "--steps", "2",
      "--max-in-flight", atATime, "--submission", submission, "--json",
    ])
    // There may be no OpenCL here.
    if finished.status == 69 { return }
    #expect(finished.status == 0, "\(finished.errors)")
    let document = try finished.json()
    #expect(document["steps_at_a_time"] as? Int == Int(atATime))
    let manner = try #require(document["submission"] as? String)
    #expect(
      submission == "separate"
        ? manner.hasPrefix("separate launches") : manner.contains("recording"))
    for key in [
      "peak_gflops", "peak_gigabytes_per_second", "floor_milliseconds", "host_milliseconds",
    ] {
      let value = try #require(document[key] as? Double, "\(key)")
      #expect(value > 0, "\(key)")
    }
  }

  /// One process answers every request by a line, also those that it must refuse.
  @Test func requestsAreServed() throws {
    let request = #"{"model": "dense", "batch_size": 8, "steps": 2}"#
    let requests = [
      request, request, #"{"task": "prepare", "batch_size": 8}"#, #"{"model": "lenet"}"#, "[",
      #"{"task": "rates"}"#,
    ]
    let finished = try Command.run(
      ["benchmark", "--serve", "--device", "host", "--width", "0.03125"],
      input: requests.joined(separator: "\n"))
    #expect(finished.status == 0, "\(finished.errors)")
    let answers = try finished.output.split(separator: "\n").map {
      try #require(
        try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    try #require(answers.count == requests.count)
    for answer in answers[0...1] {
      #expect(answer["images_per_second"] is Double && answer["steps"] as? Int == 2)
    }
    #expect(answers[2]["prepared"] as? String == "dense")
    #expect((answers[3]["error"] as? String)?.contains("lenet") == true)
    #expect(answers[4]["error"] != nil && answers[5]["error"] != nil)
  }

  @Test func settingsAreChecked() throws {
    expectFailure(try Command.run(["benchmark", "--model", "lenet"]), 64, "model", "dense or cnn")
    expectFailure(try Command.run(["benchmark", "--batch-size", "1"]), 64, "batch-size")
    expectFailure(try Command.run(["benchmark", "--steps", "0"]), 64, "steps")
    expectFailure(
      try Command.run(["benchmark", "--max-in-flight", "3"]), 64, "max-in-flight", "1 or 2")
  }
}
