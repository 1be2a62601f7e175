import TOMLKit

extension Architecture {
  private static let keys = [
    "latent", "decoder_reads", "observation", "minimum_deviation", "output_kernel", "encoder",
    "decoder",
  ]

  /// Reads an architecture from the text of a TOML file.
  ///
  ///     latent = 8
  ///     encoder = [
  ///       { layer = "convolution", channels = 32, kernel = 5, stride = 2 },
  ///       { layer = "batch_norm", activation = "relu" },
  ///       { layer = "dense", units = 128, activation = "relu" },
  ///     ]
  ///     decoder = "mirror"
  ///
  /// - Parameter path: the file's path, for messages.
  /// - Throws: `ArchitectureError` with the line of what is not TOML, unknown, of another type, or out
  ///   of range.
  public init(toml text: String, path: String) throws(ArchitectureError) {
    let lines = TOMLLines(text)
    let table = try Self.table(text, lines, path)
    let source = ArchitectureSource(path: path, lines: lines.lines)
    let file = TOMLSection(table: table, place: "", source: source)
    try file.check(keys: Self.keys, of: "an architecture")
    self.init(encoder: try file.layers("encoder"))
    self.source = source
    if let number = try file.whole(
      "latent", expected: ArchitectureLimits.text(ArchitectureLimits.latent))
    {
      latent = number
    }
    if let code: Code = try file.choice("decoder_reads", name: \.rawValue) { decoderReads = code }
    if let choice: ObservationChoice = try file.choice("observation", name: \.rawValue) {
      observation = choice
    }
    if let number = try file.number("minimum_deviation", expected: "a number") {
      minimumDeviation = number
    }
    if let number = try file.whole(
      "output_kernel", expected: ArchitectureLimits.text(ArchitectureLimits.kernel))
    {
      outputKernel = number
    }
    if let text = table["decoder"]?.string {
      guard text == "mirror" else {
        throw file.error(
          "decoder", found: "'\(text)'", expected: "\"mirror\" or a list of layers",
          advice: "correct the value")
      }
    } else if table["decoder"] != nil {
      decoder = .layers(try file.layers("decoder"))
    }
    try check()
  }

  private static func table(
    _ text: String, _ lines: TOMLLines, _ path: String
  ) throws(ArchitectureError) -> TOMLTable {
    // The parser reads C strings, which end at a zero byte.
    if let end = text.utf8.firstIndex(of: 0) {
      let line = text.utf8[..<end].reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
      throw ArchitectureError(
        path: path, line: line, subject: nil, found: "a zero byte", expected: "TOML",
        advice: "give a text file")
    }
    if let fault = lines.fault {
      throw ArchitectureError(
        path: path, line: fault.line, subject: nil, found: fault.found,
        expected: "key = value, lists and tables", advice: "correct the line")
    }
    do {
      return try TOMLTable(string: text)
    } catch {
      let parsing = error as? TOMLParseError
      throw ArchitectureError(
        path: path, line: parsing?.source.begin.line, subject: nil,
        found: "text that is not TOML (\(parsing?.description ?? "\(error)"))",
        expected: "key = value, lists and tables", advice: "correct the line")
    }
  }
}

extension TOMLSection {
  /// The layers of a list.
  fileprivate func layers(_ key: String) throws(ArchitectureError) -> [ArchitectureLayer] {
    let expected = key == "decoder" ? "\"mirror\" or a list of layers" : "a list of layers"
    guard let value = table[key] else {
      throw error(key, found: "no such key", expected: expected, advice: "add the key")
    }
    guard let list = value.array else { throw mismatch(key, value, expected: expected) }
    var layers: [ArchitectureLayer] = []
    for (index, element) in list.enumerated() {
      let place = "\(key)[\(index)]"
      guard let table = element.table else {
        throw ArchitectureError(
          path: source.path, line: source.lines[place] ?? source.lines[key], subject: key,
          found: Self.described(element),
          expected: "a table such as { layer = \"dense\", units = 64 }",
          advice: "correct the element")
      }
      var layer = try TOMLSection(table: table, place: place, source: source).layer()
      layer.line = source.lines[place] ?? source.lines[key]
      layers.append(layer)
    }
    return layers
  }
}
