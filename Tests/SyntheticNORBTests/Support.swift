import Compute
import Foundation
import SyntheticNORB
import Testing

/// What the rendering tests share.
enum TestDevice {
  static let skipNote: Comment = "there is no OpenCL device here"

  /// Whether there is any OpenCL device; where asking fails, the tests run and show the error.
  static var isAvailable: Bool {
    do { return try !Devices.all().isEmpty } catch { return true }
  }

  /// The device that `auto` takes.
  static func choose() throws -> Device {
    switch try Devices.choose(.auto) {
    case .openCL(let device, _): return device
    case .host: return try #require(try Devices.all().first)
    }
  }
}

func makeRenderer(
  seed: UInt64 = 1, family: StandInRenderer.Family? = nil, vectorWidth: Int? = nil
) throws -> StandInRenderer {
  try StandInRenderer(
    try TestDevice.choose(), catalogue: SceneCatalogue(seed: seed), cacheDirectory: nil,
    family: family, vectorWidth: vectorWidth)
}

/// A new folder for one test, removed afterwards.
func withScratchDirectory(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("continuum-rendering-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer {
    do { try FileManager.default.removeItem(atPath: folder) } catch {
      Issue.record("the scratch folder could not be removed: \(error)")
    }
  }
  try body(folder)
}

/// The pixels of a stereo pair.
struct Pair {
  static let side = StandInRenderer.size
  let left: [Int]
  let right: [Int]

  /// Pair `index` of what a renderer has drawn.
  init(_ bytes: [UInt8], _ index: Int = 0) {
    let plane = Self.side * Self.side
    let start = 2 * index * plane
    left = bytes[start..<start + plane].map(Int.init)
    right = bytes[start + plane..<start + 2 * plane].map(Int.init)
  }

  /// The fraction of pixels that differ by more than `levels`.
  func difference(from other: Pair, above levels: Int = 0) -> Double {
    let differing = zip(left + right, other.left + other.right).count { abs($0 - $1) > levels }
    return Double(differing) / Double(2 * left.count)
  }
}
