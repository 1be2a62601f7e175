/// The largest size that a kernel can count: kernels count in OpenCL C's `int`.
enum SizeLimit {
  static let largest = Int(Int32.max)

  /// Refuses a graph with a tensor of more elements than a kernel can count.
  ///
  /// A lowering may rely on this: products of a tensor's extents fit an `Int32`.
  static func check(_ graph: Graph) throws(PlanError) {
    for node in graph.nodes {
      for output in node.outputs { try check(output.shape, of: node) }
    }
    for assignment in graph.assignments {
      try check(assignment.variable.spec.shape, assignment.variable.name, "variable")
    }
  }

  /// Refuses launches with more work-items, larger constants or larger scratch memory than a kernel
  /// can count.
  static func check(_ lowering: Lowering, of node: Node) throws(PlanError) {
    for byteCount in lowering.workspace where byteCount / 4 > largest {
      throw refusal(of: node, "values of scratch memory", "\(byteCount / 4)")
    }
    for launch in lowering.launches {
      switch launch {
      case .kernel(let launch):
        if launch.global.contains(where: { $0 > largest }) {
          let found = launch.global.map(String.init).joined(separator: " x ")
          throw refusal(of: node, "work-items in one launch", found)
        }
        for (name, value) in launch.kernel.constants where value > largest {
          throw refusal(of: node, "as the constant \(name) of a kernel", "\(value)")
        }
      case .gemm(let product):
        for size in [product.m, product.n, product.k] where size > largest {
          throw refusal(of: node, "as a size of a matrix product", "\(size)")
        }
      }
    }
  }

  private static func check(_ shape: Shape, of node: Node) throws(PlanError) {
    try check(shape, node.label, node.operationName)
  }

  private static func check(
    _ shape: Shape, _ label: String, _ operation: String
  ) throws(PlanError) {
    var count = 1
    for extent in shape.dimensions {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow, product <= largest else {
        throw .tooLarge(
          node: label, operation: operation, what: "values in one tensor",
          found: shape.dimensions.map(String.init).joined(separator: " x "), limit: largest)
      }
      count = product
    }
  }

  private static func refusal(of node: Node, _ what: String, _ found: String) -> PlanError {
    .tooLarge(
      node: node.label, operation: node.operationName, what: what, found: found, limit: largest)
  }
}
