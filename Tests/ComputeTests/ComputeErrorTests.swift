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

  @Test func sizesAreReadable() {
    let error = ComputeError.allocation(requested: 3 << 29, limit: 1000, device: "D")
    #expect(error.description.contains("1.5 GiB") && error.description.contains("1000 B"))
  }
}
