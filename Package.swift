// swift-tools-version: 6.2
import PackageDescription

// The manifest is the architecture diagram: every target imports only targets above it in this list.

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// What `Continuum` re-exports.
let library: [Target.Dependency] = [
  "Files", "Datasets", "Evaluation", "Compute", "Graphs", "Operations", "Layers", "Models",
  "Execution", "Training", "Reporting", "Devices", "Runs", "Tuning", "Benchmarking", "Experiments",
]

let package = Package(
  name: "continuum",
  products: [
    .library(name: "Continuum", targets: ["Continuum"]),
    .executable(name: "continuum", targets: ["ContinuumCLI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
  ],
  targets: [
    // Leaves: arithmetic that many targets need and the cores that may be used, C libraries, kernel text,
    // files and their formats.
    .target(name: "Basics", swiftSettings: strict),
    .systemLibrary(
      name: "COpenCL",
      providers: [.apt(["ocl-icd-opencl-dev", "opencl-headers", "libclblast-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    // libpng, which Debian has in libpng-dev, behind functions that Swift can call.
    .target(name: "CPNG", linkerSettings: [.linkedLibrary("png")]),
    .target(name: "KernelFiles", swiftSettings: strict),
    .executableTarget(
      name: "EmbedKernels", dependencies: ["KernelFiles"], swiftSettings: strict),
    .plugin(
      name: "EmbedKernelsPlugin", capability: .buildTool(), dependencies: ["EmbedKernels"],
      path: "Sources/EmbedKernelsPlugin"),
    .target(
      name: "Kernels", dependencies: ["KernelFiles"], path: "Kernels", swiftSettings: strict,
      plugins: ["EmbedKernelsPlugin"]),
    .target(
      name: "Files",
      dependencies: ["CZlib", "CPNG", .product(name: "SystemPackage", package: "swift-system")],
      swiftSettings: strict),
    .target(
      name: "Datasets",
      dependencies: ["Basics", "Files", .product(name: "SwiftCSV", package: "SwiftCSV")],
      swiftSettings: strict),
    .target(name: "Evaluation", dependencies: ["Basics"], swiftSettings: strict),

    // Device: the only importer of OpenCL.
    .target(name: "Compute", dependencies: ["Basics", "COpenCL"], swiftSettings: strict),

    // Description: pure values, no device.
    .target(
      name: "Graphs",
      dependencies: ["Basics", "Kernels", .product(name: "RealModule", package: "swift-numerics")],
      swiftSettings: strict),
    .target(
      name: "Operations",
      dependencies: [
        "Basics", "Graphs", "Kernels", .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: strict),
    .target(
      name: "Layers", dependencies: ["Basics", "Graphs", "Operations"], swiftSettings: strict),
    .target(
      name: "Models",
      dependencies: [
        "Basics", "Layers", "Graphs", "Operations",
        .product(name: "TOMLKit", package: "TOMLKit"),
      ],
      swiftSettings: strict),

    // Pictures drawn on the device.
    .target(
      name: "SyntheticNORB",
      dependencies: ["Basics", "Compute", "Graphs", "Kernels", "Files", "Datasets"],
      swiftSettings: strict),

    // Execution and training.
    .target(
      name: "Execution", dependencies: ["Basics", "Graphs", "Compute", "KernelFiles", "Kernels"],
      swiftSettings: strict),
    .target(
      name: "Training",
      dependencies: [
        "Files", "Datasets", "Compute", "Graphs", "Operations", "Layers", "Execution",
      ],
      swiftSettings: strict),

    .target(
      name: "Devices",
      dependencies: [
        "Basics", "KernelFiles", "Kernels", "Files", "Graphs", "Operations", "Compute", "Execution",
      ],
      resources: [.embedInCode("ShippedTuning.json")], swiftSettings: strict),

    // What users see.
    .target(
      name: "Reporting", dependencies: ["Basics", "Files"], swiftSettings: strict),
    .target(
      name: "Runs",
      dependencies: [
        "Basics", "Files", "Datasets", "Evaluation", "Compute", "Graphs", "Operations", "Layers",
        "Models", "Execution", "Training", "SyntheticNORB", "Devices", "Reporting",
      ],
      swiftSettings: strict),
    .target(
      name: "Tuning",
      dependencies: [
        "Compute", "Graphs", "Operations", "Execution", "Training", "Devices", "Models", "Runs",
      ],
      swiftSettings: strict),
    .target(
      name: "Benchmarking",
      dependencies: [
        "Kernels", "Compute", "Datasets", "Graphs", "Operations", "Layers", "Models", "Execution",
        "Training", "Devices", "Runs",
      ],
      swiftSettings: strict),
    .target(
      name: "Experiments",
      dependencies: [
        "Basics", "Files", "Datasets", "Evaluation", "Models", "Training", "Devices", "Reporting",
        "Runs", "Benchmarking",
      ],
      swiftSettings: strict),
    .target(name: "Continuum", dependencies: library, swiftSettings: strict),
    .executableTarget(
      name: "ContinuumCLI",
      // The modules behind Continuum too: an incremental build sees a change in them no other way.
      dependencies: library + [
        "Basics", "Continuum", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    // Tests, in the same order.
    .testTarget(
      name: "BasicsTests", dependencies: ["Basics", "TestFiles"], swiftSettings: strict),
    .testTarget(
      name: "KernelsTests", dependencies: ["KernelFiles", "Kernels"], swiftSettings: strict),
    .testTarget(
      name: "FilesTests", dependencies: ["Files", "TestFiles"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .target(
      name: "TestFiles",
      dependencies: [
        "Files", "Datasets", "CZlib", .product(name: "SystemPackage", package: "swift-system"),
      ],
      path: "Tests/TestFiles", swiftSettings: strict),
    .testTarget(
      name: "DatasetsTests", dependencies: ["Basics", "Files", "Datasets", "TestFiles"],
      swiftSettings: strict),
    // The readers that are fuzzed and given a corpus of files, those of data and those of runs.
    .target(
      name: "FileReaders", dependencies: ["Files", "Datasets", "TestFiles"],
      path: "Tests/FileReaders", swiftSettings: strict),
    .target(
      name: "RunReaders",
      dependencies: ["FileReaders", "Files", "Models", "Runs", "TestFiles", "Training"],
      path: "Tests/RunReaders", swiftSettings: strict),
    .testTarget(
      name: "ReadersTests", dependencies: ["FileReaders", "RunReaders", "TestFiles"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "EvaluationTests", dependencies: ["Evaluation"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .target(name: "TestScheduling", path: "Tests/TestScheduling", swiftSettings: strict),
    .testTarget(
      name: "ComputeTests", dependencies: ["Compute", "TestScheduling"], swiftSettings: strict),
    .testTarget(
      name: "SyntheticNORBTests",
      dependencies: ["SyntheticNORB", "Compute", "Datasets", "Graphs"],
      swiftSettings: strict),
    .testTarget(
      name: "GraphsTests", dependencies: ["Graphs", "Kernels"], swiftSettings: strict),
    .testTarget(
      name: "ExecutionTests",
      dependencies: ["Execution", "Compute", "Graphs", "KernelFiles", "Kernels", "Operations"],
      swiftSettings: strict),
    .testTarget(
      name: "OperationsTests",
      dependencies: [
        "Operations", "Execution", "Compute", "Graphs", "KernelFiles", "Kernels", "TestScheduling",
      ],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "Training", "Models", "Layers", "Execution", "Compute", "Datasets", "Files", "Graphs",
        "Operations", "TestFiles", "TestScheduling",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ModelsTests",
      dependencies: [
        "Models", "Layers", "Training", "Files", "Execution", "Compute", "Graphs", "Operations",
        "TestScheduling",
      ],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "ReportingTests", dependencies: ["Files", "Reporting"], swiftSettings: strict),
    .testTarget(
      name: "RunsTests",
      dependencies: [
        "Basics", "Datasets", "Files", "Runs", "Graphs", "Operations", "Models", "Training",
        "Reporting", "TestFiles", .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "DevicesTests",
      dependencies: [
        "Devices", "Compute", "Execution", "Graphs", "KernelFiles", "Kernels", "TestFiles",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "TuningTests",
      dependencies: [
        "Tuning", "Devices", "Files", "Graphs", "Kernels", "Operations", "Compute", "TestFiles",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "BenchmarkingTests",
      dependencies: ["Benchmarking", "Compute", "Execution", "Graphs", "Kernels"],
      swiftSettings: strict),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: ["Files", "Evaluation", "Experiments", "Reporting", "Runs", "TestFiles"],
      swiftSettings: strict),
    .testTarget(name: "DocumentationTests", swiftSettings: strict),
    .testTarget(
      name: "CommandTests", dependencies: ["Files", "ContinuumCLI", "TestFiles"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
