import Foundation
import TestFiles
import Testing

/// `--as`: plans for GPUs that are not here, without any OpenCL driver.
@Suite struct AbsentDeviceTests {
  static let names = [
    "nvidia-h200", "nvidia-a100", "nvidia-rtx4090", "amd-mi300x", "amd-rx7900xtx", "intel-arc-a770",
  ]

  /// No driver is found.
  private static let masked = ["OCL_ICD_VENDORS": "/nowhere", "OCL_ICD_FILENAMES": ""]

  private func run(_ arguments: String...) throws -> Finished {
    try Command.run(arguments, environment: Self.masked)
  }

  private func number(_ key: String, _ document: [String: Any]) throws -> Double {
    try #require(document[key] as? Double, "\(key)")
  }

  @Test(arguments: names)
  func everyLaunchHasItsTime(name: String) throws {
    let finished = try run(
      "benchmark", "--model", "cnn", "--batch-size", "8", "--print-plan", "--as", name, "--json")
    #expect(finished.status == 0 && finished.errors.isEmpty, "\(finished.errors)")
    let document = try finished.json()
    let device = try #require(document["device"] as? String)
    #expect(device.hasPrefix("as \(name), "))
    let prediction = try #require(document["prediction"] as? [String: Any])
    let rows = try #require(prediction["launches"] as? [[String: Any]])
    #expect(rows.count == document["launches"] as? Int)
    let times = try rows.map { try number("microseconds", $0) }
    let total = try number("milliseconds", prediction)
    #expect(abs(times.reduce(0, +) / 1000 - total) < 1e-9 * total)
    for (row, time) in zip(rows, times) {
      let (floor, tail) = (try number("floor_microseconds", row), try number("tail", row))
      #expect(tail >= 1 && time >= 3 + floor, "\(row)")
      #expect(row["kernel"] is String && row["bytes"] is Int && row["bound"] is String)
      if row["kernel"] as? String != "copy" { #expect(row["work_groups"] is Int, "\(row)") }
    }
    let flops = rows.compactMap { $0["flops"] as? Int }.reduce(0, +)
    #expect(flops == document["operations"] as? Int)
  }

  @Test func thePlanIsPrintedWithItsTimes() throws {
    let finished = try run(
      "benchmark", "--model", "cnn", "--batch-size", "8", "--as", "nvidia-h200")
    #expect(finished.status == 0, "\(finished.errors)")
    let lines = finished.output.split(separator: "\n")
    #expect(lines.first?.hasPrefix("device: as nvidia-h200, NVIDIA H200: 132 units") == true)
    let head = try #require(lines.firstIndex { $0.contains("floor µs") })
    let end = try #require(lines.firstIndex { $0.hasPrefix("predicted: ") })
    #expect(lines.last == "launches: \(end - head - 1)")
    #expect(lines[head..<end].contains { $0.contains("rmspropUpdate") })
  }

  /// Training's plan is the benchmark's; neither needs data.
  @Test func trainPrintsTheSamePlan() throws {
    let precision = ["--precision", "tf32", "--as", "nvidia-a100"]
    let trained = try Command.run(
      ["train", "mnist", "--model", "cnn", "--batch-size", "64", "--print-plan"] + precision,
      environment: Self.masked)
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(trained.output.contains("by tensorCores"))
    let explained = try run("train", "mnist", "--explain", "--as", "amd-mi300x")
    #expect(explained.status == 0 && explained.output.contains("\n  not by "))
    let timed = try Command.run(
      ["benchmark", "--model", "cnn", "--batch-size", "64"] + precision, environment: Self.masked)
    #expect(timed.status == 0, "\(timed.errors)")
    let lines = [trained, timed].map { $0.output.split(separator: "\n").last ?? "" }
    #expect(lines[0] == lines[1] && lines[0].hasPrefix("launches: "))
  }

  @Test func whatCannotBeIsRefused() throws {
    for command in [["benchmark"], ["train", "mnist", "--print-plan"]] {
      let finished = try Command.run(command + ["--as", "nvidia-h100"], environment: Self.masked)
      expectFailure(finished, 64, "nvidia-h100", Self.names.joined(separator: " or "), "--as")
      #expect(finished.errorLines.count == 1 && finished.output.isEmpty)
    }
    expectFailure(
      try run("benchmark", "--as", "amd-rx7900xtx", "--precision", "tf32"), 69, "tf32", "Radeon")
  }
}
