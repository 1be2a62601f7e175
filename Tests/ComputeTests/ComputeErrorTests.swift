import Compute
import Testing

@Suite struct ComputeErrorTests {
  @Test(arguments: [
    ComputeError.status(call: "clFinish", codeName: "CL_OUT_OF_RESOURCES", code: -5, detail: "x"),
    .missingKernel(kernel: "a", program: "B", available: ["c"]),
    .noDevice(requested: "gpu", available: [], advice: "use --device auto"),
    .allocation(requested: 3 << 30, limit: 1 << 30, device: "D"),
  ])
  func isOneLine(error: ComputeError) {
    #expect(!error.description.contains("\n") && !error.description.isEmpty)
  }

  @Test func namesCallCodeAndPlace() {
    let error = ComputeError.status(
      call: "clFinish", codeName: "CL_OUT_OF_RESOURCES", code: -5, detail: "on D")
    #expect(error.description == "clFinish returned CL_OUT_OF_RESOURCES (-5) (on D)")
  }

  @Test(arguments: [
    (-4, "smaller batch"), (-5, "smaller batch"), (-36, "was lost"), (-1121, "was lost"),
    (-30, "driver"),
  ])
  func namesDeviceAndWhatToDo(code: Int32, advice: String) {
    let error = ComputeError.status(
      call: "clFinish", codeName: "NAME", code: code, device: "D through P", detail: "")
    #expect(error.description.hasPrefix("D through P: clFinish returned NAME (\(code)); "))
    #expect(error.description.contains(advice) && error.description.contains("another device"))
    #expect(error.cause == "clFinish returned NAME (\(code))")
  }

  @Test func aBuildIsToldInOneLineWithItsFirstError() {
    let error = ComputeError.build(
      kernel: "A (a)", options: [], device: "D", log: "warning: x\nA.cl:1: error: y\n")
    #expect(error.cause == "program A (a) did not compile: A.cl:1: error: y")
  }

  @Test func sizesAreReadable() {
    let error = ComputeError.allocation(requested: 3 << 29, limit: 1000, device: "D")
    #expect(error.description.contains("1.5 GiB") && error.description.contains("1000 B"))
  }
}
