public import Operations

/// One layer of an architecture, without the sizes that come from the data.
public struct ArchitectureLayer: Sendable {
  public enum Kind: Sendable, Hashable {
    /// activation(x·W + b). On pictures, and on sequences in an architecture without an LSTM, it reads
    /// all values of a sample; in one with an LSTM it acts on every step.
    case dense(units: Int, activation: Activation)
    /// A dense layer of a decoder that fills the smallest picture of this many channels, which the first
    /// deconvolution reads.
    case picture(channels: Int, activation: Activation)
    /// A convolution of an encoder: height and width become ⌈height/stride⌉ and ⌈width/stride⌉. The
    /// groups divide the channels of its input and of its result.
    case convolution(
      channels: Int, kernel: Int, stride: Int, groups: Int, activation: Activation)
    /// A `ResidualBlock` of an encoder, which ends in batch norm, the shortcut and relu.
    case residual(channels: Int, groups: Int, stride: Int)
    /// A transposed convolution of a decoder: it undoes the strides, cropped to the data's size.
    case deconvolution(channels: Int, kernel: Int, stride: Int, activation: Activation)
    /// The hidden state of every step of a sequence.
    case lstm(units: Int, recurrentActivation: RecurrentActivation)
    /// Batch normalisation over the last axis.
    case batchNorm(activation: Activation)
    case dropout(rate: Float)
  }

  public var kind: Kind
  /// The layer's name in the paths of its parameters; nil numbers the layers of a kind from 1.
  public var name: String?
  /// The line of the file that describes the layer; it does not count in comparisons.
  package var line: Int?

  public init(_ kind: Kind, name: String? = nil) {
    self.kind = kind
    self.name = name
  }

  /// The same layer under a name of its own.
  public func named(_ name: String) -> ArchitectureLayer {
    var layer = self
    layer.name = name
    return layer
  }

  /// The same layer with another kind, at the same line.
  func with(_ kind: Kind) -> ArchitectureLayer {
    var layer = self
    layer.kind = kind
    return layer
  }
}

extension ArchitectureLayer: Hashable {
  public static func == (first: ArchitectureLayer, second: ArchitectureLayer) -> Bool {
    first.kind == second.kind && first.name == second.name
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(kind)
    hasher.combine(name)
  }
}

/// Layers as they are written in Swift.
extension ArchitectureLayer {
  public static func dense(_ units: Int, activation: Activation = .identity) -> Self {
    Self(.dense(units: units, activation: activation))
  }

  public static func dense(channels: Int, activation: Activation = .identity) -> Self {
    Self(.picture(channels: channels, activation: activation))
  }

  public static func convolution(
    _ channels: Int, kernel: Int, stride: Int = 1, groups: Int = 1,
    activation: Activation = .identity
  ) -> Self {
    Self(
      .convolution(
        channels: channels, kernel: kernel, stride: stride, groups: groups,
        activation: activation))
  }

  public static func residual(_ channels: Int, groups: Int = 1, stride: Int = 1) -> Self {
    Self(.residual(channels: channels, groups: groups, stride: stride))
  }

  public static func deconvolution(
    _ channels: Int, kernel: Int, stride: Int = 1, activation: Activation = .identity
  ) -> Self {
    Self(
      .deconvolution(channels: channels, kernel: kernel, stride: stride, activation: activation))
  }

  public static func lstm(
    _ units: Int, recurrentActivation: RecurrentActivation = .sigmoid
  ) -> Self {
    Self(.lstm(units: units, recurrentActivation: recurrentActivation))
  }

  public static func batchNorm(_ activation: Activation = .identity) -> Self {
    Self(.batchNorm(activation: activation))
  }

  public static func dropout(_ rate: Float) -> Self { Self(.dropout(rate: rate)) }
}
