import Compute
import Execution
import Graphs
import Testing

@Suite("MMAProbe")
struct MMAProbeTests {
  /// The results of a device that rounds operands, rounds sums and orders elements in these ways.
  private func results(
    operand: (Float) -> Float = \.roundedToTF32, sum: (Float) -> Float = { $0 },
    place: (_ row: Int, _ column: Int) -> Int = { $0 * 8 + $1 }
  ) -> [Float] {
    MMAProbeCase.all.flatMap { one in
      var results = Array(repeating: Float(0), count: 128)
      for row in 0..<16 {
        for column in 0..<8 {
          let terms = (0..<8).map {
            operand(one.a[row * 8 + $0]) * operand(one.b[$0 * 8 + column])
          }
          results[place(row, column)] = sum(terms.reduce(one.c[row * 8 + column], +))
        }
      }
      return results
    }
  }

  @Test func rightResultsHaveNoFault() {
    #expect(MMAProbeCase.fault(in: results()) == nil)
  }

  @Test func everyDeviationIsAFault() throws {
    func fault(_ results: [Float]) throws -> String {
      try #require(MMAProbeCase.fault(in: results))
    }
    #expect(try fault(results { $0 }).contains("first operand's rounding"))
    let cut = results { Float(bitPattern: $0.bitPattern & 0xFFFF_E000) }
    #expect(try fault(cut).contains("first operand's rounding"))
    #expect(try fault(results(sum: \.roundedToTF32)).contains("positions"))
    let swapped = results(place: { row, column in (row + 8) % 16 * 8 + column })
    #expect(try fault(swapped).contains("row 0, column 0"))
    #expect(try fault(results(sum: { _ in .nan })).contains("nan"))
  }

  @Test func roundingIsToTheNearest() {
    #expect((1 + Float(0x1p-11)).roundedToTF32 == 1 + 0x1p-10)
    #expect((-1 - Float(0x1p-11)).roundedToTF32 == -1 - 0x1p-10)
    #expect((1 + Float(0x1p-11) - 0x1p-23).roundedToTF32 == 1)
    #expect(Float.infinity.roundedToTF32 == .infinity && Float.nan.roundedToTF32.isNaN)
  }

  /// The emulation passes the probe, with the kernel and the comparison that tensor cores have to pass.
  @Test func theEmulationPasses() throws {
    for target in TestTarget.tensor { _ = try target.makeExecutor() }
  }

  @Test func otherDevicesAreRefused() throws {
    for device in try Devices.all() where device.description.kind == .cpu {
      for family in [DeviceTraits.Family.cpu, .gpu] {
        let error = try #require(throws: ComputeError.self) {
          try OpenCLExecutor(device, family: family, precision: .tf32, cacheDirectory: nil)
        }
        #expect(error.description.contains("precision tf32 on \(device.description.name)"))
        #expect(!error.description.contains("\n"))
      }
    }
    #expect(throws: ComputeError.self) {
      try makeExecutor(for: .host(reason: ""), precision: .tf32, cacheDirectory: nil)
    }
  }
}
