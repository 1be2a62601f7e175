import Basics
public import Graphs
import Operations

/// A residual block with a grouped convolution, as ResNeXt has it:
/// y = relu(expansion(grouped(reduction(x))) + shortcut(x)).
///
/// x is [batch, height, width, in], y [batch, ⌈height/stride⌉, ⌈width/stride⌉, channels]. `conv1` (1×1)
/// reduces x to `innerChannels`, `conv2` (3×3) is in groups and has the stride, `conv3` (1×1) expands to
/// `channels`; `bn1` to `bn3` follow them, with relu after the first two. The shortcut is x where the
/// shapes agree, else `shortcut.conv1` (1×1, with the stride) and `shortcut.bn1`.
public struct ResidualBlock: Layer, Hashable {
  public let channels: Int
  public let groups: Int
  public let stride: Int

  /// - Precondition: the numbers are positive.
  public init(_ channels: Int, groups: Int = 1, stride: Int = 1) {
    precondition(
      channels > 0 && groups > 0 && stride > 0,
      "a block of \(channels) channels in \(groups) groups with stride \(stride)")
    self.channels = channels
    self.groups = groups
    self.stride = stride
  }

  /// The channels of the grouped convolution: half of `channels`, rounded up to a multiple of `groups`.
  public var innerChannels: Int {
    channels.dividedRoundingUp(by: 2).roundedUp(toMultipleOf: groups)
  }

  package var reduction: Convolution2D { Convolution2D(innerChannels, kernel: 1) }
  package var grouped: Convolution2D {
    Convolution2D(innerChannels, kernel: 3, stride: stride, groups: groups)
  }
  package var expansion: Convolution2D { Convolution2D(channels, kernel: 1) }

  /// The convolution of the shortcut; nil where it is x itself.
  package func projection(from inputs: Int) -> Convolution2D? {
    stride == 1 && inputs == channels ? nil : Convolution2D(channels, kernel: 1, stride: stride)
  }

  public func callAsFunction(_ x: Tensor, _ context: inout Context) -> Tensor {
    let block = Sequential([
      ("conv1", reduction), ("bn1", BatchNorm(activation: .relu)),
      ("conv2", grouped), ("bn2", BatchNorm(activation: .relu)),
      ("conv3", expansion), ("bn3", BatchNorm()),
    ])
    let y = block(x, &context)
    var shortcut = x
    if let projection = projection(from: x.shape.last) {
      let layers = Sequential([("conv1", projection), ("bn1", BatchNorm())])
      shortcut = context.within("shortcut") { layers(x, &$0) }
    }
    let sum = ElementwiseBinary(.add)(y, shortcut, label: context.name)
    return Activate(.relu)(sum, label: context.name)
  }
}
