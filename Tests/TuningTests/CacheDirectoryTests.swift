import Devices
import Testing

@Suite struct CacheDirectoryTests {
  @Test func followsTheEnvironment() {
    let both = CacheDirectory(environment: ["XDG_CACHE_HOME": "/c", "HOME": "/h"])
    #expect(both.path == "/c/continuum" && both.kernels == "/c/continuum/kernels")
    let relative = CacheDirectory(environment: ["XDG_CACHE_HOME": "relative", "HOME": "/h"])
    #expect(relative.path == "/h/.cache/continuum")
    #expect(CacheDirectory(environment: [:]) == .none && CacheDirectory.none.kernels == nil)
  }
}
