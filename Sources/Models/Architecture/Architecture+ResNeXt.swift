/// A larger encoder than those of the paper, of the kind that its section 5 names.
extension Architecture {
  /// Residual blocks in groups (ResNeXt), for pictures: a 3×3 convolution, then three stages of two
  /// blocks, of which the second and the third halve height and width, and the dense layer of Table 14.
  /// The decoder is that of Table 14.
  public static let resnext = resnext(channels: 64, groups: 8, units: 512)

  /// - Parameter channels: of the first convolution; the stages have 2, 4 and 8 times as many.
  static func resnext(channels: Int, groups: Int, units: Int) -> Architecture {
    let stages = [(2 * channels, 1), (4 * channels, 2), (8 * channels, 2)].flatMap {
      stage, stride -> [ArchitectureLayer] in
      [
        .residual(stage, groups: groups, stride: stride), .residual(stage, groups: groups),
      ]
    }
    return Architecture(
      encoder: [.convolution(channels, kernel: 3), .batchNorm(.relu)] + stages
        + [.dense(units), .batchNorm(.relu), .dropout(0.5)],
      decoder: cnn.decoder)
  }
}
