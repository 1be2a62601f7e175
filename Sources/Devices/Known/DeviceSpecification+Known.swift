import Compute
import Graphs

// Rates are the makers' own, without sparsity. Local memory of a work-group, its largest size, units and
// extensions are what the makers' OpenCL drivers report on Linux.

extension DeviceSpecification {
  // Rates, memory: "NVIDIA H200 Tensor Core GPU", data sheet; TF32 and BF16 are half of its figures with
  // sparsity. 132 SMs: "NVIDIA H100 Tensor Core GPU Architecture", H100 SXM5, which has the same chip.
  // 228 KB of shared memory and 65,536 registers: "CUDA C++ Programming Guide", technical specifications
  // by compute capability, 9.0.
  static let nvidiaH200 = nvidia(
    "NVIDIA H200", units: 132, memoryGigabytes: 141, sharedKilobytes: 228,
    rates: DeviceRates(gigaflops: 67_000, gigabytesPerSecond: 4_800), gigaflopsTF32: 494_500,
    gigaflopsBF16: 989_500)

  // Rates, memory: "NVIDIA A100 Tensor Core GPU", data sheet, A100 80GB SXM. 108 SMs: "NVIDIA A100 Tensor
  // Core GPU Architecture". Shared memory and registers: as above, 8.0.
  static let nvidiaA100 = nvidia(
    "NVIDIA A100-SXM4-80GB", units: 108, memoryGigabytes: 80, sharedKilobytes: 164,
    rates: DeviceRates(gigaflops: 19_500, gigabytesPerSecond: 2_039), gigaflopsTF32: 156_000,
    gigaflopsBF16: 312_000)

  // All but shared memory and registers: "NVIDIA Ada GPU Architecture", GeForce RTX 4090; BF16 with
  // float32 accumulators. Shared memory and registers: as above, 8.9.
  static let nvidiaRTX4090 = nvidia(
    "NVIDIA GeForce RTX 4090", units: 128, memoryGigabytes: 24, sharedKilobytes: 100,
    rates: DeviceRates(gigaflops: 82_600, gigabytesPerSecond: 1_008), gigaflopsTF32: 82_600,
    gigaflopsBF16: 165_200)

  // Rates, units, memory: "AMD Instinct MI300X Accelerator", data sheet. Float32 needs two multiply-adds
  // in one instruction. Local memory (LDS), registers and wavefronts: ROCm documentation, "Accelerator
  // and GPU hardware specifications".
  static let amdMI300X = DeviceSpecification(
    description: DeviceDescription(
      platformName: amdPlatform, name: "AMD Instinct MI300X", vendor: amdVendor, kind: .gpu,
      computeUnits: 304, globalMemoryBytes: 192 << 30, localMemoryBytes: 64 << 10,
      maximumWorkGroupSize: 256, extensions: ["cl_khr_fp16"]),
    units: 304, localMemoryBytesPerUnit: 64 << 10, registersPerUnit: (512 << 10) / 4,
    preferredMultiple: 64,
    rates: DeviceRates(gigaflops: 163_400, gigabytesPerSecond: 5_300), gigaflopsTF32: 653_700,
    gigaflopsBF16: 1_307_400)

  // Rates, memory: AMD's product page of the Radeon RX 7900 XTX. Float32 needs two instructions issued
  // together. 96 CUs are 48 work-group processors, which the driver counts; their local memory and
  // registers: as above.
  static let amdRX7900XTX = DeviceSpecification(
    description: DeviceDescription(
      platformName: amdPlatform, name: "AMD Radeon RX 7900 XTX", vendor: amdVendor, kind: .gpu,
      computeUnits: 48, globalMemoryBytes: 24 << 30, localMemoryBytes: 64 << 10,
      maximumWorkGroupSize: 256, extensions: ["cl_khr_fp16"]),
    units: 48, localMemoryBytesPerUnit: 128 << 10, registersPerUnit: (768 << 10) / 4,
    preferredMultiple: 32,
    rates: DeviceRates(gigaflops: 61_400, gigabytesPerSecond: 960), gigaflopsTF32: nil,
    gigaflopsBF16: 122_800)

  // Intel's product page of the Arc A770 (16 GB): 512 vector engines at 2.1 GHz, of 8 multiply-adds each;
  // BF16 is half of its int8 rate; 560 GB/s. 32 Xe cores have the local memory: up to 128 KB each, "Intel
  // Xe-HPG Architecture", as are 8 threads of 128 registers of 32 bytes for each engine. The driver counts
  // vector engines.
  static let intelArcA770 = DeviceSpecification(
    description: DeviceDescription(
      platformName: "Intel(R) OpenCL Graphics", name: "Intel(R) Arc(TM) A770 Graphics",
      vendor: "Intel(R) Corporation", kind: .gpu, computeUnits: 512, globalMemoryBytes: 16 << 30,
      localMemoryBytes: 64 << 10, maximumWorkGroupSize: 1024, extensions: ["cl_khr_fp16"]),
    units: 32, localMemoryBytesPerUnit: 128 << 10, registersPerUnit: 16 * 8 * 128 * 8,
    preferredMultiple: 64,
    rates: DeviceRates(gigaflops: 17_200, gigabytesPerSecond: 560), gigaflopsTF32: nil,
    gigaflopsBF16: 131_000)

  private static let amdPlatform = "AMD Accelerated Parallel Processing"
  private static let amdVendor = "Advanced Micro Devices, Inc."

  /// A GPU of compute capability 8.0 or later.
  private static func nvidia(
    _ name: String, units: Int, memoryGigabytes: Int, sharedKilobytes: Int, rates: DeviceRates,
    gigaflopsTF32: Double, gigaflopsBF16: Double
  ) -> DeviceSpecification {
    DeviceSpecification(
      description: DeviceDescription(
        platformName: "NVIDIA CUDA", name: name, vendor: "NVIDIA Corporation", kind: .gpu,
        computeUnits: units, globalMemoryBytes: memoryGigabytes << 30, localMemoryBytes: 48 << 10,
        maximumWorkGroupSize: 1024, extensions: ["cl_nv_device_attribute_query"]),
      units: units, localMemoryBytesPerUnit: sharedKilobytes << 10, registersPerUnit: 65_536,
      preferredMultiple: 32, rates: rates, gigaflopsTF32: gigaflopsTF32,
      gigaflopsBF16: gigaflopsBF16)
  }
}
