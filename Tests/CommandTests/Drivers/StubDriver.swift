import Foundation
import Testing

/// The driver of `Tests/Drivers`, compiled into a folder and offered beside pocl, on whose devices it
/// computes.
struct StubDriver {
  /// The driver's device, as an error names its platform.
  static let platform = "Stub on Portable Computing Language"

  /// Whether pocl and a C compiler are here.
  static var isPossible: Bool {
    compiler != nil && FileManager.default.fileExists(atPath: poclFile)
  }

  static let need: Comment =
    "needs pocl's .icd file in /etc/OpenCL/vendors, and clang or cc in PATH"

  private static let poclFile = "/etc/OpenCL/vendors/pocl.icd"

  private static var compiler: String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return ["clang", "cc"].flatMap { name in folders.map { "\($0)/\(name)" } }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  private let folder: String

  init(in folder: String) throws {
    self.folder = folder
    let vendors = "\(folder)/vendors"
    try FileManager.default.createDirectory(atPath: vendors, withIntermediateDirectories: true)
    let library = "\(folder)/libstub.so"
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Drivers/StubDriver.c").standardized.path
    let compiled = try Command.start(
      program: try #require(Self.compiler), ["-shared", "-fPIC", "-o", library, source, "-ldl"]
    ).finish()
    try #require(compiled.status == 0, "\(compiled.errors)")
    try "\(library)\n".write(toFile: "\(vendors)/stub.icd", atomically: true, encoding: .utf8)
    try FileManager.default.copyItem(atPath: Self.poclFile, toPath: "\(vendors)/pocl.icd")
  }

  /// Runs the command with both drivers.
  ///
  /// - Parameters:
  ///   - fault: the call of the stub that fails and its status, such as `clBuildProgram:-5`.
  ///   - path: a file or folder; the call fails once it exists.
  ///   - isGPU: whether the stub's devices call themselves GPUs.
  ///   - forgets: whether nothing is known of earlier checks of the devices.
  func run(
    _ arguments: [String], fault: String = "", after path: String? = nil, isGPU: Bool = false,
    forgets: Bool = false
  ) throws -> Finished {
    var environment = ["OCL_ICD_VENDORS": "\(folder)/vendors", "STUB_FAIL": fault]
    environment["STUB_AFTER"] = path
    if isGPU { environment["STUB_KIND"] = "gpu" }
    if forgets {
      // What pocl has compiled is used all the same.
      environment["POCL_CACHE_DIR"] = Self.poclCache
      environment["XDG_CACHE_HOME"] = "\(folder)/cache"
    }
    return try Command.run(arguments, environment: environment)
  }

  private static var poclCache: String {
    let variables = ProcessInfo.processInfo.environment
    let caches = variables["XDG_CACHE_HOME"] ?? "\(NSHomeDirectory())/.cache"
    return variables["POCL_CACHE_DIR"] ?? "\(caches)/pocl/kcache"
  }
}
