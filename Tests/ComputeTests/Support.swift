import Compute
import Foundation
import Testing

/// What device tests share: a context where there is a device, and a scratch folder.
enum TestDevice {
  static let skipNote: Comment = "there is no OpenCL device here"

  /// Whether there is any OpenCL device; where asking fails, the tests run and show the error.
  static var isAvailable: Bool {
    do { return try !Devices.all().isEmpty } catch { return true }
  }

  /// A context on the device that `auto` takes.
  static func makeContext(profiling: Bool = false) throws -> Context {
    switch try Devices.choose(.auto) {
    case .openCL(let device, _): return try Context(device, profiling: profiling)
    case .host: return try Context(try #require(try Devices.all().first), profiling: profiling)
    }
  }
}

/// A new folder for one test, removed afterwards.
func withScratchDirectory(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("continuum-compute-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer {
    do { try FileManager.default.removeItem(atPath: folder) } catch {
      Issue.record("the scratch folder could not be removed: \(error)")
    }
  }
  try body(folder)
}

extension Context {
  func makeBuffer(_ values: [Float]) throws -> Buffer {
    let buffer = try makeBuffer(byteCount: values.count * MemoryLayout<Float>.stride)
    try values.withUnsafeBytes { try write($0, to: buffer, byteOffset: 0, blocking: true) }
    return buffer
  }

  func floats(from buffer: Buffer, elementOffset: Int = 0, count: Int) throws -> [Float] {
    var values = [Float](repeating: .nan, count: count)
    let byteOffset = elementOffset * MemoryLayout<Float>.stride
    try values.withUnsafeMutableBytes { try read(from: buffer, byteOffset: byteOffset, into: $0) }
    return values
  }
}

/// y[i] ← factor · x[i] + i, on a base pointer and an element offset for each tensor.
func scaleRequest(marker: String = "0") -> ProgramRequest {
  ProgramRequest(
    source: """
      // marker \(marker)
      __kernel void scale(__global const float *x_base, const ulong x_offset,
                          __global float *y_base, const ulong y_offset,
                          const float factor, const int shift) {
        const size_t i = get_global_id(0);
        y_base[y_offset + i] = factor * x_base[x_offset + i] + (float)((int)i + shift) * UNIT;
      }
      __kernel void clear(__global float *y) { y[get_global_id(0)] = 0.0f; }
      """,
    options: ["-DUNIT=1.0f"], kernelNames: ["scale", "clear"], name: "Scale")
}

/// Runs `scale` once and returns its four results, which should be 3·x + i + 1.
func runScale(_ program: Program, in context: Context) throws -> [Float] {
  let x = try context.makeBuffer([9, 9, 1, 2, 3, 4])
  let y = try context.makeBuffer([Float](repeating: -1, count: 8))
  let kernel = try program.makeKernel(named: "scale")
  try kernel.set(argument: 0, buffer: x)
  try kernel.set(argument: 1, uint64: 2)
  try kernel.set(argument: 2, buffer: y)
  try kernel.set(argument: 3, uint64: 3)
  try kernel.set(argument: 4, float: 3)
  try kernel.set(argument: 5, int32: 1)
  try context.enqueue(kernel, global: [4], local: [1], label: "scale")
  let all = try context.floats(from: y, count: 8)
  #expect(Array(all[..<3]) == [-1, -1, -1] && all[7] == -1)
  return Array(all[3..<7])
}

let scaleResult: [Float] = [4, 8, 12, 16]
