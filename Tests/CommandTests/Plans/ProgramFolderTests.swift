import Foundation
import TestFiles
import Testing

/// `--kernels`: the programs of a plan as files.
@Suite struct ProgramFolderTests {
  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
  }

  @Test(
    arguments: [
      ["--as", "nvidia-h200"], ["--as", "nvidia-a100", "--precision", "tf32"],
      ["--device", "host"],
    ])
  func programsAndTheirOptions(choice: [String]) throws {
    try withFolder { folder in
      let programs = "\(folder)/programs"
      let finished = try Command.run(
        ["benchmark", "--model", "cnn", "--batch-size", "64", "--kernels", programs] + choice)
      #expect(finished.status == 0, "\(finished.errors)")
      #expect(finished.output.split(separator: "\n").last?.hasPrefix("launches: ") == true)
      let names = try names(programs)
      let stems = names.filter { $0.hasSuffix(".cl") }.map { String($0.dropLast(3)) }
      #expect(names == stems.flatMap { ["\($0).cl", "\($0).options"] }.sorted())
      #expect(stems.map { Int($0.prefix(3)) } == Array(0..<stems.count))
      for stem in stems {
        #expect(stem.dropFirst(3).hasPrefix("-"))
        let source = try text("\(programs)/\(stem).cl")
        #expect(source.contains("__kernel") && source.contains("\(stem.dropFirst(4)).cl\""))
        let words = try text("\(programs)/\(stem).options").split(whereSeparator: \.isWhitespace)
        #expect(words.contains { $0.hasPrefix("-DFAMILY_GPU=") })
        #expect(words.allSatisfy { $0.wholeMatch(of: /-D[A-Z0-9_]+=-?[0-9]+/) != nil }, "\(words)")
      }
      let hasMMA = stems.contains { $0.hasSuffix("MMA") }
      #expect(hasMMA == choice.contains("tf32"))
    }
  }

  /// An empty folder is filled; one that holds anything stays as it is.
  @Test func aFolderThatIsNotEmptyIsRefused() throws {
    try withFolder { folder in
      let arguments = [
        "train", "mnist", "--batch-size", "8", "--as", "intel-arc-a770", "--kernels", folder,
      ]
      let first = try Command.run(arguments)
      #expect(first.status == 0, "\(first.errors)")
      let names = try names(folder)
      #expect(names.first?.hasPrefix("000-") == true)
      let again = try Command.run(arguments)
      expectFailure(again, 73, folder, "not empty")
      #expect(again.errorLines.count == 1 && again.output.isEmpty)
      #expect(try self.names(folder) == names)
    }
  }

  @Test func aFileIsNoFolder() throws {
    try withFolder { folder in
      let file = "\(folder)/file"
      try Data("text".utf8).write(to: URL(fileURLWithPath: file))
      let finished = try Command.run(["benchmark", "--as", "nvidia-h200", "--kernels", file])
      expectFailure(finished, 73, file)
      #expect(try text(file) == "text")
    }
  }
}
