import Basics
import Datasets

/// One of the two parts of the stand-in: the instances of the published part of the same name.
struct StandInPart {
  /// The file names before `-dat.mat`, `-cat.mat` and `-info.mat`.
  let prefix: String
  /// The pairs in the order of the files.
  let scenes: [Scene]

  /// The part to train on and the part to test, each with its first `count` pairs.
  static func all(seed: UInt64, count: Int) -> [StandInPart] {
    [
      StandInPart(SmallNORB.prefixes.training, [4, 6, 7, 8, 9], seed: seed, pass: 0, count: count),
      StandInPart(SmallNORB.prefixes.testing, [0, 1, 2, 3, 5], seed: seed, pass: 1, count: count),
    ]
  }

  private init(_ prefix: String, _ instances: [Int], seed: UInt64, pass: UInt64, count: Int) {
    self.prefix = prefix
    var scenes: [Scene] = []
    for category in ToyCategory.allCases {
      for instance in instances {
        for elevation in 0..<Scene.elevationCount {
          for azimuth in 0..<Scene.azimuthCount {
            for lighting in 0..<Scene.lightingCount {
              scenes.append(
                Scene(
                  category: category, instance: instance, elevation: elevation, azimuth: azimuth,
                  lighting: lighting))
            }
          }
        }
      }
    }
    var order = Array(scenes.indices)
    // "order" in ASCII: another stream than that of the proportions.
    var generator = SplitMix64(seed: seed, stream: 0x6F_7264_6572, pass: pass)
    generator.shuffle(&order)
    self.scenes = order.prefix(count).map { scenes[$0] }
  }

  /// Writes the categories and the rows of instance, elevation, azimuth (0, 2, …, 34), lighting.
  func writeFactors(to folder: String) throws(DatasetError) {
    let categories = try MatrixFileWriter(
      "\(folder)/\(prefix)-cat.mat", .int, shape: [scenes.count])
    try categories.append(scenes.map { Int32($0.category.rawValue) })
    try categories.finish()
    let information = try MatrixFileWriter(
      "\(folder)/\(prefix)-info.mat", .int, shape: [scenes.count, 4])
    try information.append(
      scenes.flatMap { scene in
        [scene.instance, scene.elevation, 2 * scene.azimuth, scene.lighting].map { Int32($0) }
      })
    try information.finish()
  }

  /// Begins the file of the pictures.
  func makeImageFile(in folder: String) throws(DatasetError) -> MatrixFileWriter {
    let size = StandInRenderer.size
    return try MatrixFileWriter(
      "\(folder)/\(prefix)-dat.mat", .byte, shape: [scenes.count, 2, size, size])
  }
}
