import Compute
import Devices
import Files
import Foundation
import Graphs
import TestFiles
import Testing

@Suite struct TuningFileTests {
  private let device = DeviceDescription(
    platformName: "a platform", name: "a device (TM), 2.0", driverVersion: "1.2/3", kind: .cpu,
    computeUnits: 4, preferredVectorWidth: 8)

  @Test func entriesOverrideKeyByKey() {
    let shipped = TuningRecord(entries: ["a": ["x": 1, "y": 2], "b": ["x": 3], "c": ["x": 4]])
    let own = TuningRecord(entries: ["a": ["x": 5], "b": [:], "d": ["z": 6]])
    let merged = shipped.overridden(by: own)
    #expect(merged.entries == ["a": ["x": 5], "c": ["x": 4], "d": ["z": 6]])
    #expect(merged["a", "y"] == nil && merged["b", "x"] == nil)
  }

  /// An entry that was measured with other kernels has no effect.
  @Test func anOldEntryIsNotUsed() throws {
    let inputs = [TensorSpec([6, 10])]
    let traits = DeviceTraits(family: .cpu)
    let now = Doubling().implementation(inputs, for: traits)
    #expect(now == Doubling().implementation(inputs, for: traits))
    let graph = Graph(outputs: [.init("y", Doubling()(.input("x", inputs[0])))])
    func items(_ implementation: String?) throws -> [Int] {
      let record = TuningRecord(
        entries: ["doubling 60": ["items": 2]],
        implementations: implementation.map { ["doubling 60": $0] } ?? [:])
      let plan = try Plan(graph, for: traits, tuning: record)
      guard case .kernel(let launch) = try #require(plan.steps.first?.launches.first) else {
        return []
      }
      return launch.global
    }
    #expect(try items(now) == [2])
    #expect(try items(nil) == [2])
    #expect(try items("another") == [1])
  }

  @Test func aFileThatCannotBeReadIsDoneWithout() throws {
    try withFolder { folder in
      let empty = try DeviceTuning(for: device, directory: folder)
      let path = try #require(empty.path)
      // A link to itself can be opened by nobody, not even by root.
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path)
      var warnings: [String] = []
      let tuning = try DeviceTuning(for: device, directory: folder) { warnings.append($0) }
      #expect(tuning.record == empty.record)
      #expect(warnings.count == 1 && warnings.first?.hasPrefix(path) == true)
    }
  }

  @Test func whatIsWrittenIsRead() throws {
    try withFolder { folder in
      let shipped = TuningRecord(entries: ["kept": ["x": 1], "worse": ["x": 2]])
      var tuning = try DeviceTuning(for: device, directory: folder + "/new", shipped: shipped)
      #expect(tuning.record == shipped)
      tuning.set("kept", to: ["x": 1])
      tuning.set("worse", to: [:])
      // A key of another version: it is kept, and nothing reads it.
      tuning.set("an operation that there is not 3x4", to: ["y": 7])
      tuning.file.measurements["worse"] = .init(
        before: 2, after: 1.5, candidates: 3, refused: 1, tried: [["x": 1]])
      try tuning.save()
      let read = try DeviceTuning(for: device, directory: folder + "/new", shipped: shipped)
      #expect(
        read.file.entries == ["worse": [:], "an operation that there is not 3x4": ["y": 7]])
      #expect(read.file.measurements == tuning.file.measurements)
      #expect(
        read.record.entries
          == ["kept": ["x": 1], "an operation that there is not 3x4": ["y": 7]])
      #expect(read.deviceClass == "cpu, 8 lanes, 4 units, 32 KiB")
      let path = try #require(read.path)
      #expect(path.hasSuffix("/new/a-device-TM-2.0-4-units-1.2-3.json"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/new").count == 1)
      #expect(try DeviceTuning(for: device, directory: nil, shipped: shipped).record == shipped)
    }
  }

  @Test(arguments: [
    ("{", "something that is not JSON"),
    ("[]", "another type"),
    (#"{"format": "continuum tuning 1"}"#, "no 'version'"),
    (Self.text(format: "continuum tuning 2"), "format 'continuum tuning 2'"),
    (Self.text(choices: #""pixels": -1"#), "pixels -1 for 'convolution 1'"),
    (Self.text(choices: #""pixels": 1000000"#), "pixels 1000000"),
    (Self.text(choices: #""pixels": "many""#), "'entries.convolution 1.pixels'"),
  ])
  func aDamagedFileIsBadData(text: String, found: String) throws {
    try withFolder { folder in
      let path = folder + "/record.json"
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      let error = try #require(throws: FileError.self) { try TuningFile(at: path) }
      #expect(error.kind == .badData)
      #expect(error.description.hasPrefix(path + ": found "), "\(error)")
      #expect(error.description.contains(found), "\(error)")
      #expect(!error.description.contains("\n") && error.description.contains("continuum tune"))
    }
  }

  @Test func aFileThatIsNotThere() throws {
    try withFolder { folder in
      let file = try TuningFile(at: folder + "/none.json")
      #expect(file?.entries == nil)
    }
  }

  private static func text(
    format: String = "continuum tuning 1", choices: String = ""
  ) -> String {
    """
    {"format": "\(format)", "version": "9", "device": "d", "driver": "1", "device_class": "c",
     "entries": {"convolution 1": {\(choices)}}, "implementations": {}, "measurements": {}}
    """
  }
}
