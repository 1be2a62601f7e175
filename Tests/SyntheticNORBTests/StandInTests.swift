import Datasets
import Foundation
import SyntheticNORB
import Testing

private let pairs = 40

private func write(
  to folder: String, seed: UInt64 = 5, replacing: Bool = false, isCancelled: () -> Bool = { false }
) throws -> Bool {
  try StandIn.write(
    to: folder, seed: seed, on: try TestDevice.choose(), cacheDirectory: nil,
    replacing: replacing, pairsPerPart: pairs, isCancelled: isCancelled)
}

private func contents(_ folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

@Suite(.enabled(if: TestDevice.isAvailable, TestDevice.skipNote))
struct StandInTests {
  @Test func readsBackThroughTheLoader() throws {
    try withScratchDirectory { root in
      #expect(try write(to: "\(root)/small-norb"))
      #expect(try contents(root) == ["small-norb"])
      #expect(try contents("\(root)/small-norb").count == 7)
      let data = try SmallNORB(at: root, split: .instances, cacheDirectory: nil)
      #expect(data.isStandIn && data.title == "rendered stand-in")
      #expect(data.train.count == pairs && data.test.count == pairs)
      // Draws the scene again that the factors describe, for some toy of its category.
      let renderer = try makeRenderer(seed: 5)
      let factors = data.train.factors.map { Int($0.values[7]) }
      let category = try #require(ToyCategory(rawValue: factors[0]))
      let scenes = [4, 6, 7, 8, 9].map {
        Scene(
          category: category, instance: $0, elevation: factors[1], azimuth: factors[2],
          lighting: factors[3])
      }
      let found = try data.train.image(7)
      let drawn = try renderer.render(scenes)
      let plane = 96 * 96
      let matches = scenes.indices.filter { index in
        (0..<plane).allSatisfy { pixel in
          found[2 * pixel] == drawn[2 * index * plane + pixel]
            && found[2 * pixel + 1] == drawn[(2 * index + 1) * plane + pixel]
        }
      }
      #expect(matches.count == 1)
    }
  }

  @Test func noteSaysWhatItIs() throws {
    try withScratchDirectory { root in
      #expect(try write(to: "\(root)/a"))
      let note = try String(contentsOfFile: "\(root)/a/RENDERED-STAND-IN.txt", encoding: .utf8)
      #expect(note.contains("rendered stand-in in the file format of Small-NORB"))
      #expect(note.contains("seed: 5") && note.contains("version: \(StandIn.version)"))
      #expect(note.contains(Photograph.summary))
      #expect(SmallNORB.standInVersion(at: "\(root)/a") == StandIn.version)
    }
  }

  @Test func sameSeedGivesSameFiles() throws {
    try withScratchDirectory { root in
      for name in ["a", "b"] { #expect(try write(to: "\(root)/\(name)")) }
      #expect(try write(to: "\(root)/c", seed: 6))
      for name in try contents("\(root)/a") where name != "RENDERED-STAND-IN.txt" {
        let files = try ["a", "b", "c"].map {
          try Data(contentsOf: URL(fileURLWithPath: "\(root)/\($0)/\(name)"))
        }
        #expect(files[0] == files[1] && files[0] != files[2], "\(name)")
      }
    }
  }

  @Test func cancellingLeavesNothing() throws {
    try withScratchDirectory { root in
      var questions = 0
      let isDone = try write(to: "\(root)/a") {
        questions += 1
        return questions == 2
      }
      #expect(!isDone && questions == 2)
      #expect(try contents(root).isEmpty)
    }
  }

  @Test func refusesWhatIsThere() throws {
    try withScratchDirectory { root in
      try FileManager.default.createDirectory(
        atPath: "\(root)/a", withIntermediateDirectories: true)
      try Data("mine".utf8).write(to: URL(fileURLWithPath: "\(root)/a/notes.txt"))
      try Data("mine".utf8).write(to: URL(fileURLWithPath: "\(root)/file"))
      for name in ["a", "file"] {
        for replacing in [false, true] {
          let error = #expect(throws: DatasetError.self) {
            try write(to: "\(root)/\(name)", replacing: replacing)
          }
          #expect(error?.kind == .cannotCreate)
          #expect(error.map { !$0.description.contains("\n") } == true)
        }
      }
      #expect(try contents(root) == ["a", "file"])
      #expect(try contents("\(root)/a") == ["notes.txt"])
    }
  }

  @Test func replacesAStandInWhenAsked() throws {
    try withScratchDirectory { root in
      #expect(try write(to: "\(root)/a"))
      #expect(throws: DatasetError.self) { try write(to: "\(root)/a", seed: 9) }
      #expect(try write(to: "\(root)/a", seed: 9, replacing: true))
      #expect(try contents(root) == ["a"])
      let note = try String(contentsOfFile: "\(root)/a/RENDERED-STAND-IN.txt", encoding: .utf8)
      #expect(note.contains("seed: 9"))
    }
  }

  @Test func clearsWhatADeadProcessLeft() throws {
    try withScratchDirectory { root in
      try FileManager.default.createDirectory(
        atPath: "\(root)/a.rendering", withIntermediateDirectories: true)
      try Data("half".utf8).write(to: URL(fileURLWithPath: "\(root)/a.rendering/x.mat"))
      #expect(try write(to: "\(root)/a/"))
      #expect(try contents(root) == ["a"])
      #expect(try contents("\(root)/a").count == 7)
    }
  }
}
