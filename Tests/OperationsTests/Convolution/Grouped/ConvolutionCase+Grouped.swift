/// Convolutions in groups.
extension ConvolutionCase {
  /// Groups of 1, 2, 4 and 8 channels, which lanes of a vector spread, with whole vectors and others;
  /// groups of a vector and of two; as many sources as targets and not; more sources than a GPU stages at a
  /// time; odd extents, even kernels, strides of 2 and 3, both paddings.
  static let grouped = [
    ConvolutionCase([2, 9, 11, 32], [3, 3, 4, 32], groups: 8),
    ConvolutionCase([2, 7, 9, 20], [3, 3, 1, 20], stride: 2, groups: 20),
    ConvolutionCase([2, 8, 13, 48], [3, 5, 8, 48], stride: 2, groups: 6),
    ConvolutionCase([1, 5, 31, 34], [3, 3, 2, 34], padding: .valid, groups: 17),
    ConvolutionCase([1, 7, 7, 48], [3, 3, 16, 48], groups: 3),
    ConvolutionCase([2, 6, 5, 64], [3, 3, 32, 64], stride: 2, groups: 2),
    ConvolutionCase([1, 9, 9, 6], [2, 3, 3, 20], stride: 3, groups: 2),
    ConvolutionCase([2, 6, 7, 5], [3, 3, 1, 15], groups: 5),
    ConvolutionCase([3, 5, 6, 60], [3, 2, 20, 3], groups: 3),
    ConvolutionCase([1, 4, 6, 21], [4, 4, 3, 21], padding: .valid, groups: 7),
    ConvolutionCase([1, 1, 1, 8], [3, 3, 4, 8], groups: 2),
    ConvolutionCase([2, 11, 3, 24], [1, 1, 4, 24], stride: 2, groups: 6),
  ]

  /// Small ones, for central differences of the host evaluation.
  static let smallGrouped = [
    ConvolutionCase([2, 4, 3, 4], [3, 3, 2, 6], groups: 2),
    ConvolutionCase([1, 5, 4, 3], [3, 2, 1, 3], stride: 2, groups: 3),
    ConvolutionCase([1, 5, 6, 4], [3, 3, 2, 2], stride: 2, padding: .valid, groups: 2),
  ]
}
