import Graphs
import Kernels
import Testing

/// What tuning records name kernels by.
@Suite struct KernelFingerprintTests {
  private let code = """
    // What it computes.
    #define SUM(a, b) \\
      ((a) + (b))  // with a comment
    #if WIDTH > 4
    kernel void sum(global const float *x, const int count) {
      /* a comment
         of two lines, with 'a quote */
      for (int i = 0; i < count; ++i) x[i] = SUM(x[i], - -1.0f);
      asm("add  // %0;\\n" : "=r"(y));
    }
    #endif
    """

  @Test func commentsAndLayoutDoNotMatter() {
    let other = """
      #define SUM(a, b) ((a) + (b))
      #if WIDTH > 4

      kernel void sum(global const float*x,
                      const int count){
        for(int i=0;i<count;++i)
          x[i]=SUM( x[i] , - -1.0f ) ; // another comment
        asm("add  // %0;\\n" : "=r"(y)); }
      #endif  /* WIDTH */
      """
    #expect(KernelSource.canonicalCode(code) == KernelSource.canonicalCode(other))
  }

  @Test(
    arguments: [
      ("- -1.0f", "--1.0f"), ("i < count", "i <= count"), ("add  //", "add //"),
      ("const int", "constint"), ("SUM(a, b) \\\n  ((a)", "SUM (a, b) \\\n  ((a)"),
      ("#if WIDTH > 4\n", ""),
    ])
  func tokensDo(_ present: String, _ other: String) throws {
    let range = try #require(code.firstRange(of: present))
    var changed = code
    changed.replaceSubrange(range, with: other)
    #expect(KernelSource.canonicalCode(changed) != KernelSource.canonicalCode(code))
  }

  /// It is smaller than the text, and holds no comment.
  @Test func aKernelOfThePackage() {
    for source in [KernelSource.matrixProductGPU, .mma, .convolutionTiled] {
      let canonical = source.canonicalCode
      #expect(canonical.utf8.count < source.text.utf8.count)
      #expect(canonical.contains("#define") && KernelSource.canonicalCode(canonical) == canonical)
    }
  }
}
