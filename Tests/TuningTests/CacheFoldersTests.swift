import Devices
import Files
import Foundation
import TestFiles
import Testing

@Suite struct CacheFoldersTests {
  /// A folder that exists, with one for temporary files in it.
  private func withHome(_ body: (_ home: String, _ temporary: String) throws -> Void) throws {
    try withFolder { folder in
      try Folder.create("\(folder)/home")
      try Folder.create("\(folder)/tmp")
      try body("\(folder)/home", "\(folder)/tmp")
    }
  }

  @Test func whatCanBeWrittenStays() throws {
    try withHome { home, temporary in
      let variables = ["HOME": home, "TMPDIR": temporary]
      let folders = CacheFolders(environment: variables)
      #expect(folders.directory == CacheDirectory(environment: variables))
      #expect(folders.pocl == nil && folders.warning == nil)
      // Neither is anything made before it is needed.
      let made = try Folder.entries(home) + Folder.entries(temporary)
      #expect(made.isEmpty)
    }
  }

  @Test func aHomeThatIsNoneIsReplaced() throws {
    try withHome { _, temporary in
      let folders = CacheFolders(environment: ["HOME": "/dev/null", "TMPDIR": temporary])
      let place = "\(temporary)/continuum-\(getuid())"
      #expect(folders.directory.kernels == "\(place)/kernels")
      #expect(folders.directory.tuning == "\(place)/tuning")
      #expect(folders.directory.datasets == "\(place)/datasets")
      #expect(folders.pocl == "\(place)/pocl")
      let warning = try #require(folders.warning)
      #expect(warning.hasPrefix("/dev/null/.cache/continuum and /dev/null/.cache/pocl/kcache"))
      #expect(warning.contains(place) && !warning.contains("\n"))
      // The next process finds the same place.
      let again = CacheFolders(environment: ["HOME": "/dev/null", "TMPDIR": temporary])
      #expect(again.directory == folders.directory)
    }
  }

  @Test func oneFolderIsReplacedAlone() throws {
    try withHome { home, temporary in
      let cache = "\(home)/.cache/continuum"
      try Folder.create(cache)
      try AtomicFile.write("", to: "\(cache)/tuning")
      let folders = CacheFolders(environment: ["HOME": home, "TMPDIR": temporary])
      #expect(folders.directory.kernels == "\(cache)/kernels")
      #expect(folders.directory.datasets == "\(cache)/datasets")
      #expect(folders.directory.tuning == "\(temporary)/continuum-\(getuid())/tuning")
      #expect(folders.pocl == nil)
      #expect(folders.warning?.hasPrefix("\(cache)/tuning cannot be written") == true)
    }
  }

  @Test func poclsFolderIsReplacedAlone() throws {
    try withHome { home, temporary in
      let folders = CacheFolders(environment: [
        "HOME": home, "TMPDIR": temporary, "POCL_CACHE_DIR": "/dev/null/pocl",
      ])
      #expect(folders.directory.path == "\(home)/.cache/continuum")
      #expect(folders.directory.kernels == "\(home)/.cache/continuum/kernels")
      #expect(folders.pocl == "\(temporary)/continuum-\(getuid())/pocl")
      #expect(folders.warning?.hasPrefix("/dev/null/pocl cannot be written") == true)
    }
  }

  @Test func withoutATemporaryFolderNothingIsKept() throws {
    let folders = CacheFolders(environment: ["HOME": "/dev/null", "TMPDIR": "/dev/null"])
    #expect(folders.directory.kernels == nil && folders.directory.datasets == nil)
    #expect(folders.pocl == nil && folders.warning?.hasSuffix("nothing is kept there") == true)
  }

  /// A container may bring kernels and choices along. Root can write everywhere.
  @Test(.enabled(if: getuid() != 0))
  func whatCanOnlyBeReadIsRead() throws {
    try withHome { home, temporary in
      let cache = "\(home)/.cache/continuum"
      for name in ["kernels", "tuning", "datasets"] { try Folder.create("\(cache)/\(name)") }
      let names = [cache] + ["kernels", "tuning", "datasets"].map { "\(cache)/\($0)" }
      func allow(_ mode: Int) throws {
        for path in names {
          try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        }
      }
      try allow(0o500)
      let folders = CacheFolders(environment: ["HOME": home, "TMPDIR": temporary])
      try allow(0o700)
      #expect(folders.directory.kernels == "\(cache)/kernels")
      #expect(folders.directory.tuning == "\(cache)/tuning")
      #expect(folders.directory.datasets == "\(temporary)/continuum-\(getuid())/datasets")
      #expect(folders.warning?.contains("nothing is added") == true)
    }
  }

  /// pocl ends the process where the variable is empty, and finds no device where it is relative.
  @Test func poclGetsAFolderThatItUnderstands() throws {
    try withHome { home, temporary in
      for (given, expected) in [
        ("", "\(home)/.cache/pocl/kcache"),
        ("pocl", FileManager.default.currentDirectoryPath + "/pocl"),
      ] {
        let folders = CacheFolders(environment: [
          "HOME": home, "TMPDIR": temporary, "POCL_CACHE_DIR": given,
        ])
        #expect(folders.pocl == expected && folders.warning == nil)
      }
      let made = try Folder.entries(home)
      #expect(made.isEmpty)
    }
  }

  @Test(arguments: [
    (["HOME": "/h"], "/h/.cache/pocl/kcache"),
    (["HOME": "/h", "XDG_CACHE_HOME": "/c"], "/c/pocl/kcache"),
    (["HOME": "/h", "XDG_CACHE_HOME": ""], "/h/.cache/pocl/kcache"),
    (["HOME": "/h", "XDG_CACHE_HOME": "/c", "POCL_CACHE_DIR": "/p"], "/p"),
    (["HOME": "/h", "POCL_CACHE_DIR": ""], "/h/.cache/pocl/kcache"),
    ([:], "/tmp/pocl/kcache"),
  ])
  func poclsRuleIsFollowed(variables: [String: String], folder: String) {
    #expect(CacheFolders.poclFolder(variables).path == folder)
  }
}
