import KernelFiles
import Testing

/// What a kernel file says of itself.
@Suite struct KernelFileTests {
  @Test(
    arguments: [
      ("// y = x.\n\nkernel\n", []),
      ("// y = x.\n// Needs: Vectors.\n\nkernel\n", ["Vectors"]),
      ("// Needs: Vectors, MMA.\n// Any work-group size.\n\nkernel\n", ["Vectors", "MMA"]),
      ("// y = x.\n// Needs: Vectors, MMA,\n// Philox.\n", ["Vectors", "MMA", "Philox"]),
      ("// y = x.\n\n// Needs Vectors, but after the opening comment.\n", []),
      ("", []),
    ])
  func needsAreRead(_ text: String, _ needs: [String]) throws {
    #expect(try KernelFile(stem: "A", text: text).needs == needs)
  }

  @Test(
    arguments: [
      "// Needs Vectors.", "// y = x. Needs: Vectors.", "// Needs: Vectors", "// Needs: .",
      "// Needs: Vectors and MMA.", "// Needs: Vectors.cl.", "// Needs: MMA.\n// Needs: Vectors.",
      "//Needs: Vectors.", "// Needs: Vectors,\n\n// MMA.",
    ])
  func needsInAnotherFormAreRefused(_ text: String) {
    #expect(throws: KernelFileError.needs("A")) { try KernelFile(stem: "A", text: text).needs }
  }

  @Test(
    arguments: [
      ("Activate", "activate"), ("MatrixProductMMA", "matrixProductMMA"), ("MMA", "mma"),
      ("MMATile", "mmaTile"), ("LSTMGPU", "lstmGPU"), ("LSTMGPUParts", "lstmGPUParts"),
      ("KLDivergence", "klDivergence"), ("RMSpropUpdate", "rmspropUpdate"),
    ])
  func memberNames(_ stem: String, _ name: String) throws {
    #expect(try KernelFile(stem: stem, text: "").memberName == name)
  }

  @Test(arguments: ["GRUCell", "activate", ""])
  func aStemWithoutMemberNameIsRefused(_ stem: String) {
    #expect(throws: KernelFileError.stem(stem)) { try KernelFile(stem: stem, text: "").memberName }
  }
}
