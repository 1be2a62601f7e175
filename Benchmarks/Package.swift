// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that users of the library never resolve or build the benchmark tool.
// It sees the library's public API only.

let package = Package(
  name: "continuum-benchmarks",
  platforms: [.macOS(.v13)],
  dependencies: [
    .package(name: "continuum", path: ".."),
    // Without its traits: nothing here counts allocations.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.0", traits: []),
  ],
  targets: [
    // The tool takes executables whose folder lies directly in one named Benchmarks.
    .executableTarget(
      name: "OperationBenchmarks",
      dependencies: [
        .product(name: "Continuum", package: "continuum"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "OperationBenchmarks",
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
      ],
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
  ],
  swiftLanguageModes: [.v6]
)
