internal import COpenCL

extension Context {
  /// Puts a launch of `kernel` with its present arguments in the queue.
  ///
  /// `global` is the number of work-items in one to three dimensions, `local` that of a work-group,
  /// which must divide it; nil leaves the choice to the driver. `label` names the launch in a profile
  /// and in errors.
  package func enqueue(
    _ kernel: Kernel, global: [Int], local: [Int]?, label: String
  ) throws(ComputeError) {
    Self.requireSizes(global, local, label)
    let dimensions = cl_uint(global.count)
    guard isProfiling else {
      try check(
        clEnqueueNDRangeKernel(
          queue, kernel.handle, dimensions, nil, global, local, 0, nil, nil),
        "clEnqueueNDRangeKernel", Self.launchDetail(kernel, global, local, label), on: title)
      return
    }
    var event: OpaquePointer?
    try check(
      clEnqueueNDRangeKernel(
        queue, kernel.handle, dimensions, nil, global, local, 0, nil, &event),
      "clEnqueueNDRangeKernel", Self.launchDetail(kernel, global, local, label), on: title)
    if let event { timings.append(Timing(label: label, event: event)) }
  }

  /// Traps unless OpenCL allows a launch of these sizes.
  static func requireSizes(_ global: [Int], _ local: [Int]?, _ label: String) {
    precondition(
      (1...3).contains(global.count) && global.allSatisfy { $0 > 0 },
      "\(label): a launch needs one to three positive global sizes, not \(global)")
    if let local {
      precondition(
        local.count == global.count && zip(global, local).allSatisfy { $1 > 0 && $0 % $1 == 0 },
        "\(label): work-group \(local) does not divide global size \(global)")
    }
  }

  static func launchDetail(
    _ kernel: Kernel, _ global: [Int], _ local: [Int]?, _ label: String
  ) -> String {
    let group = local.map { "\($0)" } ?? "chosen by the driver"
    // The fields of a label are separated by tabs.
    let words = label.split(separator: "\t").joined(separator: " ")
    return "\(words), kernel \(kernel.name), global \(global), local \(group)"
  }
}
