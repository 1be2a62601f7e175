// swift-tools-version: 6.2
import PackageDescription

// Programs on top of the library, each a page long: `swift run --package-path Examples OwnArrays`.
// A package of its own, so that they see the public API alone. The documentation quotes them.

let package = Package(
  name: "continuum-examples",
  dependencies: [.package(name: "continuum", path: "..")],
  targets: ["OwnArrays", "OwnTable", "OwnModel", "OwnLoss", "OwnLoop", "KnownData"].map { name in
    .executableTarget(
      name: name, dependencies: [.product(name: "Continuum", package: "continuum")], path: name,
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
      ])
  },
  swiftLanguageModes: [.v6]
)
