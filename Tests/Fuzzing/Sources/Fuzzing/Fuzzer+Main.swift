import CFuzzer
import Foundation

extension Fuzzer {
  /// Runs libFuzzer with the arguments of the program, and ends the program.
  ///
  /// - Parameter callback: gives an input to the fuzzer, and returns 0.
  package func main(
    _ callback: @convention(c) (_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt
  ) -> Never {
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    exit(LLVMFuzzerRunDriver(&count, &arguments, callback))
  }
}
