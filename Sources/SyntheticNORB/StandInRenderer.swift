package import Compute
import Graphs
import Kernels

/// Draws stereo pairs of toys on an OpenCL device.
///
/// Use a renderer from one thread at a time.
package final class StandInRenderer {
  /// The kernel's two variants: wide vectors for CPUs, one pixel per work-item for GPUs.
  package enum Family: Sendable, CaseIterable {
    case cpu
    case gpu
  }

  /// The width and height of a picture.
  package static let size = 96
  /// Pictures per launch, which bounds the memory.
  static let launchLimit = 2048

  /// The toys that are drawn.
  package let catalogue: SceneCatalogue
  private let context: Context
  private let kernel: Kernel
  private let tile: (x: Int, y: Int)
  private let local: [Int]
  private let rows: Buffer
  private let keys: Buffer
  private let images: Buffer
  // The index of each toy's first solid in the table on the device.
  private let firstSolids: [Int]
  // The program is saved after its first launch, at which some drivers finish compiling.
  private let programs: ProgramCache
  private let program: Program
  private var isSaved = false

  /// A renderer of the toys of `seed` on an OpenCL device.
  ///
  /// - Parameter cacheDirectory: where compiled programs are kept; nil keeps them in memory only.
  /// - Throws: `ComputeError` when the device refuses the kernel or its memory.
  package convenience init(
    _ device: Device, seed: UInt64, cacheDirectory: String?
  ) throws(ComputeError) {
    try self.init(
      device, catalogue: SceneCatalogue(seed: seed), cacheDirectory: cacheDirectory, family: nil)
  }

  /// A renderer of the toys of a catalogue.
  ///
  /// - Parameters:
  ///   - cacheDirectory: where compiled programs are kept; nil keeps them in memory only.
  ///   - family: forces a variant of the kernel, for tests.
  ///   - vectorWidth: forces a vector width of 4, 8 or 16, for tests.
  /// - Throws: `ComputeError` when the device refuses the kernel or its memory.
  package init(
    _ device: Device, catalogue: SceneCatalogue, cacheDirectory: String?,
    family: Family?, vectorWidth: Int? = nil
  ) throws(ComputeError) {
    self.catalogue = catalogue
    context = try Context(device)
    let family = family ?? (device.description.kind == .cpu ? .cpu : .gpu)
    let native = device.description.preferredVectorWidth
    let width = vectorWidth ?? (native >= 16 ? 16 : native >= 8 ? 8 : 4)
    switch family {
    case .cpu:
      tile = (4, width / 4)
      local = [1, 1, 1]
    case .gpu:
      tile = (1, 1)
      local = device.description.maximumWorkGroupSize >= 64 ? [8, 8, 1] : [1, 1, 1]
    }
    programs = ProgramCache(directory: cacheDirectory)
    program = try programs.program(
      for: Self.request(family: family, vectorWidth: width), in: context)
    kernel = try program.makeKernel(named: "renderScene")
    let solids = try context.makeBuffer(
      catalogue.toys.flatMap { toy in toy.solids.flatMap(\.row) })
    var first = 0
    firstSolids = catalogue.toys.map { toy in
      defer { first += toy.solids.count }
      return first
    }
    rows = try context.makeBuffer(byteCount: Self.launchLimit * SceneRow.length * 4)
    keys = try context.makeBuffer(byteCount: Self.launchLimit * NoiseKey.length * 4)
    images = try context.makeBuffer(byteCount: Self.launchLimit * Self.size * Self.size)
    for (index, buffer) in [rows, solids, keys, images].enumerated() {
      try kernel.set(argument: 2 * index, buffer: buffer)
      try kernel.set(argument: 2 * index + 1, uint64: 0)
    }
  }

  /// The left and the right picture of each scene, [scenes][2][96][96] grey bytes.
  ///
  /// - Parameter photograph: how a scene is photographed; nil takes the scene's own.
  /// - Throws: `ComputeError` when the device fails.
  package func render(
    _ scenes: [Scene], as photograph: Photograph? = nil
  ) throws(ComputeError) -> [UInt8] {
    let all = Lighting.standard
    return try render(scenes, as: photograph) { (all[$0.lighting], $1) }
  }

  /// Masks of the objects, in the layout of `render`: black objects on white ground.
  package func silhouettes(
    _ scenes: [Scene], as photograph: Photograph? = nil
  ) throws(ComputeError) -> [UInt8] {
    try render(scenes, as: photograph) { (.silhouette, $1.placementOnly) }
  }

  private func render(
    _ scenes: [Scene], as photograph: Photograph?,
    changing: (Scene, Photograph) -> (Lighting, Photograph)
  ) throws(ComputeError) -> [UInt8] {
    let pictureBytes = Self.size * Self.size
    let perLaunch = Self.launchLimit / 2
    var bytes = [UInt8](repeating: 0, count: scenes.count * 2 * pictureBytes)
    for start in stride(from: 0, to: scenes.count, by: perLaunch) {
      let batch = scenes[start..<min(start + perLaunch, scenes.count)]
      var values: [Float] = []
      var words: [Int32] = []
      values.reserveCapacity(batch.count * 2 * SceneRow.length)
      for scene in batch {
        let index = catalogue.index(of: scene)
        let (lighting, photograph) = changing(
          scene, photograph ?? Photograph(of: scene, seed: catalogue.seed))
        for eye in 0..<2 {
          values += SceneRow.values(
            scene, eye: eye, toy: catalogue.toys[index], firstSolid: firstSolids[index],
            lighting: lighting, photograph: photograph, size: Self.size)
          words += NoiseKey.values(scene, eye: eye, seed: catalogue.seed)
        }
      }
      try context.write(values, to: rows)
      try context.write(words, to: keys)
      try context.enqueue(
        kernel, global: [Self.size / tile.x, Self.size / tile.y, batch.count * 2], local: local,
        label: "renderScene")
      let range = start * 2 * pictureBytes..<(start + batch.count) * 2 * pictureBytes
      try context.read(from: images, into: &bytes, range: range)
      if !isSaved { programs.save(program) }
      isSaved = true
    }
    return bytes
  }

  private static func request(family: Family, vectorWidth: Int) -> ProgramRequest {
    let source = KernelSource.renderScene
    let constants = [
      "FAMILY_CPU": family == .cpu ? 1 : 0, "FAMILY_GPU": family == .gpu ? 1 : 0,
      "SIZE": size, "SUBSAMPLES": 2, "VECTOR_WIDTH": vectorWidth,
      "STREAM_LOW": Int(NoiseKey.stream.low), "STREAM_HIGH": Int(NoiseKey.stream.high),
    ]
    return ProgramRequest(
      source: source.program(),
      options: constants.sorted { $0.key < $1.key }.map { "-D\($0.key)=\($0.value)" },
      kernelNames: ["renderScene"], name: source.stem)
  }
}

extension Context {
  fileprivate func makeBuffer(_ values: [Float]) throws(ComputeError) -> Buffer {
    let buffer = try makeBuffer(byteCount: values.count * MemoryLayout<Float>.stride)
    try write(values, to: buffer)
    return buffer
  }

  fileprivate func write<Value>(_ values: [Value], to buffer: Buffer) throws(ComputeError) {
    let result = values.withUnsafeBytes { bytes in
      Result { () throws(ComputeError) in try write(bytes, to: buffer) }
    }
    try result.get()
  }

  fileprivate func read(
    from buffer: Buffer, into bytes: inout [UInt8], range: Range<Int>
  ) throws(ComputeError) {
    let result = bytes.withUnsafeMutableBytes { all in
      Result { () throws(ComputeError) in
        try read(from: buffer, into: UnsafeMutableRawBufferPointer(rebasing: all[range]))
      }
    }
    try result.get()
  }
}
