import Fuzzing
import RunReaders

@main struct Main {
  static let fuzzer = Fuzzer(runReaders)

  static func main() {
    fuzzer.main(fuzzOneInput)
  }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  Main.fuzzer.run(UnsafeRawBufferPointer(start: bytes, count: count))
  return 0
}
