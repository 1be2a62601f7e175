// swift-tools-version: 6.2
import PackageDescription

// libFuzzer on the readers of files: `Tests/Fuzzing/run`. A package of its own, because its modules are
// compiled for fuzzing. They are the library's, by links, and see each other's `package` declarations.

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]
let real: Target.Dependency = .product(name: "RealModule", package: "swift-numerics")
let fuzzed = strict + [.unsafeFlags(["-sanitize=fuzzer,address"])]
let linked: [LinkerSetting] = [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]

let package = Package(
  name: "continuum-fuzzing",
  dependencies: [
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
  ],
  targets: [
    .target(name: "Basics", swiftSettings: fuzzed),
    .systemLibrary(name: "CZlib"),
    .target(
      name: "CPNG", cSettings: [.unsafeFlags(["-fsanitize=fuzzer-no-link,address"])],
      linkerSettings: [.linkedLibrary("png")]),
    .target(
      name: "Files",
      dependencies: ["CZlib", "CPNG", .product(name: "SystemPackage", package: "swift-system")],
      swiftSettings: fuzzed),
    .target(
      name: "Datasets",
      dependencies: ["Basics", "Files", .product(name: "SwiftCSV", package: "SwiftCSV")],
      swiftSettings: fuzzed),
    // Of the tests' files, those that need no test library.
    .target(
      name: "TestFiles", dependencies: ["CZlib"],
      exclude: [
        "Pictures.swift", "RefusingCalls.swift", "SmallPairs.swift", "TemporaryFolder.swift",
      ],
      sources: ["Writing.swift", "SmallData.swift", "SmallHAR.swift"], swiftSettings: fuzzed),

    .target(
      name: "FileReaders", dependencies: ["Files", "Datasets", "TestFiles"], swiftSettings: fuzzed),
    .systemLibrary(name: "CFuzzer"),
    .target(
      name: "Fuzzing", dependencies: ["CFuzzer", "FileReaders", "TestFiles"], swiftSettings: fuzzed),
    .executableTarget(
      name: "FuzzFiles", dependencies: ["FileReaders", "Fuzzing"], swiftSettings: fuzzed,
      linkerSettings: linked),

    // What a run's files and architectures need; only the modules that read are compiled for fuzzing.
    .target(name: "KernelFiles", swiftSettings: strict),
    .executableTarget(name: "EmbedKernels", dependencies: ["KernelFiles"], swiftSettings: strict),
    .plugin(
      name: "EmbedKernelsPlugin", capability: .buildTool(), dependencies: ["EmbedKernels"],
      path: "Sources/EmbedKernelsPlugin"),
    .target(
      name: "Kernels", dependencies: ["KernelFiles"], swiftSettings: strict,
      plugins: ["EmbedKernelsPlugin"]),
    .systemLibrary(name: "COpenCL"),
    .target(name: "Compute", dependencies: ["Basics", "COpenCL"], swiftSettings: strict),
    .target(name: "Graphs", dependencies: ["Basics", "Kernels", real], swiftSettings: strict),
    .target(
      name: "Operations", dependencies: ["Basics", "Graphs", "Kernels", real],
      swiftSettings: strict),
    .target(
      name: "Layers", dependencies: ["Basics", "Graphs", "Operations"], swiftSettings: strict),
    .target(
      name: "Models",
      dependencies: [
        "Basics", "Layers", "Graphs", "Operations", .product(name: "TOMLKit", package: "TOMLKit"),
      ],
      swiftSettings: fuzzed),
    .target(
      name: "Execution", dependencies: ["Basics", "Graphs", "Compute", "KernelFiles", "Kernels"],
      swiftSettings: strict),
    .target(
      name: "Training",
      dependencies: [
        "Files", "Datasets", "Compute", "Graphs", "Operations", "Layers", "Execution",
      ],
      swiftSettings: fuzzed),
    .target(
      name: "Runs",
      dependencies: [
        "Basics", "Files", "Datasets", "Graphs", "Operations", "Layers", "Models", "Training",
      ],
      // The settings alone, without what makes models of them.
      exclude: [
        "Data", "JSONDocument.swift", "Settings/Settings+Check.swift",
        "Settings/Settings+Model.swift", "Training", "Use",
      ],
      sources: ["Settings"], swiftSettings: fuzzed),
    .target(
      name: "RunReaders",
      dependencies: ["FileReaders", "Files", "Models", "Runs", "TestFiles", "Training"],
      swiftSettings: fuzzed),
    .executableTarget(
      name: "FuzzRuns", dependencies: ["Fuzzing", "RunReaders"], swiftSettings: fuzzed,
      linkerSettings: linked),
  ],
  swiftLanguageModes: [.v6]
)
