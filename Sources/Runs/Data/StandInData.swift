import Compute
import Datasets
public import Devices
import Foundation
import SyntheticNORB
import Training

/// The rendered stand-in for Small-NORB on disk: rendered on request, or once for all runs without
/// data.
public enum StandInData {
  /// The pairs in each of the two parts of the published data.
  public static let pairsPerPart = StandIn.pairsPerPart

  /// The seed of the stand-in for runs without data.
  static let seed: UInt64 = 0

  /// The folder of a request's data: the given one; else the default one if Small-NORB is in it; else a
  /// rendered stand-in in the cache directory, which is rendered now if it is missing.
  ///
  /// - Throws: `RunError.usage` where no cache directory is known, `Interruption` of the rendering,
  ///   `ComputeError`, `DatasetError`.
  static func folder(
    for request: TrainingRequest, device: String, stop: StopSignal?, _ report: (RunEvent) -> Void
  ) throws -> String {
    if let data = request.data {
      reportVersion(at: data, report)
      return data
    }
    if let data = request.defaultData, SmallNORB.isPresent(at: data) {
      reportVersion(at: data, report)
      return data
    }
    guard let cache = request.cache.datasets else {
      throw RunError.usage(
        setting: "data", found: "no folder, and no cache directory for a rendered stand-in",
        expected: "the folder that holds small-norb/",
        advice: "name the folder, or set HOME or XDG_CACHE_HOME")
    }
    func place(_ version: Int) -> String { "\(cache)/stand-in-\(version)" }
    let folder = "\(place(StandIn.version))/small-norb"
    if SmallNORB.isPresent(at: folder) { return folder }
    if let version = (1..<StandIn.version).last(where: { SmallNORB.isPresent(at: place($0)) }) {
      report(
        .message(
          "data: the stand-in of version \(version) in \(place(version)) is not used, as version "
            + "\(StandIn.version) has other pictures; delete it, or name it with --data"))
    }
    report(
      .message(
        "data: Small-NORB was not found; rendering a stand-in into \(folder), once, about 900 MB"))
    try make(
      in: folder, seed: seed, device: device, cache: request.cache, stop: stop, report)
    return folder
  }

  /// Says where a stand-in in a user's folder is of an older version; it is used all the same.
  private static func reportVersion(at folder: String, _ report: (RunEvent) -> Void) {
    guard let version = SmallNORB.standInVersion(at: folder), version < StandIn.version else {
      return
    }
    report(
      .message(
        "data: the rendered stand-in in \(folder) is of version \(version), without what version "
          + "\(StandIn.version) has, \(Photograph.summary); data make small-norb --overwrite renders it"
      ))
  }

  /// Renders the stand-in into a folder that is new or empty.
  ///
  /// - Throws: `ComputeError.noDevice` where there is no OpenCL device, `DatasetError` where the folder
  ///   holds something, `RenderingStopped` where `stop` was raised.
  public static func make(
    in folder: String, seed: UInt64, device request: String, replacing: Bool = false,
    pairsPerPart: Int = StandInData.pairsPerPart, cache: CacheDirectory = .none, stop: StopSignal?,
    _ report: (RunEvent) -> Void
  ) throws {
    guard (1...Self.pairsPerPart).contains(pairsPerPart) else {
      throw RunError.usage(
        setting: "pairs", found: "\(pairsPerPart)", expected: "1 to \(Self.pairsPerPart)",
        advice: "correct the number of pairs in each of the two parts")
    }
    let choice = try OpenedDevice.choose(request, warn: { report(.warning($0)) })
    report(.message("device: \(choice.reason)"))
    guard case .openCL(let device, _) = choice else {
      throw ComputeError.noDevice(
        requested: "an OpenCL device to render with", available: ["host"],
        advice:
          "install pocl-opencl-icd or a GPU's driver, or name a folder with Small-NORB's files")
    }
    let isWritten = try StandIn.write(
      to: folder, seed: seed, on: device, cacheDirectory: cache.kernels,
      replacing: replacing, pairsPerPart: pairsPerPart,
      progress: { report(.progress("pairs", done: $0, total: $1)) },
      isCancelled: { stop?.isRaised ?? false })
    guard isWritten else { throw RenderingStopped(folder: folder) }
    report(
      .message("data: the rendered stand-in is in \(folder), with \(Photograph.summary)"))
  }
}

/// A signal stopped the rendering; nothing of it was kept.
public struct RenderingStopped: Error, Sendable, CustomStringConvertible {
  public let folder: String

  public var description: String {
    "\(folder): interrupted before the stand-in was complete, nothing was kept; run it again"
  }
}
