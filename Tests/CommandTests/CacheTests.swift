import Foundation
import TestFiles
import Testing

/// Places that the command writes to without being asked may be impossible; it goes on without them.
@Suite struct CacheTests {
  private func environment(_ folder: String) -> [String: String] {
    ["HOME": "/dev/null", "XDG_CACHE_HOME": "", "POCL_CACHE_DIR": "", "TMPDIR": folder]
  }

  @Test func aRunGoesOnWithoutAHome() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let finished = try Command.run(
        training(folder, "--max-steps", "2"), environment: environment(folder))
      #expect(finished.status == 0, "\(finished.errors)")
      #expect(finished.errorLines.count == 1)
      #expect(finished.errors.hasPrefix("continuum: warning: /dev/null/.cache/continuum and "))
    }
  }

  @Test func devicesAreFoundWithoutAHome() throws {
    try withFolder { folder in
      func names(_ finished: Finished) throws -> [String] {
        let devices = try #require(try finished.json()["devices"] as? [[String: Any]])
        return devices.compactMap { $0["name"] as? String }
      }
      let here = try Command.run(["devices", "--json"])
      let there = try Command.run(["devices", "--json"], environment: environment(folder))
      #expect(there.status == 0 && there.errorLines.count == 1, "\(there.errors)")
      #expect(try names(there) == names(here))
    }
  }
}
