import Graphs

/// The layers of an architecture for certain data, with what each costs; no device is needed.
public struct ArchitectureReport: Sendable, Hashable, Encodable {
  public struct Layer: Sendable, Hashable, Encodable {
    /// The path of the layer's parameters, such as `encoder.conv1`.
    public let name: String
    /// The extents of its result for one sample.
    public let output: [Int]
    /// Numbers that are trained.
    public let parameters: Int
    /// Numbers of moving statistics, which are saved with the parameters.
    public let statistics: Int
    /// Twice the multiply-adds of products with parameters, in the forward pass of one sample.
    public let flops: Int
  }

  public let layers: [Layer]
  /// Sums over all layers.
  public let parameters: Int
  public let statistics: Int
  public let flops: Int

  /// Checks the architecture against the data as `SemiSupervisedVAE(_:for:)` does.
  ///
  /// - Parameters:
  ///   - family: which parts the model has.
  ///   - width: multiplies the units and channels of every layer.
  /// - Throws: `ArchitectureError`.
  public init(
    _ architecture: Architecture, for sample: SampleForm, family: SemiSupervisedVAE.Family = .ss,
    width: Double = 1
  ) throws(ArchitectureError) {
    let resolved = try ResolvedArchitecture(
      architecture.scaled(by: width), for: sample, hasHeads: family != .eu)
    var parts = [("encoder", resolved.encoder)]
    if family != .es { parts.append(("latent", resolved.latent)) }
    parts.append(("pi", resolved.heads))
    if family != .es { parts.append(("decoder", resolved.decoder + resolved.deviations)) }
    layers = parts.flatMap { part, layers in layers.map { Layer(part, $0) } }
    parameters = layers.total(\.parameters)
    statistics = layers.total(\.statistics)
    flops = layers.total(\.flops)
  }
}

extension ArchitectureReport.Layer {
  fileprivate init(_ part: String, _ layer: ResolvedLayer) {
    name = layer.name.isEmpty ? part : "\(part).\(layer.name)"
    output = layer.output.dimensions
    parameters = layer.parameters
    statistics = layer.statistics
    flops = layer.flops
  }
}

extension [ArchitectureReport.Layer] {
  /// The sum of a number, at most the largest that there is.
  fileprivate func total(_ number: KeyPath<ArchitectureReport.Layer, Int>) -> Int {
    reduce(0) { sum, layer in
      let (total, overflows) = sum.addingReportingOverflow(layer[keyPath: number])
      return overflows ? .max : total
    }
  }
}

extension ArchitectureReport: CustomStringConvertible {
  /// A table with a line for each layer and the totals.
  public var description: String {
    let rows =
      [["layer", "output", "parameters", "statistics", "flops"]]
      + layers.map {
        [$0.name, "\(Shape($0.output))", "\($0.parameters)", "\($0.statistics)", "\($0.flops)"]
      } + [["total", "", "\(parameters)", "\(statistics)", "\(flops)"]]
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      row.indices.map { column in
        let blanks = String(repeating: " ", count: widths[column] - row[column].count)
        // Names and shapes begin at the left, numbers end at the right.
        return column < 2 ? row[column] + blanks : blanks + row[column]
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}
