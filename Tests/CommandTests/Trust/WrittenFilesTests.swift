import Foundation
import TestFiles
import Testing

/// What the command writes, where, and for whom.
@Suite struct WrittenFilesTests {
  /// An environment in which every place that a program may think of is below a folder.
  private func environment(_ folder: String) throws -> [String: String] {
    for name in ["home", "cache", "temporary", "here"] {
      try FileManager.default.createDirectory(
        atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    }
    return [
      "HOME": "\(folder)/home", "XDG_CACHE_HOME": "\(folder)/cache",
      "TMPDIR": "\(folder)/temporary", "POCL_CACHE_DIR": "\(folder)/cache/pocl",
      "CONTINUUM_TEST_SECRET": "hunter2-not-to-be-kept",
    ]
  }

  private func permissions(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return try #require(attributes[.posixPermissions] as? Int)
  }

  /// A whole run with pictures, the use of it, and a failure, under a umask.
  private func work(_ folder: String, umask: String) throws {
    try SmallData().write(to: folder)
    let environment = try environment(folder)
    let commands = [
      training(folder, "--max-steps", "3", "--set", "watch=1"),
      ["reconstruct", "\(folder)/run", "--output", "\(folder)/run/picture.png"],
      ["sample", "\(folder)/run", "--output", "\(folder)/run/samples.png"],
      training(folder, run: "wild", "--learning-rate", "1e30"),
    ]
    for (command, status) in zip(commands, [0, 0, 0, 70] as [Int32]) {
      let words = ([Command.path] + command).map { "'\($0)'" }.joined(separator: " ")
      let finished = try Command.start(
        program: "/bin/sh", ["-c", "umask \(umask) && exec \(words)"], in: "\(folder)/here",
        environment: environment
      ).finish()
      #expect(finished.status == status, "\(command[0]): \(finished.errors)")
    }
  }

  /// Files and folders have the permissions that the user's umask leaves, none has more or fewer.
  @Test(arguments: [("077", 0o600, 0o700), ("022", 0o644, 0o755)])
  func permissionsFollowTheUmask(umask: String, file: Int, folder mode: Int) throws {
    try withFolder { folder in
      try work(folder, umask: umask)
      for root in ["run", "wild"] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: "\(folder)/\(root)")
        #expect(names.contains("watch.csv") || root == "wild")
        for name in [""] + names {
          let path = "\(folder)/\(root)/\(name)"
          let attributes = try FileManager.default.attributesOfItem(atPath: path)
          let kind = attributes[.type] as? FileAttributeType
          // A link has no permissions of its own.
          guard kind != .typeSymbolicLink else { continue }
          let expected = kind == .typeDirectory ? mode : file
          #expect(try permissions(path) == expected, "\(root)/\(name)")
        }
      }
    }
  }

  /// Nothing is written but the run, what the user names, and the caches.
  @Test func nothingIsWrittenElsewhere() throws {
    try withFolder { folder in
      try work(folder, umask: "022")
      for name in ["home", "temporary", "here"] {
        let found = try FileManager.default.subpathsOfDirectory(atPath: "\(folder)/\(name)")
        #expect(found.isEmpty, "\(name): \(found)")
      }
      let caches = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/cache")
      #expect(Set(caches).isSubset(of: ["continuum", "pocl"]), "\(caches)")
      #expect(
        Set(try FileManager.default.contentsOfDirectory(atPath: folder))
          == ["cache", "here", "home", "mnist", "run", "temporary", "wild"])
    }
  }

  /// `environment.json` has what is documented and nothing else of the process's environment, which is
  /// in no other file either.
  @Test func theEnvironmentIsNotKept() throws {
    try withFolder { folder in
      try work(folder, umask: "022")
      let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/run/environment.json"))
      let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      let documented: Set<String> = [
        "version", "data", "operating_system", "device", "device_reason", "precision", "driver",
        "platform", "seed", "split_seed", "tuning",
      ]
      #expect(Set(document.keys).isSubset(of: documented), "\(document.keys)")
      let user = ProcessInfo.processInfo.environment["USER"] ?? "nobody's name"
      for root in ["run", "wild", "cache"] {
        for name in try FileManager.default.subpathsOfDirectory(atPath: "\(folder)/\(root)") {
          let path = "\(folder)/\(root)/\(name)"
          guard let bytes = FileManager.default.contents(atPath: path) else { continue }
          #expect(bytes.range(of: Data("hunter2".utf8)) == nil, "\(name)")
          #expect(bytes.range(of: Data("\(folder)/home".utf8)) == nil, "\(name)")
          let isText = name.hasSuffix(".json") || name.hasSuffix(".csv")
          #expect(!isText || bytes.range(of: Data("\"\(user)\"".utf8)) == nil, "\(name)")
        }
      }
    }
  }
}
