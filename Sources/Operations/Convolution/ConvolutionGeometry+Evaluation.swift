import Graphs

/// Plain loops of the three directions; the innermost one runs over neighbouring channels of a group.
extension ConvolutionGeometry {
  /// Calls `body(imagePixel, tap, featurePixel)` for every product of image `n`, in the order of feature
  /// pixels; pixel indices count over the whole batch.
  @inline(__always)
  private func forEachProduct(ofImage n: Int, _ body: (Int, Int, Int) -> Void) {
    for oy in 0..<outHeight {
      for ox in 0..<outWidth {
        let feature = (n * outHeight + oy) * outWidth + ox
        for ky in 0..<kernelHeight {
          let y = oy * stride - padTop + ky
          guard y >= 0, y < height else { continue }
          for kx in 0..<kernelWidth {
            let x = ox * stride - padLeft + kx
            guard x >= 0, x < width else { continue }
            body((n * height + y) * width + x, ky * kernelWidth + kx, feature)
          }
        }
      }
    }
  }

  /// y[n,oy,ox,co] = Σ x[n,iy,ix,ci] · w[ky,kx,ci,co].
  @inline(__always)
  func features<Scalar: HostScalar>(image: [Scalar], kernel: [Scalar]) -> [Scalar] {
    products(.forward, source: image, kernel: kernel)
  }

  /// dx[n,iy,ix,ci] = Σ dy[n,oy,ox,co] · w[ky,kx,ci,co].
  @inline(__always)
  func image<Scalar: HostScalar>(features: [Scalar], kernel: [Scalar]) -> [Scalar] {
    // Transposed, so that the innermost loop walks both the weights and the result in order.
    let (inputs, outputs) = (inChannels / groups, outChannels / groups)
    var transposed = [Scalar](repeating: 0, count: kernel.count)
    for tap in 0..<(kernelHeight * kernelWidth) {
      for ci in 0..<inputs {
        for co in 0..<outChannels {
          let (group, feature) = co.quotientAndRemainder(dividingBy: outputs)
          transposed[(tap * outputs + feature) * inChannels + group * inputs + ci] =
            kernel[(tap * inputs + ci) * outChannels + co]
        }
      }
    }
    return products(.inputGradient, source: features, kernel: transposed)
  }

  /// The products of the source's pixels and the weights [kh, kw, from/groups, to], summed over the
  /// target's pixels.
  @inline(__always)
  private func products<Scalar: HostScalar>(
    _ direction: ConvolutionDirection, source: [Scalar], kernel: [Scalar]
  ) -> [Scalar] {
    let isForward = direction == .forward
    let side = side(direction)
    let (from, to) = (side.groupSources, side.groupTargets)
    var result = [Scalar](repeating: 0, count: self.result(direction).count)
    source.withUnsafeBufferPointer { source in
      kernel.withUnsafeBufferPointer { kernel in
        result.withUnsafeMutableBufferPointer { result in
          for n in 0..<batch {
            forEachProduct(ofImage: n) { pixel, tap, feature in
              let target = (isForward ? feature : pixel) * side.targets
              let first = (isForward ? pixel : feature) * side.sources
              for group in 0..<groups {
                for i in 0..<from {
                  let value = source[first + group * from + i]
                  let weights = (tap * from + i) * side.targets + group * to
                  for o in 0..<to { result[target + group * to + o] += value * kernel[weights + o] }
                }
              }
            }
          }
        }
      }
    }
    return result
  }

  /// dw[ky,kx,ci,co] = Σ x[n,iy,ix,ci] · dy[n,oy,ox,co], summed image by image: rounding errors
  /// do not grow with the batch.
  @inline(__always)
  func kernel<Scalar: HostScalar>(image: [Scalar], features: [Scalar]) -> [Scalar] {
    let (inputs, outputs) = (inChannels / groups, outChannels / groups)
    var total = [Scalar](repeating: 0, count: kernel.count)
    var sum = total
    image.withUnsafeBufferPointer { image in
      features.withUnsafeBufferPointer { features in
        for n in 0..<batch {
          sum.withUnsafeMutableBufferPointer { sum in
            sum.update(repeating: 0)
            forEachProduct(ofImage: n) { pixel, tap, feature in
              for group in 0..<groups {
                for ci in 0..<inputs {
                  let value = image[pixel * inChannels + group * inputs + ci]
                  let target = (tap * inputs + ci) * outChannels + group * outputs
                  let source = feature * outChannels + group * outputs
                  for co in 0..<outputs { sum[target + co] += value * features[source + co] }
                }
              }
            }
          }
          for i in total.indices { total[i] += sum[i] }
        }
      }
    }
    return total
  }
}
