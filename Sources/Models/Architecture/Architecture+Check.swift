extension Architecture {
  /// Checks all numbers and names.
  ///
  /// - Throws: `ArchitectureError` for the first that is out of range, or a name that is not one.
  func check() throws(ArchitectureError) {
    func whole(
      _ key: String, _ value: Int, _ range: ClosedRange<Int>
    ) throws(ArchitectureError) {
      guard !range.contains(value) else { return }
      throw source.error(
        key, found: "\(value)", expected: ArchitectureLimits.text(range),
        advice: "correct the number")
    }
    try whole("latent", latent, ArchitectureLimits.latent)
    try whole("output_kernel", outputKernel, ArchitectureLimits.kernel)
    guard ArchitectureLimits.minimumDeviation.contains(minimumDeviation) else {
      throw source.error(
        "minimum_deviation", found: "\(minimumDeviation)", expected: "a number from 1e-37 to 1e37",
        advice: "correct the number")
    }
    try check(encoder, part: "encoder")
    try check(decoderLayers, part: "decoder")
    guard hasDeconvolutions || outputKernel == 1 else {
      throw source.error(
        "output_kernel", found: "\(outputKernel) with a decoder of dense layers",
        expected: "a decoder with deconvolutions", advice: "remove the line")
    }
  }

  private func check(_ layers: [ArchitectureLayer], part: String) throws(ArchitectureError) {
    guard layers.count <= ArchitectureLimits.layers else {
      throw source.error(
        part, found: "\(layers.count) layers", expected: "at most \(ArchitectureLimits.layers)",
        advice: "remove some")
    }
    for layer in layers { try layer.check(in: source) }
    var seen: Set<String> = []
    for (layer, name) in zip(layers, layers.pathNames) {
      guard seen.insert(name).inserted else {
        throw layer.error(
          in: source, "name", found: "'\(name)' a second time in the \(part)",
          expected: "different names; others than \(name) are numbered by kind",
          advice: "choose another name")
      }
    }
  }
}

extension ArchitectureLayer {
  func error(
    in source: ArchitectureSource, _ subject: String, found: String, expected: String,
    advice: String
  ) -> ArchitectureError {
    ArchitectureError(
      path: source.path, line: line, subject: subject, found: found, expected: expected,
      advice: advice)
  }

  fileprivate func check(in source: ArchitectureSource) throws(ArchitectureError) {
    for (key, value, range) in wholeNumbers where !range.contains(value) {
      throw error(
        in: source, key, found: "\(value)", expected: ArchitectureLimits.text(range),
        advice: "correct the number")
    }
    if case .convolution(let channels, _, _, let groups, _) = kind,
      !channels.isMultiple(of: groups)
    {
      throw error(
        in: source, "groups", found: "\(groups) groups of \(channels) channels",
        expected: "a number that divides the channels", advice: "correct one of them")
    }
    if case .dropout(let rate) = kind, !ArchitectureLimits.rate.contains(rate) {
      throw error(
        in: source, "rate", found: "\(rate)", expected: "a number from 0 to less than 1",
        advice: "correct the number")
    }
    guard let name else { return }
    guard Self.isName(name) else {
      throw error(
        in: source, "name", found: "'\(name)'",
        expected: "a letter, then letters, digits and _, \(ArchitectureLimits.nameLength) at most",
        advice: "choose another name")
    }
    guard !ArchitectureLimits.reservedNames.contains(name) else {
      throw error(
        in: source, "name", found: "'\(name)', the name of a layer that is not in the file",
        expected: "another name", advice: "choose another name")
    }
  }

  private var wholeNumbers: [(key: String, value: Int, range: ClosedRange<Int>)] {
    switch kind {
    case .dense(let units, _), .lstm(let units, _):
      [("units", units, ArchitectureLimits.units)]
    case .picture(let channels, _): [("channels", channels, ArchitectureLimits.units)]
    case .convolution(let channels, let kernel, let stride, let groups, _):
      Self.numbers(channels, kernel, stride) + [("groups", groups, ArchitectureLimits.groups)]
    case .deconvolution(let channels, let kernel, let stride, _):
      Self.numbers(channels, kernel, stride)
    case .residual(let channels, let groups, let stride):
      [
        ("channels", channels, ArchitectureLimits.units),
        ("groups", groups, ArchitectureLimits.groups),
        ("stride", stride, ArchitectureLimits.stride),
      ]
    case .batchNorm, .dropout: []
    }
  }

  private static func numbers(
    _ channels: Int, _ kernel: Int, _ stride: Int
  ) -> [(key: String, value: Int, range: ClosedRange<Int>)] {
    [
      ("channels", channels, ArchitectureLimits.units),
      ("kernel", kernel, ArchitectureLimits.kernel),
      ("stride", stride, ArchitectureLimits.stride),
    ]
  }

  private static func isName(_ text: String) -> Bool {
    guard let first = text.first, text.utf8.count <= ArchitectureLimits.nameLength else {
      return false
    }
    return first.isASCII && first.isLetter
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }
}
