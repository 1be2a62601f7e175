import Compute
import Devices
import Graphs
import Testing

/// GPUs that plans are made for where there is none.
@Suite struct KnownDeviceTests {
  /// What plans are lowered for.
  @Test(
    arguments: [
      (.nvidiaH200, 132, 49_152, 1024), (.nvidiaA100, 108, 49_152, 1024),
      (.nvidiaRTX4090, 128, 49_152, 1024), (.amdMI300X, 304, 65_536, 256),
      (.amdRX7900XTX, 48, 65_536, 256), (.intelArcA770, 512, 65_536, 1024),
    ] as [(KnownDevice, Int, Int, Int)])
  func traits(_ device: KnownDevice, _ units: Int, _ localBytes: Int, _ groupSize: Int) throws {
    let planned = try PlannedDevice(as: device, precision: .float32)
    #expect(
      planned.traits
        == DeviceTraits(
          family: .gpu, vectorWidth: 4, computeUnits: units, maximumWorkGroupSize: groupSize,
          localMemoryBytes: localBytes))
    #expect(planned.summary.hasPrefix("as \(device.rawValue), "))
    let roofline = try #require(planned.roofline)
    #expect(roofline.gigaflopsMMA == nil && roofline.rates == device.specification.rates)
  }

  /// Rates that follow from units, multiply-adds a cycle and the clock in GHz, within 2 %.
  @Test(
    arguments: [
      (.nvidiaH200, 132 * 128, 1.98), (.nvidiaA100, 108 * 64, 1.41),
      (.nvidiaRTX4090, 128 * 128, 2.52), (.amdMI300X, 304 * 128, 2.1),
      (.amdRX7900XTX, 96 * 128, 2.5), (.intelArcA770, 512 * 8, 2.1),
    ] as [(KnownDevice, Int, Double)])
  func ratesFollowFromUnitsAndClock(
    _ device: KnownDevice, _ multiplyAdds: Int, _ gigahertz: Double
  ) {
    let expected = 2 * Double(multiplyAdds) * gigahertz
    let found = device.specification.rates.gigaflops
    #expect(abs(found / expected - 1) < 0.02, "\(found), \(expected)")
  }

  @Test(arguments: KnownDevice.allCases)
  func specificationsAgreeWithThemselves(_ device: KnownDevice) {
    let specification = device.specification
    #expect(specification.units <= specification.description.computeUnits)
    #expect(
      specification.localMemoryBytesPerUnit >= specification.description.localMemoryBytes)
    #expect(
      specification.description.maximumWorkGroupSize.isMultiple(of: specification.preferredMultiple)
    )
    #expect(specification.gigaflopsBF16 > specification.rates.gigaflops)
    if let tf32 = specification.gigaflopsTF32 {
      #expect(tf32 >= specification.rates.gigaflops)
      #expect(abs(specification.gigaflopsBF16 / tf32 - 2) < 0.01)
    }
  }

  /// As on the devices themselves: TF32 where there is NVIDIA's assembly, half where there is
  /// `cl_khr_fp16`.
  @Test(arguments: KnownDevice.allCases)
  func precisionsAreRefusedAsOnTheDevice(_ device: KnownDevice) throws {
    let isNVIDIA = device.rawValue.hasPrefix("nvidia")
    for (precision, works) in [(DeviceTraits.Precision.tf32, isNVIDIA), (.half, !isNVIDIA)] {
      if works {
        let planned = try PlannedDevice(as: device, precision: precision)
        #expect(planned.traits.precision == precision)
        #expect(planned.summary.hasSuffix(", precision \(precision.rawValue)"))
        #expect((planned.roofline?.gigaflopsMMA != nil) == (precision == .tf32))
      } else {
        #expect(throws: ComputeError.self) { try PlannedDevice(as: device, precision: precision) }
      }
    }
  }
}
